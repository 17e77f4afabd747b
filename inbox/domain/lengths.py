"""How long a recording is: as Bandwidth told of it, and as its file was decoded. The two may differ: that is said, not judged."""

from inbox.domain.durations import clock_text
from inbox.domain.recording import Recording
from inbox.domain.statuses import RecordingStatus

_SAME_SECONDS = 0.1
"""Lengths that differ by less are the same to the person: events round."""


def told_length(recording: Recording) -> float | None:
    """Seconds, as Bandwidth gave them; None when they say nothing: a recording that failed is given as 0 seconds long."""
    is_nothing = recording.recording_status is RecordingStatus.ERROR and recording.duration_seconds == 0
    return None if is_nothing else recording.duration_seconds


def file_length(recording: Recording) -> str:
    """How long the downloaded file is, and how that compares with what the event told; a dash while there is no file."""
    here, told = recording.media_seconds, told_length(recording)
    if here is None or told is None or abs(here - told) < _SAME_SECONDS:
        return clock_text(here)
    return f"{clock_text(here)},  {_span(abs(here - told))} {'longer' if here > told else 'shorter'} than the event says"


def _span(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else clock_text(seconds)
