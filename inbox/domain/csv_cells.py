"""Lines of CSV that a spreadsheet takes for what they are: text stays text, and no cell is a formula."""

import unicodedata
from collections.abc import Iterable

CsvValue = str | int | float | bool | None

_FORMULA_STARTS = frozenset("=+-@−")
_STARTS_THAT_HIDE = frozenset("\t\r\n")


def csv_line(values: Iterable[CsvValue]) -> str:
    """The values as a line with its end; every cell is in quotes. Numbers stay numbers, None is empty."""
    return ",".join([_cell(value) for value in values]) + "\r\n"


def safe_cell(text: str) -> str:
    """``text`` without NUL, and with ``'`` before it where a spreadsheet would take it for a formula."""
    plain = text.replace("\0", "") if "\0" in text else text
    return f"'{plain}" if _is_formula(plain) else plain


def _cell(value: CsvValue) -> str:
    if isinstance(value, str):
        text = safe_cell(value)
        return '"' + text.replace('"', '""') + '"' if '"' in text else f'"{text}"'
    if value is None:
        return '""'
    return f'"{str(value).lower()}"' if isinstance(value, bool) else f'"{value}"'


def _is_formula(text: str) -> bool:
    """Whether its first sign that is seen begins a formula, in whatever width it is written."""
    if not text or text[0].isalnum():  # nearly always
        return False
    if text[0] in _STARTS_THAT_HIDE:
        return True
    for sign in text:
        if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf"):
            return not _FORMULA_STARTS.isdisjoint(unicodedata.normalize("NFKC", sign))
    return False
