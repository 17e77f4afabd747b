"""Lines of CSV that a spreadsheet takes for what they are: text stays text, and no cell is a formula."""

import re
import unicodedata
from collections.abc import Iterable

CsvValue = str | int | float | bool | None

_FORMULA_STARTS = frozenset("=+-@−")
_STARTS_THAT_HIDE = frozenset("\t\r\n")
_DELIMITERS = frozenset(";,|\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""Where a cell or a line may begin for a spreadsheet that is told, or takes from its language, another delimiter than ours."""
_DELIMITER = re.compile(f"[{''.join(sorted(_DELIMITERS))}]")


def csv_line(values: Iterable[CsvValue]) -> str:
    """The values as a line with its end; every cell is in quotes. Numbers stay numbers, None is empty."""
    return ",".join([_cell(value) for value in values]) + "\r\n"


def safe_cell(text: str) -> str:
    """``text`` without NUL, and with ``'`` wherever a spreadsheet would else find a formula.

    That is at its start; and inside it before each sign of a formula that stands after ``;`` ``,`` ``|``, a tab or the end of a
    line, since a spreadsheet that splits there makes a cell of what follows, and the quotes around ours do not hold it.
    """
    plain = text.replace("\0", "") if "\0" in text else text
    if _DELIMITER.search(plain) is not None:
        plain = "".join(_guarded(plain))
    return f"'{plain}" if _is_formula(plain) else plain


def _cell(value: CsvValue) -> str:
    if isinstance(value, str):
        text = safe_cell(value)
        return '"' + text.replace('"', '""') + '"' if '"' in text else f'"{text}"'
    if value is None:
        return '""'
    return f'"{str(value).lower()}"' if isinstance(value, bool) else f'"{value}"'


def _guarded(text: str) -> Iterable[str]:
    """Its signs; quotes after a delimiter hide nothing, as they are doubled, and so end where they begin."""
    is_start = False
    for sign in text:
        if sign in _DELIMITERS:
            is_start = True
        elif is_start and sign != '"' and not _is_hidden(sign):
            if _begins_formula(sign):
                yield "'"
            is_start = False
        yield sign


def _is_formula(text: str) -> bool:
    """Whether its first sign that is seen begins a formula, in whatever width it is written."""
    if not text or text[0].isalnum():  # nearly always
        return False
    if text[0] in _STARTS_THAT_HIDE:
        return True
    return next((_begins_formula(sign) for sign in text if not _is_hidden(sign)), False)


def _is_hidden(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf")


def _begins_formula(sign: str) -> bool:
    return not _FORMULA_STARTS.isdisjoint(unicodedata.normalize("NFKC", sign))
