"""How large the media of a recording may be: a server that never ends is stopped, a large recording is not."""

from dataclasses import dataclass

from inbox.domain.recording import Recording

DEFAULT_MEGABYTES = 1_500
"""A day of telephone audio, the longest that a conference lasts, has 1,382."""
_BYTES_PER_SECOND_AT_MOST = 192_000
"""48 kHz, 16 bit, two channels: far more than telephone audio needs."""
_RESERVE_BYTES = 30_000_000
"""Half an hour of telephone audio: by so much the event may be wrong."""
_SECONDS_AT_MOST = 25 * 3_600.0
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class LargestMedia:
    """How many bytes are taken of the media of one recording."""

    told: int
    """Of an answer that says how long it is, and is held to that."""
    untold: int
    """Of one that does not."""
    is_length_known: bool = True
    """Whether the event says how long the recording lasts."""

    def refused(self, total_bytes: int) -> str:
        """The sentence for media of ``total_bytes``, which are not downloaded."""
        has = f"The media has {_megabytes(total_bytes)}, more than"
        if self.is_length_known:
            has += f" a recording of this length can have ({_megabytes(self.untold)}) and"
            has = has if self.told > self.untold else has.removesuffix(" and")
        if self.told > self.untold or not self.is_length_known:
            has += f" one file may have ({_megabytes(self.told)})"
        return f"{has}, so it was not downloaded. If that is right, allow more in the settings, under Downloads, and try again."

    def stopped(self) -> str:
        """The sentence for media of which more came than is taken."""
        came = f"After {_megabytes(self.untold)} the media had not come to its end,"
        if self.is_length_known:
            return (
                f"{came} and a recording of this length cannot have more, so the download was stopped. Try again; if it stays "
                "so, look in the journal whether the event tells the right length."
            )
        return (
            f"{came} and neither the event nor the server says how long it is, so the download was stopped. If it can be that "
            "long, allow more in the settings, under Downloads, and try again."
        )


def largest_media(recording: Recording, unknown_megabytes: int) -> LargestMedia:
    """By the length that the event tells, or that lies between its beginning and its end, whichever is more.

    ``unknown_megabytes`` is what is taken where it tells none; so much is taken of every answer that says how long it is.
    """
    unknown = unknown_megabytes * _MEGABYTE
    seconds = recording.duration_seconds or 0.0
    if recording.started_at is not None and recording.ended_at is not None:
        seconds = max(seconds, (recording.ended_at - recording.started_at).total_seconds())
    if seconds <= 0:
        return LargestMedia(unknown, unknown, is_length_known=False)
    most = int(min(seconds, _SECONDS_AT_MOST) * _BYTES_PER_SECOND_AT_MOST) + _RESERVE_BYTES
    return LargestMedia(max(most, unknown), most)


def _megabytes(count: int) -> str:
    return f"{-(-count // _MEGABYTE):,} MB"
