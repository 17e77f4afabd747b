"""The axes along which a recording has a status; one enum per axis."""

from enum import StrEnum


class RecordingStatus(StrEnum):
    """What Bandwidth says of the recording.

    Bandwidth's list is open: the word of the event is kept beside this value and shown as it came; this enum only decides
    the badge. ``UNKNOWN`` stands for every word that is not listed here, and for none at all.
    """

    COMPLETE = "complete"
    PARTIAL = "partial"
    ERROR = "error"
    PROCESSING = "processing"
    DELETED = "deleted"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, word: str | None) -> "RecordingStatus":
        """The status that a word of Bandwidth's means; case does not matter, ``completed`` is ``complete``."""
        return _MEANT.get(word.strip().lower(), cls.UNKNOWN) if word else cls.UNKNOWN


_MEANT = {"completed": RecordingStatus.COMPLETE, **{status.value: status for status in RecordingStatus}}


class DownloadStatus(StrEnum):
    """Where the media of a recording is.

    ``FAILED`` is tried again; ``GIVEN_UP``, ``EXPIRED`` and ``REMOVED`` are final until asked for.
    """

    WAITING = "waiting"
    DOWNLOADING = "downloading"
    DOWNLOADED = "downloaded"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    EXPIRED = "expired"
    REMOVED = "removed"
    """The file was here and went to the trash. No word of the command line's contract, which says ``given_up`` for it."""


class ReviewStatus(StrEnum):
    """What the person made of the recording."""

    NEW = "new"
    REVIEWED = "reviewed"
    FLAGGED = "flagged"


class Verification(StrEnum):
    """Whether Bandwidth itself, asked back by id, knows the recording: events are not signed."""

    UNVERIFIED = "unverified"
    """Not asked yet, or no answer could be had."""
    VERIFIED = "verified"
    REFUTED = "refuted"
    """Bandwidth does not know it; it is never downloaded by itself."""


class Doubt(StrEnum):
    """Why the proof of a verified recording does not hold for all that is shown of it."""

    DIFFERS = "differs"
    """Its events say something else than Bandwidth did."""
    CHANGED = "changed"
    """An event changed it after Bandwidth was asked, which is asked again."""


class Source(StrEnum):
    """How the inbox came to know of the recording."""

    WEBHOOK = "webhook"
    CATCH_UP = "catch-up"
