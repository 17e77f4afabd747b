"""What befell a recording, as sentences for the person; what others wrote in it is not yet safe to look at."""

from collections.abc import Mapping
from typing import Any, assert_never

from inbox.domain.durations import clock_text
from inbox.domain.history import HistoryEntry, HistoryKind
from inbox.domain.review_change import ReviewField

_LONGEST_QUOTE = 200
_EXPORTS = {"zip": "Exported in an evidence bundle", "csv": "Exported in a table", "json": "Exported in a table"}


def history_text(entry: HistoryEntry) -> str:
    """A sentence without a full stop; what cannot be made out is said to be so."""
    detail = entry.detail
    try:
        match entry.kind:
            case HistoryKind.RECEIVED:
                return _received(detail)
            case HistoryKind.DOWNLOADED:
                return _downloaded(detail)
            case HistoryKind.PLAYED:
                return f"Heard {clock_text(detail['seconds'])} of it"
            case HistoryKind.CHANGED:
                again = "Undone: " if "undoes" in detail else "Done again: " if "redoes" in detail else ""
                return again + _changed(detail)
            case HistoryKind.EXPORTED:
                return _exported(detail)
            case _:
                assert_never(entry.kind)
    except (KeyError, TypeError, ValueError, AttributeError):
        return f"{entry.kind.value.capitalize()}, in a way that this version does not know"


def _received(detail: Mapping[str, Any]) -> str:
    if "delivery" not in detail:
        return "Found in Bandwidth's lists" if detail.get("source") == "catch-up" else "Received from Bandwidth"
    again = " again" if detail["outcome"] == "duplicate" else ""
    return f"Received{again} from Bandwidth, delivery {detail['delivery']:d}"


def _downloaded(detail: Mapping[str, Any]) -> str:
    told = [f"{detail['bytes'] / 1e6:.1f} MB"]
    if detail.get("format"):
        told.append(str(detail["format"]).upper())
    if detail.get("seconds") is not None:
        told.append(clock_text(detail["seconds"]))
    return f"Downloaded: {', '.join(told)}"


def _exported(detail: Mapping[str, Any]) -> str:
    kind, file = detail["format"], _quoted(detail["file"])
    if kind == "clip":
        return f"Cut out {clock_text(detail['begin'])} to {clock_text(detail['end'])}, as {file}"
    return f"{_EXPORTS[kind]}, {file}" if kind in _EXPORTS else f"Handed to another program as {file}"


def _changed(detail: Mapping[str, Any]) -> str:
    before, after = detail["before"], detail["after"]
    match ReviewField(detail["field"]):
        case ReviewField.VERDICT:
            return f"Marked as {after}, before {before}"
        case ReviewField.STARS:
            return _stars(after).capitalize() + (f", before {_stars(before)}" if before else "")
        case ReviewField.TAG:
            return f"Tagged {_quoted(after)}" if after is not None else f"Tag {_quoted(before)} taken away"
        case ReviewField.ANSWER:
            question = _quoted(detail["key"])
            said = f"Answered {question}: {_quoted(after)}" if after is not None else f"Answer to {question} taken back"
            return said + (f", before {_quoted(before)}" if before is not None else "")
        case ReviewField.NOTE:
            return _note(before, after)
        case ReviewField.FILE:
            return "File moved to the trash" if after == "trash" else "File brought back from the trash"
        case field:
            assert_never(field)


def _note(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    told = after if after is not None else before
    if told is None:
        raise ValueError("no note")
    what = "Note" if before is None else "Note changed" if after is not None else "Note deleted"
    return f"{what} at {clock_text(told['begin'])}: {_quoted(told['text'])}"


def _stars(count: int | None) -> str:
    return "no stars" if not count else "1 star" if count == 1 else f"{count:d} stars"


def _quoted(text: object) -> str:
    said = str(text)
    return f"“{said[:_LONGEST_QUOTE]}…”" if len(said) > _LONGEST_QUOTE else f"“{said}”"
