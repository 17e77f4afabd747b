"""What the details pane says of a recording, as text; no widgets."""

from inbox.domain.durations import clock_text
from inbox.domain.lengths import file_length, told_length
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import REMOVED, Recording
from inbox.domain.standstill import NONE, Standstill
from inbox.domain.statuses import Doubt, DownloadStatus, RecordingStatus, Source, Verification
from inbox.domain.visible_text import visible
from inbox.gui.listing.download_state import PAUSED, bytes_text, is_not_ready_yet
from inbox.gui.look.time_text import exact_text, left_text, moment_text, within_sentence
from inbox.gui.widgets.field import Field

_NONE = "–"
_LIMIT = 2_000
_ABOUT_SILENCE = (
    "Where not one sample differs from zero something is likely to be missing: a line that is open always hisses. "
    "Such runs are hatched in the waveform. What was cut off at the beginning or at the end cannot be seen."
)

_KNOWN = {
    None: "Bandwidth knows this recording.",
    Doubt.DIFFERS: "Bandwidth knows this recording, but says something else of it than its events.",
    Doubt.CHANGED: "Bandwidth knows this recording, but an event changed it after Bandwidth was asked.",
}


def about_fields(recording: Recording, missing: str = "", heard: tuple[str, str] = ("", "")) -> tuple[Field, ...]:
    """What the recording is, of a partial one what is ``missing``, and what was ``heard`` of it, in short and in full.

    The names and their order are always the same.
    """
    seconds = told_length(recording)
    length = _NONE if seconds is None else clock_text(seconds)
    exact_length = "" if recording.duration_seconds is None else f"{recording.duration_seconds:g} seconds, as Bandwidth gave it"
    is_of_call = bool(recording.call_id)
    return (
        Field("Conference", _text(recording.name), is_shown=not is_of_call),
        Field("From", _text(recording.from_number), is_shown=is_of_call),
        Field("To", _text(recording.to_number), is_shown=is_of_call),
        Field("Direction", _text(recording.direction), is_shown=is_of_call),
        Field("Tag", _text(recording.tag)),
        Field("Started", moment_text(recording.started_at), exact_text(recording.started_at)),
        Field("Ended", moment_text(recording.ended_at), exact_text(recording.ended_at)),
        Field("Length", length, exact_length),
        Field("Length of the file", file_length(recording), _exact(recording.media_seconds)),
        Field("Missing", missing or _NONE, _ABOUT_SILENCE, is_shown=recording.recording_status is RecordingStatus.PARTIAL),
        Field("Heard", heard[0], heard[1], is_shown=bool(heard[0])),
        Field("Format", _text(recording.file_format)),
        Field("Channels", _NONE if recording.channels is None else str(recording.channels)),
        Field("Event made", moment_text(recording.event_time), exact_text(recording.event_time)),
        Field("First seen", moment_text(recording.first_seen_at), exact_text(recording.first_seen_at)),
        Field("Kept by Bandwidth", _expiry(recording), exact_text(recording.expires_at)),
        Field("Told of", _told(recording)),
    )


def media_fields(recording: Recording, voice_url: str) -> tuple[Field, ...]:
    """Where it is and what identifies it. The names and their order are the same for every recording."""
    ours = built_address(recording, voice_url)
    return (
        Field("Size", _size(recording.media_bytes)),
        Field("SHA-256", _text(recording.media_sha256), is_mono=True),
        Field("Recording", _text(recording.recording_id), is_mono=True),
        Field("Conference id", _text(recording.conference_id), is_mono=True, is_shown=not recording.call_id),
        Field("Call id", _text(recording.call_id), is_mono=True, is_shown=bool(recording.call_id)),
        Field("Account", _text(recording.account_id), is_mono=True),
        Field("Media address given", _text(recording.media_url), is_mono=True),
        Field("Media address used", _text(ours), is_mono=True),
    )


def built_address(recording: Recording, voice_url: str) -> str | None:
    """The address that the ids give, which is the only one that is ever asked; None when they give none."""
    try:
        return recording.ids.media_address(voice_url)
    except ValueError:
        return None


def address_note(recording: Recording, voice_url: str) -> str:
    """A sentence when the address in the event is not the one that is used; empty otherwise."""
    if recording.media_url is None or recording.media_url == built_address(recording, voice_url):
        return ""
    return "The address in the event differs from the one that the ids give. It is shown, and never followed."


