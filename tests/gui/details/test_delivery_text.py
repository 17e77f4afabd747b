"""A raw delivery is plain text in which every byte is accounted for."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.delivery import Delivery, DeliveryOutcome, StoredDelivery
from inbox.gui.details.delivery_text import View, page, pretty_json

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _stored(body: bytes, **changes: str) -> StoredDelivery:
    headers = (("Host", "127.0.0.1:8025"), ("X-Odd", changes.get("odd", "plain")))
    moment = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    delivery = Delivery(moment, "POST", changes.get("target", "/"), headers, body, "127.0.0.1:50000")
    return StoredDelivery(7, delivery, DeliveryOutcome.REJECTED, "The body is not JSON.", None, None)


def _text(body: bytes, view: View = View.JSON) -> str:
    return page(_stored(body), view).text


def test_request_headers_and_origin_are_there() -> None:
    text = _text(b'{"a":1}', View.HEADERS)
    assert text.startswith("POST /\nHost: 127.0.0.1:8025\n")
    assert "from 127.0.0.1:50000" in text
    assert "2026-03-01T12:00:00.000Z" in text


def test_headers_and_target_cannot_deceive() -> None:
    text = page(_stored(b"", odd="a\u202eb\r\nX: y", target="/\u2066"), View.HEADERS).text
    assert "\u202e" not in text
    assert "\u2066" not in text
    assert "X-Odd: a\\u202eb\\u000d\\u000aX: y" in text


def test_json_is_set_out_and_otherwise_as_it_came() -> None:
    body = b'{"n":12345678901234567890123,"n":1.0,"list":[],"deep":[{"x":"a,b:{}\\""}],"e":"\\u00e9"}'
    lines = _text(body).splitlines()
    assert lines[:5] == ["{", '  "n": 12345678901234567890123,', '  "n": 1.0,', '  "list": [],', '  "deep": [']
    assert lines[5:] == ["    {", '      "x": "a,b:{}\\""', "    }", "  ],", '  "e": "\\u00e9"', "}"]


@given(_JSON)
def test_setting_out_changes_space_only(value: object) -> None:
    text = json.dumps(value)
    assert json.loads(pretty_json(text)) == value


@pytest.mark.parametrize("body", [b"\xff\xfe\0\1", b"a\0b", bytes(range(256)), b"plain"])
def test_every_byte_is_there_in_hexadecimal(body: bytes) -> None:
    text = _text(body, View.HEX)
    assert bytes.fromhex("".join(line[8:56] for line in text.splitlines())) == body


def test_text_is_shown_as_it_came_with_what_deceives_as_escapes() -> None:
    assert _text(b"<b>not</b>\n\x1b[31mJSON\xe2\x80\xae\xff", View.TEXT) == "<b>not</b>\n\\u001b[31mJSON\\u202e\\xff"


@pytest.mark.parametrize(
    ("body", "sentence", "marked"),
    [
        (b'{"a": 1,\n "b": }', "Not JSON: unexpected character, expected a JSON value, at line 2, column 7.", "}"),
        (b'{"a": 1', "Not JSON: unexpected end of data, at line 1, column 8.", " "),
        (b'\xef\xbb\xbf{"\xc3\xa9": x}', "Not JSON: unexpected character, expected a JSON value, at line 1, column 7.", "x"),
        (b'{"\xf0\x9f\x98\x80": x}', "Not JSON: unexpected character, expected a JSON value, at line 1, column 7.", "x"),
        (b'{\n"a": "\xff"}', "Not JSON: the byte 0xff does not belong into UTF-8, at line 2, column 7.", "\\"),
        (b"[" * 2_000, "Cannot be read: brackets are nested deeper than 1,024 levels, at line 1, column 1026.", "["),
        (b'{"a":1e999}', "Cannot be read: a number is too large, beyond about 1.8e308, at line 1, column 6.", "1"),
        (b"{\xe2\x80\xae x}", "Not JSON: unexpected character, expected a string key, at line 1, column 2.", "\\"),
    ],
)
def test_where_a_body_stops_being_json_is_said_and_marked(body: bytes, sentence: str, marked: str) -> None:
    shown = page(_stored(body), View.JSON)
    assert shown.text.splitlines()[0] == sentence
    assert shown.mark is not None
    units = shown.text.encode("utf-16-le")
    assert units[shown.mark * 2 : shown.mark * 2 + 2].decode("utf-16-le") == marked
    before = units[: shown.mark * 2].decode("utf-16-le")
    line = before.count("\n")
    assert shown.text.split("\n")[line + 1] == " " * len(before.split("\n")[-1]) + "^"


def test_an_event_in_a_query_is_set_out_like_one_in_a_body() -> None:
    moment = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    delivery = Delivery(moment, "GET", "/?eventType=x&name=a%22b&empty=", (), b"", "127.0.0.1:50000")
    shown = page(StoredDelivery(7, delivery, DeliveryOutcome.IGNORED, "", None, None), View.JSON)
    assert json.loads(shown.text) == {"eventType": "x", "name": 'a"b', "empty": ""}


@pytest.mark.parametrize("view", [View.JSON, View.TEXT, View.HEX])
def test_no_body_is_said(view: View) -> None:
    assert _text(b"", view) == "(no body)"


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize(
    "body", [b"[" * 1_000_000, b'"' + b"x" * 1_000_000 + b'"', b"\xff" * 1_000_000, b"[" + b"1," * 400_000 + b"1]"]
)
def test_large_bodies_are_cut_and_say_so(body: bytes, view: View) -> None:
    text = _text(body, view)
    assert len(text) < 450_000
    if view in (View.TEXT, View.HEX):
        assert text.endswith("more are in the journal")
