"""How far catching up is, what went wrong with it, and the button that begins it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from inbox.domain.catch_up import CatchUpProgress
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text, within_sentence
from inbox.gui.widgets.form_parts import wrapped_text
from inbox.storage.catching_up.catch_up_runs import Run


def _none_done() -> Run | None:
    return None


@dataclass(frozen=True, slots=True)
class CatchUpView:
    """What a window asks of catching up. Each but `last_done` returns at once."""

    begin: Callable[[], None]
    progress: Callable[[], CatchUpProgress | None]
    """None while Bandwidth is not asked."""
    problem: Callable[[], str | None]
    """The sentence why the last round did not end well."""
    last_done: Callable[[], Run | None] = _none_done
    """The last round that ended well; None before the first. Reads the inbox: asked off the GUI thread."""


class CatchUpBar(QWidget):
    """Looks when it is told to."""

    def __init__(self, theme: Theme, view: CatchUpView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.sentence = wrapped_text()
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.last = wrapped_text()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Conferences that Bandwidth was asked about")
        self.button = QPushButton("Catch up now")
        self.button.setAutoDefault(False)
        self.button.setAccessibleDescription("Asks Bandwidth for what no event told of")
        self.button.clicked.connect(self._begin)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addStretch(1)
        left.addWidget(self.sentence)
        left.addWidget(self.progress)
        left.addWidget(self.last)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.button)
        self.set_theme(theme)
        self.look()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.sentence.setFont(theme.small_font())
        self.last.setFont(theme.small_font())
        self.last.setStyleSheet(f"color: {theme.secondary.name()}")

    def show_last(self, done: Run | None) -> None:
        """Tells of the last round that ended well."""
        self.last.setText(done_text(done))

    def look(self) -> None:
        """Shows how things are now."""
        progress, problem = self._view.progress(), self._view.problem()
        self.progress.setVisible(progress is not None)
        self.button.setEnabled(progress is None)
        if progress is not None:
            self.progress.setRange(0, progress.of or 0)
            self.progress.setValue(progress.done)
        is_problem = problem is not None and progress is None
        self.sentence.setText(visible(progress_text(progress) if progress is not None else problem or "", 600))
        self.sentence.setVisible(bool(self.sentence.text()))
        colour = self._theme.error if is_problem else self._theme.secondary
        self.sentence.setStyleSheet(f"color: {colour.name()}")

    def _begin(self) -> None:
        self._view.begin()
        self.button.setEnabled(False)
        self.sentence.setText("Asking Bandwidth…")
        self.sentence.show()


def progress_text(progress: CatchUpProgress) -> str:
    """``Catching up: 12 of 40 conferences asked``, and why it rests at the moment."""
    count = f"{progress.done:,} of {progress.of:,}" if progress.of is not None else f"{progress.done:,}"
    said = (
        f"Catching up: {count} conferences asked"
        if progress.done or progress.of
        else "Catching up: asking Bandwidth for its list"
    )
    return f"{said}. {progress.pause}" if progress.pause else said


def done_text(done: Run | None) -> str:
    """``Caught up today 16:48: 12 conferences asked about, 3 recordings new, 1 changed.``"""
    if done is None or done.finished_at is None:
        return "Bandwidth's lists were not gone through as yet."
    asked = _counted(done.conferences, "conference") if done.conferences else "no conference"
    found = [f"{_counted(done.added, 'recording')} new"] if done.added else []
    if done.changed:
        found.append(f"{done.changed:,} changed" if found else f"{_counted(done.changed, 'recording')} changed")
    when = within_sentence(moment_text(done.finished_at))
    return f"Caught up {when}: {asked} asked about, {', '.join(found) or 'nothing new'}."


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
