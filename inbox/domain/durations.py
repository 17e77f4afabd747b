"""ISO 8601 durations as Bandwidth writes them."""

import math
import re

_FORM = re.compile(
    r"P(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,12}(?:[.,]\d{1,12})?)S)?)?",
    re.ASCII | re.IGNORECASE,
)
_USUAL = re.compile(r"PT(\d{1,12}(?:\.\d{1,12})?)S", re.ASCII)
_BARE = re.compile(r"\d{1,12}(?:\.\d{1,12})?", re.ASCII)


def parse_duration(value: object) -> float | None:
    """Seconds that ``value`` names (``PT1H2M3.5S``, a bare ``"20"``, or a number); None when it names none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if 0 <= value < 1e12 and math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    if usual := _USUAL.fullmatch(value):
        return float(usual[1])
    text = value.strip()
    if _BARE.fullmatch(text):
        return float(text)
    match = _FORM.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes = (int(match[unit] or 0) for unit in ("days", "hours", "minutes"))
    seconds = float((match["seconds"] or "0").replace(",", "."))
    return days * 86_400 + hours * 3_600 + minutes * 60 + seconds


def clock_text(seconds: float | None) -> str:
    """``20:05``, ``1:52:08`` or ``0:20`` for the person; a dash when the length is not known."""
    if seconds is None:
        return "–"
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3_600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
