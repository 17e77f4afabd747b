"""One thing that the person changed about a recording: what it was, and what it is now."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ReviewField(StrEnum):
    """What can be changed, and taken back."""

    VERDICT = "verdict"
    """The word of a `ReviewStatus`."""
    STARS = "stars"
    """1 to 5, None for none."""
    TAG = "tag"
    """The tag, None where it is not there."""
    ANSWER = "answer"
    """The answer to a question of the form, None for none."""
    NOTE = "note"
    """The note as `begin`, `end`, `text`, `author`, `made_at`; None where it is not there."""
    FILE = "file"
    """``here`` or ``trash``."""


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """Values are what JSON has: text, numbers, truth, None, and objects of these."""

    recording_row: int
    field: ReviewField
    before: Any
    after: Any
    key: str = ""
    """Which tag (its key), question, or note (its id); empty where there is only one."""

    @property
    def detail(self) -> dict[str, Any]:
        """What the history says of it."""
        detail = {"field": self.field.value, "before": self.before, "after": self.after}
        return detail | {"key": self.key} if self.key else detail

    @property
    def taken_back(self) -> "ReviewChange":
        """The change that undoes it."""
        return ReviewChange(self.recording_row, self.field, self.after, self.before, self.key)


def change_of(recording_row: int, detail: dict[str, Any]) -> ReviewChange:
    """The inverse of `ReviewChange.detail`. Raises ValueError or KeyError when it is not that."""
    return ReviewChange(
        recording_row, ReviewField(detail["field"]), detail["before"], detail["after"], str(detail.get("key", ""))
    )
