"""Figures of a benchmark run: percentiles, ratios, and whether a bar is reached."""

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return percentile(values, 0.5)


def tell(what: str, figure: str, bar: str, reached: bool | None) -> None:
    """Prints one line: what was measured, the figure, the bar, and whether it is reached (None: no bar here)."""
    verdict = {True: "reached", False: "MISSED", None: ""}[reached]
    print(f"{what:58} {figure:>34}   {bar:22} {verdict}", flush=True)
