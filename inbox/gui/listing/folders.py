"""The folders on the left: what each is called, holds, and counts."""

from enum import StrEnum

from inbox.domain.query import Term
from inbox.storage.listing.folder_counts import FolderCounts


class Folder(StrEnum):
    """A folder; the value is its name for the person."""

    INBOX = "Inbox"
    NEW = "New"
    FLAGGED = "Flagged"
    PARTIAL = "Partial"
    ERRORS = "Errors"
    EXPIRING = "Expiring"
    REVIEWED = "Reviewed"


TERMS = {
    Folder.INBOX: (),
    Folder.NEW: (Term("review", "new"),),
    Folder.FLAGGED: (Term("review", "flagged"),),
    Folder.PARTIAL: (Term("status", "partial"),),
    Folder.ERRORS: (Term("is", "error"), Term("is", "open")),
    Folder.EXPIRING: (Term("is", "expiring"),),
    Folder.REVIEWED: (Term("review", "reviewed"),),
}
"""The conditions that make a folder. What is reviewed needs nobody any more: although it failed, it is not among the errors."""

_MEANINGS = {
    Folder.INBOX: "Every recording",
    Folder.NEW: "What is not reviewed yet",
    Folder.FLAGGED: "What you flagged",
    Folder.PARTIAL: "Recordings of which Bandwidth says that parts are missing",
    Folder.ERRORS: "What failed, or is not known to Bandwidth, until you mark it as reviewed",
    Folder.EXPIRING: "What Bandwidth deletes soon and is not downloaded",
    Folder.REVIEWED: "What you marked as reviewed, errors too",
}

_EMPTY_SENTENCES = {
    Folder.INBOX: "No recordings yet.",
    Folder.NEW: "Everything has been reviewed.",
    Folder.FLAGGED: "Nothing is flagged. Flag a recording with the F key.",
    Folder.PARTIAL: "No recording is partial: nothing is missing from any of them.",
    Folder.ERRORS: "No errors: nothing failed that is not marked as reviewed.",
    Folder.REVIEWED: "Nothing has been reviewed yet. Mark a recording with the R key.",
}


def folder_tip(folder: Folder) -> str:
    """What the folder holds, and what to type into the search for the same."""
    words = " ".join(f"{term.field}:{term.value}" for term in TERMS[folder])
    return f"{_MEANINGS[folder]} ({words})" if words else _MEANINGS[folder]


def empty_sentence(folder: Folder, warning_days: int) -> str:
    """What an empty folder says; ``warning_days`` is how soon something counts as expiring, 0 for never."""
    if folder is not Folder.EXPIRING:
        return _EMPTY_SENTENCES[folder]
    if not warning_days:
        return "You are not warned of what expires: that is switched off in the settings, under Downloads."
    within = "the next day" if warning_days == 1 else f"the next {warning_days} days"
    return f"Nothing expires in {within} that is not downloaded already."


def count_of(folder: Folder, counts: FolderCounts) -> int:
    """How many recordings the folder holds."""
    match folder:
        case Folder.INBOX:
            return counts.inbox
        case Folder.NEW:
            return counts.new
        case Folder.FLAGGED:
            return counts.flagged
        case Folder.PARTIAL:
            return counts.partial
        case Folder.ERRORS:
            return counts.errors
        case Folder.EXPIRING:
            return counts.expiring
        case Folder.REVIEWED:
            return counts.reviewed
