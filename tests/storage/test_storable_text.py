import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.storage.storable_text import headers_text, storable, title_key


@pytest.mark.parametrize(
    ("text", "kept"),
    [("plain", "plain"), ("a\x00b", "a\\u0000b"), ("\ud800x", "\\ud800x"), ("Zoë \x00", "Zoë \\u0000"), ("🎉", "🎉")],
)
def test_what_no_database_holds_becomes_a_visible_escape(text: str, kept: str) -> None:
    assert storable(text) == kept


@given(st.text(st.characters(codec=None)))
def test_any_text_is_utf_8_without_nul_afterwards(text: str) -> None:
    kept = storable(text)
    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept


def test_header_values_with_surrogates_can_be_kept() -> None:
    for headers in ([("X-Name", "\udce9\x00")], [("X-Name", "é\x00")]):
        text = headers_text(headers)
        assert storable(text) == text
        assert [tuple(pair) for pair in json.loads(text)] == headers


def test_titles_sort_without_regard_to_case_and_accents() -> None:
    names = ["zebra", "Äpfel", "apfel", "Zoë", "Birne"]
    assert sorted(names, key=lambda name: title_key(name)) == ["Äpfel", "apfel", "Birne", "zebra", "Zoë"]


def test_a_title_of_a_megabyte_makes_a_short_key() -> None:
    assert len(title_key("ﬃ" * 1_000_000)) <= 64
