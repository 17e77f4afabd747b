"""The Details tab: everything that is known of a recording, in two columns of names and values."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inbox.domain.differences import Difference
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.standstill import NONE, Standstill
from inbox.domain.statuses import DownloadStatus
from inbox.domain.visible_text import visible
from inbox.gui.details.delivery_text import pretty_json
from inbox.gui.details.details_fields import (
    about_fields,
    address_note,
    ask_word,
    download_words,
    is_download_problem,
    media_fields,
)
from inbox.gui.details.verification_box import DifferencesBox, VerificationBox
from inbox.gui.look.badge_view import BadgeView
from inbox.gui.look.badges import review_badge, status_badge
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.field import Field
from inbox.gui.widgets.value_field import ValueField

_NAME_WIDTH = 132
_WIDE_ENOUGH = 800
"""Pixels from which names and values stand in two columns."""
_TICK_MS = 500


class DetailsGrid(QScrollArea):
    """Widgets are made once, for the first recording, and filled anew for each."""

    retry_requested = Signal(str)
    """The row id as text."""
    verify_requested = Signal(str)
    """The row id, as text, of the recording that Bandwidth is to be asked about again."""

    def __init__(
        self,
        theme: Theme,
        voice_url: Callable[[], str],
        can_verify: bool = False,
        progress: Callable[[int], DownloadProgress | None] = lambda _row: None,
        parent: QWidget | None = None,
    ) -> None:
        """``progress`` tells how far the download of a row is, without waiting."""
        super().__init__(parent)
        self._progress = progress
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._show_download)
        self._theme = theme
        self._voice_url = voice_url
        self._recording: Recording | None = None
        self._standstill = NONE
        self._missing = (0, "")
        self._heard = (0, ("", ""))
        self._values: dict[str, ValueField] = {}
        self._names: dict[str, QLabel] = {}
        self._status, self._review = BadgeView(theme), BadgeView(theme)
        self._download, self._note = QLabel(), QLabel()
        self._file = ValueField(theme)
        self._retry, self._folder = QPushButton("Try again"), QPushButton("Show in folder")
        self._others_title, self._others = QLabel("Other properties of the event"), QPlainTextEdit()
        self._verification, self._differences = VerificationBox(theme, can_verify), DifferencesBox(theme)
        self._columns = QHBoxLayout()
        self._build()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        for value in (*self._values.values(), self._file):
            value.set_theme(theme)
        for badge in (self._status, self._review):
            badge.set_theme(theme)
        for part in (self._verification, self._differences):
            part.set_theme(theme)
        for name in (*self._names.values(), self._note, self._others_title):
            name.setFont(theme.body_font())
            name.setStyleSheet(f"color: {theme.secondary.name()}")
        self._others.setFont(theme.mono_font())
        self._show_download()

    def show_recording(self, recording: Recording) -> None:
        """Fills the grid."""
        is_another = self._recording is None or self._recording.id != recording.id
        self._recording = recording
        about, media = self._about(recording), media_fields(recording, self._voice_url())
        if not self._values:
            self._make_columns(about, media)
            self.set_theme(self._theme)
        for field in (*about, *media):
            self._values[field.name].show_field(field)
            for part in (self._names[field.name], self._values[field.name]):
                part.setVisible(field.is_shown)
        self._status.show_badge(status_badge(recording))
        self._review.show_badge(review_badge(recording.review_status))
        self._file.show_field(Field("File", visible(recording.media_path or "–", 2_000)))
        self._folder.setVisible(recording.media_path is not None)
        self._note.setText(address_note(recording, self._voice_url()))
        self._note.setVisible(bool(self._note.text()))
        others = pretty_json(recording.other_properties) if recording.other_properties else ""
        self._others.setPlainText(others)
        self._others.setFixedHeight(min(8, others.count("\n") + 1) * self._others.fontMetrics().lineSpacing() + 24)
        for shown in (self._others_title, self._others):
            shown.setVisible(bool(others))
        self._verification.show_recording(recording)
        self._show_download()
        if is_another:
            self._differences.show_differences(())
            self.verticalScrollBar().setValue(0)

    def show_standstill(self, standstill: Standstill) -> None:
        """Says of what waits why it is not being downloaded."""
        if standstill != self._standstill:
            self._standstill = standstill
            self._show_download()

    def show_missing(self, row: int, sentence: str) -> None:
        """Shows what is missing from the recording ``row``."""
        self._missing = (row, sentence)
        if self._recording is not None and self._recording.id == row:
            self.show_recording(self._recording)

    def show_heard(self, row: int, in_short: str, in_full: str) -> None:
        """Shows what was heard of the recording ``row``, unless another is shown by now."""
        if self._recording is not None and self._recording.id == row:
            self._heard = (row, (in_short, in_full))
            self.show_recording(self._recording)

    def show_differences(self, row: int, differences: Sequence[Difference]) -> None:
        """Shows what event and Bandwidth tell differently of the recording ``row``, unless another is shown by now."""
        if self._recording is not None and self._recording.id == row:
            self._differences.show_differences(differences)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the columns below each other where two would leave no room for the values."""
        super().resizeEvent(event)
        is_wide = self.width() >= _WIDE_ENOUGH
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        self._columns.setSpacing(32 if is_wide else 4)

    def _about(self, recording: Recording) -> tuple[Field, ...]:
        missing = self._missing[1] if self._missing[0] == recording.id else ""
        return about_fields(recording, missing, self._heard[1] if self._heard[0] == recording.id else ("", ""))

    def _build(self) -> None:
        for label in (self._download, self._note, self._others_title):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for label in (self._download, self._note):
            label.setContentsMargins(2, 0, 0, 0)  # where a line edit begins its text
        self._download.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._others.setReadOnly(True)
        self._others.setAccessibleName("Other properties of the event")
        self._retry.clicked.connect(self._ask_again)
        self._folder.clicked.connect(self._show_folder)
        self._verification.ask_requested.connect(self._ask_bandwidth)
        for button in (self._retry, self._folder):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet("QPushButton { min-height: 20px; padding: 0 8px; font-size: 12px; }")
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 10, 16, 16)
        layout.setSpacing(6)
        layout.addWidget(self._differences)
        layout.addLayout(self._columns)
        layout.addWidget(self._others_title)
        layout.addWidget(self._others)
        layout.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _make_columns(self, about: tuple[Field, ...], media: tuple[Field, ...]) -> None:
        left, right = QGridLayout(), QGridLayout()
        self._add(left, "Status", self._badges())
        for field in about:
            self._add_value(left, field)
        self._add(right, "Verification", self._verification)
        self._add(right, "Download", _beside(self._download, self._retry))
        self._add(right, "File", _beside(self._file, self._folder))
        for field in media:
            self._add_value(right, field)
        right.addWidget(self._note, right.rowCount(), 1)
        for grid, stretch in ((left, 2), (right, 3)):
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(4)
            grid.setColumnMinimumWidth(0, _NAME_WIDTH)
            grid.setColumnStretch(1, 1)
            grid.setRowStretch(grid.rowCount(), 1)
            self._columns.addLayout(grid, stretch)

    def _badges(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._status)
        row.addWidget(self._review)
        row.addStretch(1)
        return box

    def _add_value(self, grid: QGridLayout, field: Field) -> None:
        self._values[field.name] = value = ValueField(self._theme)
        self._add(grid, field.name, value)

    def _add(self, grid: QGridLayout, name: str, value: QWidget) -> None:
        label = QLabel(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._names[name] = label
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(value, row, 1)

    def _show_download(self) -> None:
        recording = self._recording
        if recording is None:
            return
        failed, ask = is_download_problem(recording), ask_word(recording, self._standstill)
        is_coming = recording.download_status is DownloadStatus.DOWNLOADING
        if is_coming != self._ticks.isActive():
            self._ticks.start() if is_coming else self._ticks.stop()
        progress = self._progress(recording.id) if is_coming else None
        self._download.setText(download_words(recording, self._standstill, progress))
        self._download.setFont(self._theme.body_font(QFont.Weight.Medium if failed else QFont.Weight.Normal))
        colour = f"color: {(self._theme.error if failed else self._theme.text).name()}"
        if colour != self._download.styleSheet():  # setting a style sheet is slow even when it is the same
            self._download.setStyleSheet(colour)
        self._retry.setText(ask or "Try again")
        self._retry.setVisible(bool(ask))

    def _ask_again(self) -> None:
        if self._recording is not None:
            self.retry_requested.emit(str(self._recording.id))

    def _ask_bandwidth(self) -> None:
        if self._recording is not None:
            self.verify_requested.emit(str(self._recording.id))

    def _show_folder(self) -> None:
        if self._recording is not None and self._recording.media_path is not None:
            folder = Path(self._recording.media_path).parent
            if folder.is_dir():
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _beside(value: QWidget, button: QPushButton) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(value, 1)
    row.addWidget(button)
    return box
