"""The demo's steps of the review: notes, stars, a tag and answers on what was heard, as a person leaves them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.query import RecordingQuery
from inbox.domain.statuses import ReviewStatus
from inbox.pipeline.core import Core

if TYPE_CHECKING:
    from inbox.gui.main_window import MainWindow
    from inbox.gui.story import Step

_REVIEWER = "Anna Weber"
_QUESTIONS = ("Consent given? = yes / no / unclear", "Was the problem solved? = yes / partly / no")
_NOTES: tuple[tuple[float, float | None, str], ...] = (
    (3.4, None, "They introduce themselves"),
    (7.8, 12.6, "Ask for the date of this"),
)
"""From when to when, in seconds, and the words."""
_STARS, _TAG = 4, "follow-up"
_RATE = 1.5
_HEARD_UNTIL = 9.5
"""Seconds of the recording."""


def review_steps(core: Core, window: "Callable[[], MainWindow]", row: Callable[[], int], path: Path) -> "list[Step]":
    """``row`` gives the recording that plays; a picture of the window is saved as ``path``."""
    from inbox.gui.review.review_pane import ReviewPane
    from inbox.gui.story import Step

    inbox, answers = core.inbox, {_QUESTIONS[0].partition(" = ")[0]: "yes"}

    def judge() -> None:
        core.apply_settings({"reviewer": _REVIEWER, "review_questions": _QUESTIONS})
        for begin, end, text in _NOTES:
            core.reviews.add_note(row(), begin, end, text, lambda _note: None)
        core.reviews.set_stars([row()], _STARS)
        core.reviews.tag([row()], _TAG)
        others = [one for one in inbox.recordings.ids(RecordingQuery()) if one != row()]
        core.reviews.set_verdict(others[1:2], ReviewStatus.FLAGGED)
        core.reviews.set_verdict(others[4:6], ReviewStatus.REVIEWED)
        for question, answer in answers.items():
            core.reviews.answer(row(), question, answer)

    def judged() -> bool:
        is_noted = len(inbox.notes.of(row())) == len(_NOTES) and inbox.answers.of(row()) == answers
        return is_noted and inbox.stars.of(row()) == _STARS and inbox.tags.of(row()) == [_TAG]

    def listen() -> None:
        pane = window().findChild(ReviewPane)
        if pane is not None:
            window().details.show_pane(pane)
        player = window().player
        player.set_skip(True)
        player.set_rate(_RATE)
        if not player.is_playing:
            player.toggle()

    def save() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        window().grab().save(str(path))

    return [
        Step("notes, stars, a tag and an answer are kept", begin=judge, done=judged),
        Step(
            f"heard up to {_HEARD_UNTIL:.0f} s, without its silences",
            begin=listen,
            done=lambda: window().player.position_seconds > _HEARD_UNTIL,
        ),
        Step(f"screenshot saved as {path}", begin=save, done=path.exists),
    ]
