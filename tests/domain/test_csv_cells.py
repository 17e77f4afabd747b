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


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("x;=cmd|'/C calc'!A0;y", "x;'=cmd|'/C calc'!A0;y"),
        ("x;@y;+1\t-2|=3,=4", "x;'@y;'+1\t'-2|'=3,'=4"),
        ("one\n=2\r\n- three\u2028＝4", "one\n'=2\r\n'- three\u2028'＝4"),
        ('x; \u200b"" =1', 'x; \u200b"" \'=1'),
        ("x;;;=1", "x;;;'=1"),
        ("=1;=2", "'=1;'=2"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n1", "'\n1"),
    ],
)
def test_text_is_no_formula_behind_another_delimiter_either(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@given(st.lists(st.lists(st.text("x =+-@;,|\t\n\r\"' ", max_size=8), min_size=2, max_size=3), min_size=1, max_size=3))
def test_no_cell_is_a_formula_however_a_spreadsheet_splits_the_lines(delimiter: str, rows: list[list[str]]) -> None:
    text = "".join(map(csv_line, rows))
    for read in (csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _split_without_quotes(text, delimiter)):
        assert not [cell for line in read for cell in line if cell.lstrip()[:1] in tuple("=+-@") and cell.strip()]


def _split_without_quotes(text: str, delimiter: str) -> list[list[str]]:
    return [line.split(delimiter) for line in text.splitlines()]


@pytest.mark.parametrize(
    "text", ["", "Stand-up", "a=b", "2026-06-10", "ünï", "'=1", "(=1", " ", "a; b", "x - y, z", "a|b-c", "3,5"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert csv_line([-1.5, 3, None, True, 'a "quoted" word', "two\nlines"]) == (
        '"-1.5","3","","true","a ""quoted"" word","two\nlines"\r\n'
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")), min_size=1))
def test_any_text_comes_back_from_a_reader_of_csv(cells: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(csv_line(cells), newline=""))
    assert [one.replace("'", "") for one in read] == [one.replace("'", "") for one in cells]
    assert not any(one[:1] in tuple("=+-@\t") for one in read if one)
