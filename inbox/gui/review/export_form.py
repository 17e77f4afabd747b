"""What is exported, as what, under which names, and where to: the choices of an export, each with a sentence on what it means."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from inbox.domain.file_names import FIELDS, name_of, unknown_fields
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.review.export_place import ExportPlace, ended, name_of_many, name_of_one
from inbox.gui.widgets.segments import Segments
from inbox.gui.widgets.setting_form import SettingForm
from inbox.pipeline.export.bundle import bundle_problem

_SELECTED, _LIST = "Selected", "Whole list"
_FORMATS = {
    "Evidence bundle": ("zip", "Sound, events, notes, coverage and history, each with its SHA-256: anybody can check it."),
    "Table": ("csv", "One line a recording with your verdicts, stars, tags, answers and notes; for spreadsheets."),
    "JSON": ("json", "One object a recording with all of that; for programs."),
}  # fmt: skip
_SOME_FIELDS = " ".join(f"{{{field}}}" for field in FIELDS[:6])
_ALL_FIELDS = " ".join(f"{{{field}}}" for field in FIELDS)

Listed = Callable[[], tuple[RecordingQuery, int]]
"""What the list shows at this moment, and how many recordings that is."""


class ExportForm(SettingForm):
    """Says at once what would come of a choice."""

    chosen = Signal()
    """The person made another choice."""
    looked = Signal()
    """`is_ready` may be another."""

    def __init__(self, theme: Theme, listed: Listed) -> None:
        super().__init__(theme)
        self._listed = listed
        self._seen_of_list: tuple[RecordingQuery, int] = listed()
        self._ids: Sequence[int] = ()
        self._example: Recording | None = None
        self._place, self._folder = ExportPlace(), Path()
        self.what = Segments("What", (_SELECTED, _LIST))
        self.format = Segments("As", tuple(_FORMATS))
        self.names, self.path = QLineEdit(), QLineEdit()
        self.names.setMaxLength(200)
        self.names.setToolTip(f"What a name can be made of: {_ALL_FIELDS}")
        self.browse = QPushButton("Choose…")
        self.browse.setAutoDefault(False)
        self._what_note = self.add_setting("What", self.what, " ")
        self._format_note = self.add_setting("As", self.format, " ")
        self._names_note = self.add_setting("Names in it", self.names, " ")
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        place.setSizePolicy(self.path.sizePolicy())
        self._place_note = self.add_setting("File", place, " ")
        self.path.setAccessibleName("File")
        self.what.chosen.connect(lambda _word: self._offer())
        self.format.chosen.connect(lambda _word: self._offer())
        self.names.textEdited.connect(lambda _text: self._offer())
        self.path.textChanged.connect(lambda _text: self.look())
        self.path.textEdited.connect(lambda _text: self.chosen.emit())
        self.browse.clicked.connect(self._browse)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        super().set_theme(theme)
        self._look_at_names()

    def choose(self, ids: Sequence[int], example: Recording | None, template: str, folder: Path) -> None:
        """Offers the selected rows, and all that the list shows; ``folder`` is for what is not placed elsewhere."""
        self._ids, self._example, self._folder, self._seen_of_list = list(ids), example, folder, self._listed()
        self.what.choose(_SELECTED if ids else _LIST)
        if not self.names.text():
            self.names.setText(template)
        typed = Path(self.path.text().strip())
        if typed.is_file():
            self._place.written(typed)
        self._offer()

    def written(self, path: Path) -> None:
        """This is there now; that it would be replaced is said when something is chosen anew."""
        self._place.written(path)
        self.look()
        self._place_note.hide()

    def enable(self, is_idle: bool) -> None:
        """Whether the person may choose."""
        for part in (self.what, self.format, self.path, self.browse):
            part.setEnabled(is_idle)
        self.names.setEnabled(is_idle and self.kind == "zip")

    @property
    def kind(self) -> str:
        """The extension of what is made."""
        return _FORMATS[self.format.word][0]

    @property
    def target(self) -> Path | None:
        """The file that would be written, which ends in what it is; None while none is named."""
        typed = self.path.text().strip()
        return ended(Path(typed).expanduser(), self.kind) if typed else None

    @property
    def exported(self) -> Sequence[int] | RecordingQuery:
        """The selected rows, or what the list shows now."""
        return self._ids if self.what.word == _SELECTED else self._listed()[0]

    @property
    def is_ready(self) -> bool:
        """Whether there is something to export, and a file to export it to."""
        return bool(self._count) and not self._too_many and self.target is not None

    def look_at_list(self) -> None:
        """Recordings come while the person chooses, and the search may be another one."""
        before, self._seen_of_list = self._seen_of_list, self._listed()
        if before[0] != self._seen_of_list[0] and self.what.word == _LIST:
            self._offer()
        elif before != self._seen_of_list:
            self._look_at_what()

    def look(self) -> None:
        """Says what would be done."""
        self._look_at_names()
        self._look_at_place()
        self._look_at_what()

    @property
    def _count(self) -> int:
        return len(self._ids) if self.what.word == _SELECTED else self._seen_of_list[1]

    @property
    def _too_many(self) -> str:
        return bundle_problem(self._count) if self.kind == "zip" else ""

    def _offer(self) -> None:
        """Another choice: its name, unless the person typed one."""
        if self.what.word == _SELECTED and len(self._ids) == 1 and self._example is not None:
            name = name_of_one(self._example, self.names.text())
        else:
            name = name_of_many(self._seen_of_list[0] if self.what.word == _LIST else None, date.today())
        self.path.setText(self._place.offer(self.path.text(), name, self.kind, self._folder))
        self.look()
        self.chosen.emit()

    def _look_at_what(self) -> None:
        count = many(self._count)
        if self.what.word == _LIST:
            said = f"{count} that the list shows, in its order."
        elif not self._ids:
            said = "Nothing is selected in the list."
        else:
            is_one = len(self._ids) == 1 and self._example is not None
            said = f"{count}: “{visible(self._example.title, 60)}”" if is_one and self._example is not None else count
        self._what_note.setText(said)
        too_many = self._too_many
        self._format_note.setText(f"{too_many} A table has room for all." if too_many else _FORMATS[self.format.word][1])
        self.looked.emit()

    def _look_at_names(self) -> None:
        template = self.names.text()
        self.names.setEnabled(self.kind == "zip" and self.what.isEnabled())
        unknown = unknown_fields(template) if self.kind == "zip" else ()
        if unknown:
            means = "means" if len(unknown) == 1 else "mean"
            said = (
                f"{visible(' '.join(unknown), 60)} {means} nothing, and would stand in names as written. There are {_ALL_FIELDS}."
            )
        elif self._example is not None and template.strip():
            said = f"Such as “{visible(name_of(self._example, template), 80)}”. You may use {_SOME_FIELDS} and more."
        else:
            said = f"Of {_SOME_FIELDS}"
        self._names_note.setText(said)
        colour = self._theme.partial if unknown else self._theme.secondary
        self._names_note.setStyleSheet(f"color: {colour.name()}")

    def _look_at_place(self) -> None:
        target, said = self.target, []
        if target is not None and target.name != Path(self.path.text().strip()).name:
            said.append(f"It will be called “{visible(target.name, 80)}”.")
        if target is not None and target.is_file():
            said.append("There is such a file; it will be replaced.")
        self._place_note.setText(" ".join(said))
        self._place_note.setVisible(bool(said))

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.path.text(), f"*.{self.kind}")
        if chosen:
            self.path.setText(str(ended(Path(chosen), self.kind)))


def many(count: int) -> str:
    """``1 recording``, ``2 recordings``."""
    return "1 recording" if count == 1 else f"{count:,} recordings"
