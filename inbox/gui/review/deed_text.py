"""What was done, as the status bar says it: which recording, and the key that takes it back."""

from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.look.time_text import moment_text, within_sentence
from inbox.pipeline.requests.deed import Deed

_LONGEST_TITLE = 48


def named(recording: Recording) -> str:
    """``“Thursday stand-up”, 10:46``: title and when it began, since many have the same title."""
    title = f"“{visible(recording.title, _LONGEST_TITLE)}”"
    if recording.started_at is None:
        return title
    return f"{title}, {within_sentence(moment_text(recording.started_at)).removeprefix('today ')}"


def deed_text(deed: Deed, undo_key: str) -> str:
    """``Flagged “Thursday stand-up”, 10:46. Ctrl+Z takes it back.`` ``undo_key`` is empty where there is none."""
    said = deed.sentence(named(deed.recording) if deed.recording is not None else deed.what)
    return f"{said}. {undo_key} takes it back." if deed.can_be_undone and undo_key else f"{said}."
