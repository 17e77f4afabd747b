"""Lines of CSV that a spreadsheet takes for what they are: text stays text, and no cell is a formula."""

import unicodedata
from collections.abc import Iterable

CsvValue = str | int | float | bool | None

_FORMULA_STARTS = frozenset("=+-@−")
_STARTS_THAT_HIDE = frozenset("\t\r\n")


def csv_line(values: Iterable[CsvValue]) -> str:
    """The values as a line with its end; every cell is in quotes. Numbers stay numbers, None is empty."""
    return ",".join(_quoted(_text(value)) for value in values) + "\r\n"


def safe_cell(text: str) -> str:
    """``text`` without NUL, and with ``'`` before it where a spreadsheet would take it for a formula."""
    plain = text.replace("\0", "")
    return f"'{plain}" if _is_formula(plain) else plain


def _text(value: CsvValue) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return safe_cell(value)
        case _:
            return str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _is_formula(text: str) -> bool:
    """Whether its first sign that is seen begins a formula, in whatever width it is written."""
    if text.isalnum() or not text:
        return False
    if text[0] in _STARTS_THAT_HIDE:
        return True
    for sign in text:
        if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf"):
            return not _FORMULA_STARTS.isdisjoint(unicodedata.normalize("NFKC", sign))
    return False
