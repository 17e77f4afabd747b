"""The search language."""

from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.query import Term, parse_query


def test_terms_and_words_are_told_apart() -> None:
    query = parse_query('status:partial  Name:"daily stand-up" hello')
    assert query.terms == (Term("status", "partial"), Term("name", "daily stand-up"))
    assert query.words == ("hello",)


def test_an_unknown_field_is_a_word() -> None:
    assert parse_query("https://x colour:red").words == ("https://x", "colour:red")


def test_a_quote_left_open_is_still_a_search() -> None:
    assert parse_query('status:partial "half').terms == (Term("status", "partial"),)


@given(st.text())
def test_nothing_typed_breaks_it(text: str) -> None:
    parse_query(text)
