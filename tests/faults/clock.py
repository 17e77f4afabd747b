"""A process whose wall clock a test sets, with libfaketime; its monotonic clock runs on as it should."""

from datetime import datetime
from pathlib import Path

import pytest

_PLACES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")

_FAKED = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "FAKETIME_DONT_RESET": "1", "TZ": "UTC"}


def _library() -> Path | None:
    return next((path for place in _PLACES for path in sorted(Path("/").glob(place.lstrip("/")))), None)


def needs_faketime() -> pytest.MarkDecorator:
    """Skips a test where no clock can be set, and says why."""
    return pytest.mark.skipif(_library() is None, reason="needs libfaketime to set a process's clock (Debian package faketime)")


class Clock:
    """The wall clock of processes that run with `environment`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.jump("+0")

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs so that this is its clock."""
        return _FAKED | {"LD_PRELOAD": str(_library()), "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1"}

    def jump(self, offset: str) -> None:
        """Sets the clock: ``+3d``, ``-90`` from the real time; or an absolute moment as `moment` gives it."""
        beside = self._file.with_suffix(".new")
        beside.write_text(offset + "\n")
        beside.replace(self._file)


def started_at(value: datetime) -> dict[str, str]:
    """The environment of a process whose clock stands at ``value`` when it starts, and runs on."""
    return _FAKED | {"LD_PRELOAD": str(_library()), "FAKETIME": moment(value)}


def moment(value: datetime) -> str:
    """An absolute time in UTC, from which the clock runs on."""
    return value.strftime("@%Y-%m-%d %H:%M:%S")
