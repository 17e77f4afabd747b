"""Cells of exported tables, as a spreadsheet reads them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.csv_cells import csv_line, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1919",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b@x",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "−1",
        "\0=1",
    ],
)
def test_what_a_spreadsheet_would_take_for_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == "'" + text.replace("\0", "")


@pytest.mark.parametrize("text", ["", "Stand-up", "a=b", "2026-06-10", "ünï", "'=1", "(=1", " "])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert csv_line([-1.5, 3, None, True, 'a "quoted" word', "two\nlines"]) == (
        '"-1.5","3","","true","a ""quoted"" word","two\nlines"\r\n'
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")), min_size=1))
def test_any_text_comes_back_from_a_reader_of_csv(cells: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(csv_line(cells), newline=""))
    assert [one.removeprefix("'") for one in read] == [one.removeprefix("'") for one in cells]
    assert not any(one[:1] in tuple("=+-@\t") for one in read if one)