def download_words(recording: Recording, standstill: Standstill = NONE, progress: DownloadProgress | None = None) -> str:
    """The download state in words, with the sentence that belongs to it; of what waits, why, and how it goes on."""
    sentence = visible(recording.error, _LIMIT) if recording.error else ""
    by_itself = standstill.by_itself if recording.asked_at is None else ""  # what was asked for is held up by less
    match recording.download_status:
        case DownloadStatus.WAITING | DownloadStatus.FAILED if recording.held == PAUSED:
            return f"You paused this download. Resume it in the row's menu, or press Download. {sentence}".strip()
        case DownloadStatus.WAITING | DownloadStatus.FAILED if recording.held is not None:
            wish = "Not downloaded by itself, because of what you set for downloads. Press Download to have it all the same."
            return f"{wish} {sentence}".strip()
        case DownloadStatus.WAITING if standstill.of_all or by_itself:
            return f"Not downloaded yet. {visible(standstill.of_all or by_itself, _LIMIT)}"
        case DownloadStatus.WAITING:
            return sentence or "Waiting to be downloaded."
        case DownloadStatus.DOWNLOADING:
            return f"Downloading{_so_far(progress)}."
        case DownloadStatus.DOWNLOADED:
            return f"Downloaded. {sentence}".strip()
        case DownloadStatus.FAILED if by_itself:
            return f"{sentence or 'The download failed.'} {visible(by_itself, _LIMIT)}"
        case DownloadStatus.FAILED:
            again = f" Next try {within_sentence(moment_text(recording.next_try_at))}." if recording.next_try_at else ""
            return f"{sentence or 'The download failed.'}{again}"
        case DownloadStatus.GIVEN_UP if recording.is_refused:
            return "Not downloaded, because Bandwidth does not know this recording."
        case DownloadStatus.GIVEN_UP:
            return sentence or "The download was given up."
        case DownloadStatus.EXPIRED:
            return sentence or "Bandwidth has deleted the media."
        case DownloadStatus.REMOVED:
            return sentence or REMOVED


def _so_far(progress: DownloadProgress | None) -> str:
    if progress is None or not progress.received:
        return ""
    came = bytes_text(progress.received)
    return f": {came}" if progress.percent is None else f": {progress.percent} % of {bytes_text(progress.total or 0)}"


def verification_words(recording: Recording) -> str:
    """What Bandwidth said when it was asked back, and when."""
    note = visible(recording.verification_note, _LIMIT) if recording.verification_note else ""
    asked = f"Asked {within_sentence(moment_text(recording.verified_at))}." if recording.verified_at is not None else ""
    match recording.verification:
        case Verification.VERIFIED:
            return " ".join(part for part in (_KNOWN[recording.doubt], note, asked) if part)
        case Verification.REFUTED:
            return " ".join(part for part in (note or "Bandwidth does not know this recording.", asked) if part)
        case Verification.UNVERIFIED:
            return note or "Bandwidth was not asked about it yet."


def ask_word(recording: Recording, standstill: Standstill = NONE) -> str:
    """The word on the button that asks for the download; empty when asking means nothing."""
    if recording.is_refused:
        return "Download anyway"
    if recording.download_status is DownloadStatus.REMOVED:
        return "Download again"
    if recording.held is not None and recording.download_status is not DownloadStatus.DOWNLOADED:
        return "Download"
    if recording.download_status is DownloadStatus.WAITING and recording.asked_at is None and standstill.by_itself:
        return "Download"
    return "Try again" if can_retry(recording) else ""


def is_download_problem(recording: Recording) -> bool:
    """Whether what `download_words` says is something gone wrong, and neither what the person wanted nor what takes time."""
    is_wanted = recording.held == PAUSED or recording.download_status is DownloadStatus.REMOVED
    return (can_retry(recording) or recording.is_refused) and not is_wanted and not is_not_ready_yet(recording)


def can_retry(recording: Recording) -> bool:
    """Whether asking for the download again means anything."""
    match recording.download_status:
        case DownloadStatus.FAILED | DownloadStatus.GIVEN_UP | DownloadStatus.EXPIRED | DownloadStatus.REMOVED:
            return True
        case DownloadStatus.WAITING | DownloadStatus.DOWNLOADING | DownloadStatus.DOWNLOADED:
            return False


def _text(text: str | None) -> str:
    return visible(text, _LIMIT) if text else _NONE


def _exact(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f} seconds, as the file was decoded"


def _size(count: int | None) -> str:
    return _NONE if count is None else f"{bytes_text(count)}  ({count:,} bytes)"


def _expiry(recording: Recording) -> str:
    left = left_text(recording.expires_at)
    return f"until {within_sentence(moment_text(recording.expires_at))}, {'gone' if left == 'gone' else f'{left} left'}"


def _told(recording: Recording) -> str:
    how = {Source.WEBHOOK: "by webhook", Source.CATCH_UP: "by catch-up"}[recording.source]
    times = "once" if recording.deliveries == 1 else f"{recording.deliveries} times"
    return f"{times}, {how}" if recording.deliveries else how
