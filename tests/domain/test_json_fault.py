"""Where, and why, a body stops being JSON."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.json_fault import json_fault, readable


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", (1, 1, 0)),
        (b" \n", (1, 1, 0)),
        (b'{"a": 1,\n "b": }', (2, 7, 15)),
        (b'\xef\xbb\xbf{"a": 1', (1, 8, 7)),
        (b'{\r\n"a": "\xff"}', (2, 7, 9)),
        ('{"ä😀": x}'.encode(), (1, 8, 7)),
    ],
)
def test_the_place_is_told_in_lines_and_columns_of_the_text(body: bytes, place: tuple[int, int, int]) -> None:
    fault = json_fault(body)
    assert fault is not None
    assert (fault.line, fault.column, fault.place) == place
    assert fault.sentence.endswith(f"at line {fault.line}, column {fault.column}.")


@pytest.mark.parametrize("body", [b"{}", b"\xef\xbb\xbf[1]", b"null", b' "text" '])
def test_json_has_no_fault(body: bytes) -> None:
    assert json_fault(body) is None


@given(st.binary() | st.text().map(str.encode) | st.builds(lambda text: orjson.dumps({"a": text})[:-1], st.text()))
def test_any_bytes_have_a_place_within_their_text_or_none(body: bytes) -> None:
    fault = json_fault(body)
    if fault is None:
        orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
        return
    text = readable(body)
    assert 0 <= fault.place <= len(text)
    assert text[: fault.place].count("\n") + 1 == fault.line
