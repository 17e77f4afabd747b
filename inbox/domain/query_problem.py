"""What is asked for with a word that nothing can ever fulfil: a misspelt term of the search language."""

import re

from inbox.domain.query import RecordingQuery, Term
from inbox.domain.statuses import DownloadStatus, RecordingStatus, ReviewStatus, Source, Verification
from inbox.domain.visible_text import visible

_OF_THE_PERSON = ("noted", "starred", "tagged", "answered")
_STANDING = ("error", "open", "expiring", "cancelled", "paused", "differs", "call", "conference")
_WORDS: dict[str, tuple[str, ...]] = {
    "download": tuple(DownloadStatus),
    "review": tuple(ReviewStatus),
    "verification": tuple(Verification),
    "source": tuple(Source),
    "is": tuple(
        dict.fromkeys((*_STANDING, *_OF_THE_PERSON, *ReviewStatus, *DownloadStatus, *Verification, *RecordingStatus, "completed"))
    ),
}
_STARS = re.compile(r"none|[0-5](?:-[0-5]|\+)?|[<>]=?[0-5]")


def query_problem(query: RecordingQuery) -> str:
    """A sentence on the first term whose value does not exist; empty when there is none."""
    return next((said for said in map(_problem, query.terms) if said), "")


def _problem(term: Term) -> str:
    value = term.value.strip().lower()
    named = f"“{term.field}:{visible(term.value, 40)}” means nothing"
    if term.field == "stars":
        return "" if _STARS.fullmatch(value) else f"{named}: stars are asked for as 4, 4+, 2-4, >3 or none."
    words = _WORDS.get(term.field)
    if words is None or value in words or (term.field == "download" and value.replace("-", "_") in words):
        return ""
    return f"{named}: after “{term.field}:” may stand {', '.join(words)}."
