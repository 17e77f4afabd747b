"""What a test or a demonstration may make the simulated Bandwidth do wrong."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from inbox.simulator.list_faults import ListFaults
from inbox.simulator.media_faults import MediaFaults


class Part(Enum):
    """Which requests a fault is for."""

    TOKEN = "token"
    API = "api"
    MEDIA = "media"


@dataclass(slots=True)
class Fault:
    """An answer in place of the right one."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int | None = None
    """For how many more requests; None: until `Controls.clear`."""


class Controls:
    """Faults and limits. Safe from any thread; a change holds from the next request on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[Part, Fault] = {}
        self._cuts: list[int] = []
        self._media_faults = MediaFaults()
        self._media_answers: dict[str, int] = {}
        self.list_faults = ListFaults()
        """What is wrong with the lists."""
        self.link_bytes_per_second: int | None = None
        """The speed of each media answer; None: as fast as it goes."""
        self.honours_range = True
        """False: a Range header is not looked at, the answer is 200 with the whole."""
        self.metadata_changes: Mapping[str, Any] = {}
        """Properties of the metadata in place of the right ones, None for one that is missing: so events and metadata differ."""

    def set_fault(self, part: Part, fault: Fault) -> None:
        """Answer requests to ``part`` with ``fault``."""
        with self._lock:
            self._faults[part] = fault

    def take_fault(self, part: Part) -> Fault | None:
        """The fault for a request to ``part`` that has just come, counted."""
        with self._lock:
            fault = self._faults.get(part)
            if fault is None or fault.times is None:
                return fault
            fault.times -= 1
            if fault.times <= 0:
                del self._faults[part]
            return fault

    def add_cuts(self, after_bytes: int, times: int) -> None:
        """Close the connection of the next ``times`` media answers after that many bytes of the body."""
        with self._lock:
            self._cuts += [after_bytes] * times

    def take_cut(self) -> int | None:
        """After how many bytes to cut the media answer that begins now; None: not at all."""
        with self._lock:
            return self._cuts.pop(0) if self._cuts else None

    @property
    def media_faults(self) -> MediaFaults:
        """What is wrong with media. Answers are counted anew from when it is set."""
        return self._media_faults

    @media_faults.setter
    def media_faults(self, faults: MediaFaults) -> None:
        with self._lock:
            self._media_faults = faults
            self._media_answers.clear()

    def begin_media_answer(self, recording_id: str) -> tuple[int, MediaFaults]:
        """How many answers with media of that recording were before the one that begins now, and what is wrong with it."""
        with self._lock:
            answer = self._media_answers.get(recording_id, 0)
            self._media_answers[recording_id] = answer + 1
            return answer, self._media_faults.of(recording_id, answer)

    def clear(self) -> None:
        """Everything right and fast again."""
        with self._lock:
            self._faults.clear()
            self._cuts.clear()
        self.media_faults = MediaFaults()
        self.list_faults = ListFaults()
        self.link_bytes_per_second = None
        self.honours_range = True
        self.metadata_changes = {}
