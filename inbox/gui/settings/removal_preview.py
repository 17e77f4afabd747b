"""What the limits of size and age would move to the trash now, and the buttons that do it and take it back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.removal import Candidate, RemovalPlan
from inbox.domain.visible_text import visible
from inbox.gui.listing.download_state import bytes_text
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.form_parts import wrapped_text
from inbox.gui.widgets.line_model import LineColumn, LineModel
from inbox.gui.widgets.line_table import LineTable


def _in_brief(candidate: Candidate) -> str:
    return candidate.why_in_brief or visible(candidate.why)


_COLUMNS = (
    LineColumn("Recording", lambda candidate: visible(candidate.title), 0),
    LineColumn("Size", lambda candidate: bytes_text(candidate.media_bytes), 92, is_number=True),
    LineColumn("Why", lambda candidate: visible(candidate.why), 0, is_quiet=True, shorter=(_in_brief,)),
)
_LEAST_HEIGHT = 100
_LONG_TRASH = "In the trash: 10,000 files, 100.0 GB"
"""What is beside it stays in its place while a shorter text than this changes."""


class RemovalPreview(QWidget):
    """Shows a `RemovalPlan`. Nothing happens but by its buttons."""

    tidy_asked = Signal(object)
    """The `RemovalPlan` that the person saw, and no other."""
    undo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = RemovalPlan()
        self.model = LineModel(_COLUMNS, _key, self)
        self.table = LineTable(self.model, theme, "What would go to the trash, the oldest first")
        self.title, self.summary, self.empty, self.trash = QLabel("What would go now"), wrapped_text(), QLabel(), QLabel()
        for label in (self.title, self.empty, self.trash):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.tidy_button, self.undo_button = QPushButton("Move to the trash now"), QPushButton("Bring back")
        self.undo_button.setToolTip("Brings back what went to the trash last")
        self.undo_button.setAccessibleDescription("Brings back what went to the trash last")
        for button in (self.tidy_button, self.undo_button):
            button.setAutoDefault(False)
        self.tidy_button.clicked.connect(lambda: self.tidy_asked.emit(self._plan))
        self.undo_button.clicked.connect(self.undo_asked)
        self._layers = QStackedWidget()
        self._layers.addWidget(self.empty)
        self._layers.addWidget(self.table)
        self._layers.setMinimumHeight(_LEAST_HEIGHT)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.trash)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        row.addWidget(self.tidy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addWidget(self._layers, 1)
        column.addLayout(row)
        self.show_plan(self._plan)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.table.set_theme(theme)
        self.title.setFont(theme.body_font(QFont.Weight.DemiBold))
        for label in (self.summary, self.trash):
            label.setFont(theme.small_font())
        self.trash.setMinimumWidth(QFontMetrics(theme.small_font()).horizontalAdvance(_LONG_TRASH))
        for label in (self.summary, self.empty, self.trash):
            label.setStyleSheet(f"color: {theme.secondary.name()}")

    def show_plan(self, plan: RemovalPlan, trash: tuple[int, int] = (0, 0)) -> None:
        """Takes the place of what was shown; ``trash``: how many files are in it, and their bytes."""
        self._plan = plan
        count, size = trash
        self.undo_button.setEnabled(count > 0)
        many = "1 file" if count == 1 else f"{count:,} files"
        self.trash.setText(f"In the trash: {many}, {bytes_text(size)}" if count else "The trash is empty")
        self.model.take(plan.candidates)
        why = (
            "nothing of it is reviewed and older than a day"
            if plan.is_over
            else "the files are within the limits, or no limit is set"
        )
        self.empty.setText(f"Nothing would go: {why}.")
        self._layers.setCurrentWidget(self.table if plan.candidates else self.empty)
        self.summary.setText(plan_text(plan))
        self.tidy_button.setEnabled(bool(plan.candidates))

    def show_problem(self, sentence: str) -> None:
        """Says why nothing can be told."""
        self.show_plan(RemovalPlan())
        self.empty.setText(sentence)


def plan_text(plan: RemovalPlan) -> str:
    """``3 files, 340.2 MB of 5.1 GB. 4 flagged and 31 new recordings stay whatever the limits are.``"""
    said = []
    if plan.candidates:
        count = len(plan.candidates)
        many = f"{count:,} files" if count > 1 else "1 file"
        said.append(f"{many}, {bytes_text(plan.total_bytes)} of {bytes_text(plan.used_bytes)}.")
    else:
        said.append(f"The downloaded files take {bytes_text(plan.used_bytes)}.")
    staying = [f"{count:,} {word}" for count, word in ((plan.kept_flagged, "flagged"), (plan.kept_new, "new")) if count]
    if staying:
        is_one = plan.kept_flagged + plan.kept_new == 1
        said.append(f"{' and '.join(staying)} recording{' stays' if is_one else 's stay'} whatever the limits are.")
    if plan.is_cut:
        said.append("There is more to go after these.")
    if plan.is_over:
        said.append("That is still more than the limit: only what is reviewed goes, and not on the day it came.")
    return " ".join(said)


def _key(candidate: Candidate) -> int:
    return candidate.row
