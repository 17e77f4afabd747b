"""What could be sent to the listener by anybody, as strategies: bodies, queries, headers, and bytes that are no request."""

import json
from typing import Any

from hypothesis import strategies as st
from wire.raw_client import get, post

_NAMES = [
    "eventType", "eventTime", "accountId", "conferenceId", "callId", "name", "recordingId", "channels", "startTime", "endTime",
    "duration", "fileFormat", "mediaUrl", "tag", "status", "from", "to", "direction", "transferCallerId", "errorMessage",
]  # fmt: skip
_EVENT_TYPES = ["conferenceRecordingAvailable", "recordingAvailable", "conferenceCreated", "recordingComplete", ""]
_HOSTILE_TEXTS = [
    "", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e", "\r\nX: y", "'; DROP TABLE deliveries; --", "../../etc/passwd",
    "NaN", "r" * 257,
    "PT" + "9" * 400 + "S", "P9999999999Y", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59.999999-23:59", "\N{BOM}",
    "2**63", "{recordingId}", "1e999", "-0", "٣", "Å\u0301" * 50,
]  # fmt: skip
_HOSTILE_NUMBERS = [2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 1e308, 5e-324, -0.0, True, None]

scalars = st.one_of(
    st.sampled_from(_HOSTILE_TEXTS),
    st.sampled_from(_HOSTILE_NUMBERS),
    st.text(st.characters(), max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=10), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """Objects that look like events, with anything as the values of any properties."""
    event: dict[str, Any] = draw(st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=8), values, max_size=12))
    if draw(st.booleans()):
        event["eventType"] = draw(st.sampled_from(_EVENT_TYPES))
        event["recordingId"] = draw(st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True) | st.sampled_from(_HOSTILE_TEXTS))
    return event


def as_json(value: object, ascii_only: bool) -> bytes:
    """JSON as loose as Python writes it: NaN and Infinity, lone surrogates as escapes or as bytes that are no UTF-8."""
    return json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


_BEGINNING = b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-1",'
HOSTILE_BODIES = [
    _BEGINNING + b'"channels":' + b"9" * 5000 + b"}",
    _BEGINNING + b'"channels":NaN,"duration":-Infinity}',
    _BEGINNING + b'"x":1e400}',
    _BEGINNING + b'"recordingId":"r-2","recordingId":null,"recordingId":"r-3"}',
    _BEGINNING + b'"name":"\\ud800","tag":"\\u0000"}',
    _BEGINNING + b'"name":"\xed\xa0\x80"}',
    _BEGINNING + b'"name":"\x00"}',
    *(_BEGINNING + b'"x":' + b"[" * deep + b"]" * deep + b"}" for deep in (200, 253, 254, 255, 256, 1000, 1023, 1024, 100_000)),
    _BEGINNING + b'"x":' + b'{"a":' * 300 + b"1" + b"}" * 301,
    b"\xef\xbb\xbf{}",
    '{"eventType":"conferenceRecordingAvailable"}'.encode("utf-16"),
    '{"eventType":"conferenceRecordingAvailable"}'.encode("utf-32"),
    b"{} {}",
    b'{"a":1,}',
    b"\xff\xfe" * 100,
    b"\x00" * 1000,
    b"null",
]  # fmt: skip

bodies = st.one_of(
    st.sampled_from(HOSTILE_BODIES),
    st.builds(as_json, events(), st.booleans()),
    st.builds(as_json, values, st.booleans()),
    st.binary(max_size=3000),
)

_TOKEN = st.text("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30)
_FRAMING = {"host", "content-length", "transfer-encoding", "content-encoding", "connection", "expect", "authorization"}
_FIELD_BYTES = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f").filter(
    lambda character: not 0x80 <= ord(character) < 0xA0
)
harmless_headers = st.lists(
    st.builds(
        "{}: {}".format,
        (_TOKEN | st.sampled_from(["X-Forwarded-For", "User-Agent", "Content-Type"])).filter(
            lambda name: name.lower() not in _FRAMING
        ),
        st.text(_FIELD_BYTES, max_size=60),
    ),
    max_size=12,
)
"""Header lines that any sender may send, and that leave open nothing about where the request ends."""

_TARGET_TEXT = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f#"), max_size=60)
queries = st.one_of(
    st.builds("eventType={}&{}".format, st.sampled_from(["conferenceRecordingAvailable", "%00", "%ff", "x+y"]), _TARGET_TEXT),
    st.builds("eventType=recordingAvailable&recordingId=r-1&callId={}".format, _TARGET_TEXT),
    st.builds("{0}&eventType=&{0}".format, _TARGET_TEXT),
    st.just("eventType=x" + "&a=1" * 2000),
)
"""Queries of a GET that name an event."""


@st.composite
def chunked(draw: st.DrawFn, body: bytes) -> bytes:
    """A POST of ``body`` in chunks of any sizes."""
    cuts = sorted(draw(st.lists(st.integers(0, len(body)), max_size=4)))
    parts = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True) if end > start]
    head = post(b"", "Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"")
    return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


_WHOLE = [
    post(b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-9"}'),
    get("/?eventType=x"),
    get("/healthz"),
    post(b"{}", "Expect: 100-continue"),
    b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
]


@st.composite
def garbled(draw: st.DrawFn) -> bytes:
    """Requests with bytes changed, left out and put in, several on one connection."""
    data = bytearray(b"".join(draw(st.lists(st.sampled_from(_WHOLE), min_size=1, max_size=3))))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 3))] = draw(
            st.binary(max_size=4) | st.sampled_from([b"\r\n", b"\n", b"\r\n\r\n", b": ", b"\x00", b" ", b"Content-Length: 1\r\n"])
        )
    return bytes(data)


anything = st.one_of(garbled(), st.binary(max_size=500))
"""Bytes on a connection that nobody who means well would send."""
