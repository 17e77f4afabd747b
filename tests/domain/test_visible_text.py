"""Nothing in an event's text can hide or reorder what a person reads."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.visible_text import visible


def test_bidi_control_and_line_breaks_are_shown_as_escapes() -> None:
    assert visible("a\u202eb\nc\x00\u200bd\ud800") == "a\\u202eb\\u000ac\\u0000\\u200bd\\ud800"


def test_ordinary_text_of_any_script_stays() -> None:
    for text in ("Thursday stand-up", "Größe — Köln", "会議の録音", "שלום", "<b>&amp;</b>"):
        assert visible(text) == text


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert visible("x" * 1_000_000, 10) == "x" * 10 + "…"


@given(st.text())
def test_the_result_is_one_printable_line(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in shown)
