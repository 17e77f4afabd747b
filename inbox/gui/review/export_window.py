"""The window in which an export is chosen, followed and ended. Not modal: the inbox goes on beside it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.listing.download_state import bytes_text
from inbox.gui.look.theme import Theme
from inbox.gui.review.export_form import ExportForm, Listed, many
from inbox.gui.widgets.form_parts import small_button, wrapped_text

if TYPE_CHECKING:
    from inbox.pipeline.requests.export_requests import ExportNews, ExportRequests

_EVERY_MS = 100
_LOOK_AT_LIST_MS = 500
_SIZE = QSize(680, 420)

Export = Callable[[Sequence[int] | RecordingQuery, str, Path, str], bool]
"""Begins one: what, the extension, where, and how the files in it are called. False while another runs."""


class ExportWindow(QDialog):
    """Shown by `choose`; says how it goes, and how it went."""

    ended = Signal(str, bool)
    """How an export went that ended while the window was not to be seen, and whether that is a problem."""
    went_on = Signal()
    """The window is closed, and the export goes on."""

    def __init__(self, theme: Theme, requests: "ExportRequests", begin: Export, listed: Listed, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Export – Recording Inbox")
        self.setObjectName("export")
        self.resize(_SIZE)
        self.setMinimumSize(520, 380)
        self._requests, self._begin_export = requests, begin
        self._theme = theme
        self._is_problem = False
        self.form = ExportForm(theme, listed)
        self.bar, self.said = QProgressBar(), wrapped_text()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How much of the export is done")
        self.bar.setRange(0, 1000)
        self.go, self.end = QPushButton("Export"), QPushButton("Close")
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)
        self.end.setAutoDefault(False)
        self.folder, self.copy = small_button("Show in folder"), small_button("Copy SHA-256")
        self.copy.setToolTip("What proves that the file is this one, to be told on another way")
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._follow)
        self._list_timer = QTimer(self)
        self._list_timer.setInterval(_LOOK_AT_LIST_MS)
        self._list_timer.timeout.connect(self._look_at_list)
        self._compose()
        self.form.chosen.connect(self._choose)
        self.form.looked.connect(self._offer)
        self.go.clicked.connect(self._begin)
        self.end.clicked.connect(self._end)
        self.folder.clicked.connect(self._open_folder)
        self.copy.clicked.connect(self._copy_sha256)
        self.set_theme(theme)
        self._show_idle("")

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.form.set_theme(theme)
        self.said.setFont(theme.small_font())
        self._colour()

    def choose(self, ids: Sequence[int], example: Recording | None, template: str, folder: Path) -> None:
        """Offers the selected rows, and all that the list shows; while an export runs it is only brought to the front."""
        if not self._is_running:
            self.form.choose(ids, example, template, folder)
            self._show_idle("")
        self._list_timer.start()
        self.show()
        self.raise_()
        self.activateWindow()

    def stop(self) -> None:
        """Follows nothing any more."""
        self._timer.stop()
        self._list_timer.stop()

    def reject(self) -> None:
        """Closed, by Escape too: an export goes on, and who closed the window is told."""
        self._list_timer.stop()
        super().reject()
        if self._is_running:
            self.went_on.emit()

    @property
    def _is_running(self) -> bool:
        news = self._requests.news
        return self._timer.isActive() and news is not None

    def _choose(self) -> None:
        """What was wrong with the choice before is no matter any more."""
        if self._is_problem and not self._is_running:
            self._say("")

    def _offer(self) -> None:
        self.go.setEnabled(self.form.is_ready and not self._is_running)

    def _look_at_list(self) -> None:
        if not self._is_running:
            self.form.look_at_list()

    def _compose(self) -> None:
        lower = QHBoxLayout()
        lower.setSpacing(10)
        lower.addWidget(self.folder)
        lower.addWidget(self.copy)
        lower.addStretch(1)
        for button in (self.end, self.go):
            lower.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 28, 20)
        column.setSpacing(10)
        column.addWidget(self.form)
        column.addStretch(1)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addLayout(lower)

    def _begin(self) -> None:
        path = self.form.target
        if path is None or not path.is_absolute():
            self._show_idle("Name the whole path of the file, from the top folder on.", True)
        elif self._begin_export(self.form.exported, self.form.kind, path, self.form.names.text().strip()):
            self._show_running()
        else:
            self._show_idle("Another export runs. Try again when it is done.", True)

    def _end(self) -> None:
        if self._is_running:
            self._requests.cancel()
            self._say("Ending…")
        else:
            self.close()

    def _follow(self) -> None:
        news = self._requests.news
        if news is None or not news.is_over:
            self.bar.setValue(round(1000 * news.share) if news is not None else 0)
            return
        self._timer.stop()
        if news.done is not None:
            self.form.written(news.done.path)
        is_problem = bool(news.problem) and not news.was_cancelled
        self._show_idle(_sentence(news), is_problem)
        if not self.isVisible():
            self.ended.emit(_sentence(news), is_problem)
        for button in (self.folder, self.copy):
            button.setVisible(news.done is not None)

    def _show_running(self) -> None:
        self._timer.start()
        self.bar.setValue(0)
        self.bar.show()
        self._hide_results()
        self._say("Exporting…")
        self.end.setText("Cancel")
        self.form.enable(False)
        self._offer()

    def _show_idle(self, sentence: str, is_problem: bool = False) -> None:
        self.bar.hide()
        self._hide_results()
        self.end.setText("Close")
        self.form.enable(True)
        self._offer()
        self._say(sentence, is_problem)

    def _hide_results(self) -> None:
        self.folder.hide()
        self.copy.hide()

    def _say(self, sentence: str, is_problem: bool = False) -> None:
        self._is_problem = is_problem
        self._colour()
        self.said.setText(visible(sentence, 600))
        self.said.setVisible(bool(sentence))

    def _colour(self) -> None:
        colour = self._theme.error if self._is_problem else self._theme.secondary
        self.said.setStyleSheet(f"color: {colour.name()}")

    def _open_folder(self) -> None:
        news = self._requests.news
        if news is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(news.path.parent)))

    def _copy_sha256(self) -> None:
        news = self._requests.news
        if news is not None and news.done is not None:
            QGuiApplication.clipboard().setText(news.done.sha256)
            self._say("The SHA-256 of the file is on the clipboard.")


def _sentence(news: "ExportNews") -> str:
    done = news.done
    if done is None:
        return news.problem
    silent = f", {done.without_sound:,} without sound" if done.without_sound else ""
    return f"{many(done.recordings)}{silent} in {done.path.name}, {bytes_text(done.size)}."
