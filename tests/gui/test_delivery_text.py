"""A raw delivery is plain text in which every byte is accounted for."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.delivery import Delivery, DeliveryOutcome, StoredDelivery
from inbox.gui.delivery_text import body_text, delivery_text, pretty_json

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


def test_request_origin_outcome_headers_and_body_are_there() -> None:
    text = delivery_text(_stored(b'{"a":1}'))
    assert text.startswith("POST /\n")
    assert "from 127.0.0.1:50000" in text
    assert "2026-03-01T12:00:00.000Z" in text
    assert "Taken as rejected. The body is not JSON." in text
    assert "\nHost: 127.0.0.1:8025\n" in text
    assert text.endswith('{\n  "a": 1\n}')


def test_headers_and_target_cannot_deceive() -> None:
    text = delivery_text(_stored(b"", odd="a\u202eb\r\nX: y", target="/\u2066"))
    assert "\u202e" not in text
    assert "\u2066" not in text
    assert "X-Odd: a\\u202eb\\u000d\\u000aX: y" in text


def test_json_is_set_out_and_otherwise_as_it_came() -> None:
    body = b'{"n":12345678901234567890123,"n":1.0,"list":[],"deep":[{"x":"a,b:{}\\""}],"e":"\\u00e9"}'
    lines = body_text(body).splitlines()
    assert lines[:5] == ["{", '  "n": 12345678901234567890123,', '  "n": 1.0,', '  "list": [],', '  "deep": [']
    assert lines[5:] == ["    {", '      "x": "a,b:{}\\""', "    }", "  ],", '  "e": "\\u00e9"', "}"]


@given(_JSON)
def test_setting_out_changes_space_only(value: object) -> None:
    text = json.dumps(value)
    assert json.loads(pretty_json(text)) == value


@pytest.mark.parametrize("body", [b"\xff\xfe\0\1", b"a\0b", bytes(range(256))])
def test_what_is_no_text_is_in_hexadecimal(body: bytes) -> None:
    text = body_text(body)
    assert bytes.fromhex("".join(line[8:56] for line in text.splitlines())) == body


def test_text_that_is_no_json_is_shown_as_text() -> None:
    assert body_text(b"<b>not</b>\n\x1b[31mJSON\xe2\x80\xae") == "<b>not</b>\n\\u001b[31mJSON\\u202e"


def test_no_body_is_said() -> None:
    assert body_text(b"") == "(no body)"


@pytest.mark.parametrize(
    "body", [b"[" * 1_000_000, b'"' + b"x" * 1_000_000 + b'"', b"\xff" * 1_000_000, b"[" + b"1," * 400_000 + b"1]"]
)
def test_large_bodies_are_cut_and_say_so(body: bytes) -> None:
    text = body_text(body)
    assert len(text) < 450_000
    assert text.endswith("more are in the journal")
