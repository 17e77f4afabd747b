"""The window in which an export is chosen, followed and ended. Not modal: the inbox goes on beside it."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from inbox.domain.file_names import FIELDS, NamesInUse, name_of
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.listing.download_state import bytes_text
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.form_parts import small_button, wrapped_text
from inbox.gui.widgets.segments import Segments
from inbox.gui.widgets.setting_form import SettingForm
from inbox.pipeline.export.bundle import bundle_problem

if TYPE_CHECKING:
    from inbox.pipeline.requests.export_requests import ExportNews, ExportRequests

_EVERY_MS = 100
_SIZE = QSize(680, 420)
_SELECTED, _LIST = "Selected", "Whole list"
_FORMATS = {
    "Evidence bundle": ("zip", "Sound, events, notes, coverage and history, each with its SHA-256: anybody can check it."),
    "Table": ("csv", "One line a recording with your verdicts, stars, tags, answers and notes; for spreadsheets."),
    "JSON": ("json", "One object a recording with all of that; for programs."),
}  # fmt: skip

Export = Callable[[Sequence[int] | RecordingQuery, str, Path, str], bool]
"""Begins one: what, the extension, where, and how the files in it are called. False while another runs."""


class ExportWindow(QDialog):
    """Shown by `choose`; says how it goes, and how it went."""

    ended = Signal(str, bool)
    """How an export went that ended while the window was not to be seen, and whether that is a problem."""

    def __init__(self, theme: Theme, requests: "ExportRequests", begin: Export, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Export – Recording Inbox")
        self.setObjectName("export")
        self.resize(_SIZE)
        self.setMinimumSize(520, 380)
        self._requests, self._begin_export = requests, begin
        self._ids: Sequence[int] = ()
        self._query = RecordingQuery()
        self._count = 0
        self._example: Recording | None = None
        self._theme = theme
        self._is_problem = False
        self.what = Segments("What", (_SELECTED, _LIST))
        self.format = Segments("As", tuple(_FORMATS))
        self.names, self.path = QLineEdit(), QLineEdit()
        self.names.setMaxLength(200)
        self.browse = QPushButton("Choose…")
        self.browse.setAutoDefault(False)
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
        self._compose(theme)
        self.what.chosen.connect(lambda _word: self._look())
        self.format.chosen.connect(self._format_chosen)
        self.names.textChanged.connect(lambda _text: self._look())
        self.path.textChanged.connect(lambda _text: self._look())
        self.browse.clicked.connect(self._browse)
        self.go.clicked.connect(self._begin)
        self.end.clicked.connect(self._end)
        self.folder.clicked.connect(self._open_folder)
        self.copy.clicked.connect(self._copy_sha256)
        self.set_theme(theme)
        self._show_idle("")

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._form.set_theme(theme)
        self.said.setFont(theme.small_font())
        self._colour()

    def choose(
        self, ids: Sequence[int], query: RecordingQuery, count: int, example: Recording | None, template: str, folder: Path
    ) -> None:
        """Offers the selected rows, and all that the query finds; while an export runs it is only brought to the front."""
        if not self._is_running:
            self._ids, self._query, self._count, self._example = list(ids), query, count, example
            self.what.choose(_SELECTED if ids else _LIST)
            if not self.names.text():
                self.names.setText(template)
            self.path.setText(str(self._proposed(folder)))
            self._show_idle("")
            self._look()
        self.show()
        self.raise_()
        self.activateWindow()

    def stop(self) -> None:
        """Follows nothing any more."""
        self._timer.stop()

    @property
    def _is_running(self) -> bool:
        news = self._requests.news
        return self._timer.isActive() and news is not None

    def _compose(self, theme: Theme) -> None:
        self._form = SettingForm(theme)
        self._what_note = self._form.add_setting("What", self.what, " ")
        self._format_note = self._form.add_setting("As", self.format, " ")
        self._names_note = self._form.add_setting("Names in it", self.names, " ")
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        place.setSizePolicy(self.path.sizePolicy())
        self._place_note = self._form.add_setting("File", place, " ")
        self.path.setAccessibleName("File")
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
        column.addWidget(self._form)
        column.addStretch(1)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addLayout(lower)

    def _proposed(self, folder: Path) -> Path:
        """What was typed last, unless there is such a file by now; else a name that is free, beside that or in ``folder``."""
        typed = self.path.text().strip()
        if typed and not Path(typed).exists():
            return Path(typed)
        kind = _FORMATS[self.format.word][0]
        one = self._example is not None and len(self._ids) == 1
        name = name_of(self._example, self.names.text() or "{name}") if one and self._example else f"Recordings {date.today()}"
        where, names = (Path(typed).parent if typed else folder), NamesInUse()
        return next(path for path in (where / f"{names.one_more(name)}.{kind}" for _ in range(1_000)) if not path.exists())

    def _look(self) -> None:
        """Says what would be done."""
        selected, whole = len(self._ids), self._count
        title = f": “{visible(self._example.title, 60)}”" if self._example is not None and selected == 1 else ""
        texts = {
            _SELECTED: f"{_many(selected)}{title}" if selected else "Nothing is selected in the list.",
            _LIST: f"{_many(whole)} that the list shows, in its order.",
        }
        kind, note = _FORMATS[self.format.word]
        self._what_note.setText(texts[self.what.word])
        self._format_note.setText(note)
        is_bundle = kind == "zip"
        self.names.setEnabled(is_bundle)
        fields = " ".join(f"{{{field}}}" for field in FIELDS[:6])
        example = name_of(self._example, self.names.text()) if self._example is not None and self.names.text().strip() else ""
        self._names_note.setText(
            f"Such as “{visible(example, 80)}”. You may use {fields} and more." if example else f"Of {fields}"
        )
        target = Path(self.path.text().strip()).expanduser() if self.path.text().strip() else None
        exists = target is not None and target.is_file()
        self._place_note.setText("There is such a file; it will be replaced." if exists else "")
        self._place_note.setVisible(exists)
        count = selected if self.what.word == _SELECTED else whole
        too_many = bundle_problem(count) if is_bundle else ""
        if too_many:
            self._format_note.setText(f"{too_many} A table has room for all.")
        self.go.setEnabled(bool(count) and not too_many and target is not None and not self._is_running)

    def _format_chosen(self, word: str) -> None:
        kind = _FORMATS[word][0]
        typed = self.path.text().strip()
        if typed and Path(typed).suffix in {f".{extension}" for extension, _ in _FORMATS.values()}:
            self.path.setText(str(Path(typed).with_suffix(f".{kind}")))
        self._look()

    def _browse(self) -> None:
        kind = _FORMATS[self.format.word][0]
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.path.text(), f"*.{kind}")
        if chosen:
            self.path.setText(chosen if Path(chosen).suffix else f"{chosen}.{kind}")

    def _begin(self) -> None:
        kind = _FORMATS[self.format.word][0]
        path = Path(self.path.text().strip()).expanduser()
        what = self._ids if self.what.word == _SELECTED else self._query
        if not path.is_absolute():
            self._show_idle("Name the whole path of the file, from the top folder on.", True)
        elif self._begin_export(what, kind, path, self.names.text().strip()):
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
        is_problem = bool(news.problem) and not news.was_cancelled
        self._show_idle(_sentence(news), is_problem)
        if not self.isVisible():
            self.ended.emit(_sentence(news), is_problem)
        for button in (self.folder, self.copy):
            button.setVisible(news.done is not None)
        self._look()
        self._place_note.hide()

    def _show_running(self) -> None:
        self._timer.start()
        self.bar.setValue(0)
        self.bar.show()
        self._hide_results()
        self._say("Exporting…")
        self.end.setText("Cancel")
        self._enable(False)

    def _show_idle(self, sentence: str, is_problem: bool = False) -> None:
        self.bar.hide()
        self._hide_results()
        self.end.setText("Close")
        self._enable(True)
        self._say(sentence, is_problem)

    def _hide_results(self) -> None:
        self.folder.hide()
        self.copy.hide()

    def _enable(self, is_idle: bool) -> None:
        for part in (self.what, self.format, self.path, self.browse, self.go):
            part.setEnabled(is_idle)
        self.names.setEnabled(is_idle and _FORMATS[self.format.word][0] == "zip")

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
    return f"{_many(done.recordings)}{silent} in {done.path.name}, {bytes_text(done.size)}."


def _many(count: int) -> str:
    return "1 recording" if count == 1 else f"{count:,} recordings"
