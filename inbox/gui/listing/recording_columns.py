"""The columns of the list: their order, their headers, and what each says of a recording."""

from datetime import datetime
from enum import IntEnum

from inbox.domain.durations import clock_text
from inbox.domain.lengths import told_length
from inbox.domain.query import SortColumn
from inbox.domain.recording import Recording
from inbox.domain.standstill import NOT_RESTING, Resting
from inbox.domain.statuses import DownloadStatus
from inbox.domain.visible_text import visible
from inbox.gui.listing.download_state import ProgressOf, download_state
from inbox.gui.look.badges import review_badge, status_badge, verification_mark
from inbox.gui.look.time_text import brief_moment_text, briefest_moment_text, left_text, moment_text


class Column(IntEnum):
    """A column, by its place from the left."""

    STATE = 0
    STATUS = 1
    CONFERENCE = 2
    STARTED = 3
    LENGTH = 4
    EXPIRES = 5
    STARS = 6
    REVIEW = 7


HEADERS = {
    Column.STATE: "",
    Column.STATUS: "Status",
    Column.CONFERENCE: "Conference",
    Column.STARTED: "Started",
    Column.LENGTH: "Length",
    Column.EXPIRES: "Expires",
    Column.STARS: "Stars",
    Column.REVIEW: "Review",
}
SORTS = {
    Column.STATE: SortColumn.DOWNLOAD,
    Column.STATUS: SortColumn.STATUS,
    Column.CONFERENCE: SortColumn.CONFERENCE,
    Column.STARTED: SortColumn.STARTED,
    Column.LENGTH: SortColumn.LENGTH,
    Column.EXPIRES: SortColumn.EXPIRES,
    Column.STARS: SortColumn.STARS,
    Column.REVIEW: SortColumn.REVIEW,
}
DESCENDING_FIRST = frozenset({Column.STARTED, Column.LENGTH, Column.STARS})
"""Columns whose first click puts the largest on top."""
NUMERIC = frozenset({Column.LENGTH, Column.EXPIRES})
"""Columns that align to the right."""


def display_text(
    recording: Recording,
    column: Column,
    progress_of: ProgressOf,
    at: datetime | None = None,
    *,
    brief: int = 0,
    resting: Resting = NOT_RESTING,
) -> str:
    """What the cell shows, as plain visible text; ``brief``: by how many steps shorter, for a narrow list."""
    match column:
        case Column.STATE:
            state = download_state(recording, progress_of, resting)
            return f"{state.sign.value} {state.figure}".rstrip()
        case Column.STATUS:
            return status_badge(recording).word
        case Column.CONFERENCE:
            return visible(recording.title)
        case Column.STARTED:
            told = (moment_text, brief_moment_text, briefest_moment_text)[min(brief, 2)]
            return told(recording.started_at, at)
        case Column.LENGTH:
            return clock_text(told_length(recording))
        case Column.EXPIRES if recording.download_status is DownloadStatus.EXPIRED:
            return "expired"
        case Column.EXPIRES:
            return left_text(recording.expires_at, at)
        case Column.STARS:
            return "★" * (recording.stars or 0)
        case Column.REVIEW:
            return review_badge(recording.review_status).word


def titles(recording: Recording) -> tuple[str, ...]:
    """What a recording may be called, the longest first: of who called whom, the ends of both numbers tell one from another."""
    whole = visible(recording.title)
    caller, called = recording.from_number, recording.to_number
    if not recording.call_id or (recording.name or "").strip() or not caller or not called:
        return (whole,)
    return (whole, *(visible(f"…{caller[-digits:]} → …{called[-digits:]}") for digits in (7, 4)))


def spoken_text(recording: Recording, column: Column, progress_of: ProgressOf, resting: Resting = NOT_RESTING) -> str:
    """What a screen reader says of the cell."""
    match column:
        case Column.STATE:
            return visible(download_state(recording, progress_of, resting).spoken)
        case Column.STATUS:
            return status_badge(recording).spoken
        case Column.CONFERENCE:
            times = f", told of {recording.deliveries} times" if recording.deliveries > 1 else ""
            mark = verification_mark(recording)
            proven = f", {mark.spoken}" if mark is not None else ""
            return f"{'Call' if recording.call_id else 'Conference'} {visible(recording.title)}{times}{proven}"
        case Column.STARTED:
            return f"Started {moment_text(recording.started_at)}"
        case Column.LENGTH:
            length = told_length(recording)
            return "Length not known" if length is None else f"Length {clock_text(length)}"
        case Column.EXPIRES if recording.download_status is DownloadStatus.EXPIRED:
            return "Expired: deleted at Bandwidth before it was downloaded"
        case Column.EXPIRES:
            left = left_text(recording.expires_at)
            return "Deleted at Bandwidth by now" if left == "gone" else f"Kept at Bandwidth for {left}"
        case Column.STARS:
            return "1 star" if recording.stars == 1 else f"{recording.stars or 'No'} stars"
        case Column.REVIEW:
            return review_badge(recording.review_status).spoken


def sort_value(recording: Recording, column: Column) -> object:
    """The native value behind the cell: a datetime, a number, a status or a text; None when it is not known."""
    match column:
        case Column.STATE:
            return recording.download_status
        case Column.STATUS:
            return recording.recording_status
        case Column.CONFERENCE:
            return recording.title
        case Column.STARTED:
            return recording.started_at
        case Column.LENGTH:
            return recording.duration_seconds
        case Column.EXPIRES:
            return recording.expires_at
        case Column.STARS:
            return recording.stars
        case Column.REVIEW:
            return recording.review_status


def tip_text(recording: Recording, column: Column, progress_of: ProgressOf, resting: Resting = NOT_RESTING) -> str:
    """What the tool tip says, as plain text; empty where the cell says it all."""
    match column:
        case Column.STATE:
            return visible(download_state(recording, progress_of, resting).spoken)
        case Column.STATUS:
            return status_badge(recording).spoken
        case Column.CONFERENCE:
            problem = f" – {visible(recording.error)}" if recording.error else ""
            mark = verification_mark(recording)
            is_news = mark is not None and (not recording.error or recording.doubt is not None)
            proven = f" – {mark.spoken}" if mark is not None and is_news else ""
            return visible(recording.title) + problem + proven
        case Column.EXPIRES | Column.STARTED | Column.LENGTH | Column.REVIEW:  # of which a narrow list shows little
            return spoken_text(recording, column, progress_of)
        case Column.STARS if recording.stars:
            return spoken_text(recording, column, progress_of)
        case Column.STARS:
            return ""
