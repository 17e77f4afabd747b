"""Dragging recordings out of the list, to the desktop or another program: as copies under a good name."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from inbox.domain.problems import Problem
from inbox.gui.listing.recording_columns import Column
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.widgets.query_worker import QueryWorker

if TYPE_CHECKING:
    from inbox.pipeline.requests.export_requests import ExportRequests

_MOST_AT_ONCE = 100
_PICTURE = QSize(260, 60)


class DragOut(QObject):
    """Watches the mouse over the list. The copies are made off the GUI thread; the drag begins when they are there."""

    def __init__(
        self, table: RecordingTable, exports: "ExportRequests", worker: QueryWorker, say: Callable[[str, bool], None]
    ) -> None:
        """``say`` shows a sentence, and whether it is a problem."""
        super().__init__(table)
        self._table, self._exports, self._worker, self._say = table, exports, worker, say
        self._pressed: QPoint | None = None
        self._rows: tuple[int, ...] = ()
        self._is_dragging = False
        self._ready: tuple[tuple[int, ...], dict[int, Path]] = ((), {})
        table.setDragEnabled(True)  # a press on one of several selected rows leaves them selected
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the mouse's moves from the list once they are a drag."""
        if isinstance(event, QMouseEvent):
            match event.type():
                case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                    plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
                    self._pressed = event.position().toPoint() if plain else None
                    self._is_dragging = False
                case QEvent.Type.MouseMove if self._pressed is not None:
                    return self._moved(event)
                case QEvent.Type.MouseButtonRelease:
                    was_dragging, self._is_dragging, self._pressed = self._is_dragging, False, None
                    return was_dragging
                case _:
                    pass
        return super().eventFilter(watched, event)

    def _moved(self, event: QMouseEvent) -> bool:
        assert self._pressed is not None
        if self._is_dragging or not event.buttons() & Qt.MouseButton.LeftButton:
            return self._is_dragging
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() < QApplication.startDragDistance():
            return False
        rows = self._dragged(self._pressed)
        if not rows:
            return False
        self._is_dragging = True
        self._rows = rows
        if self._ready[0] == rows and all(file.is_file() for file in self._ready[1].values()):
            self._drag(rows, self._ready[1])
        else:
            copies = partial(self._exports.copies, rows, self._worker.is_unwanted)
            self._worker.submit("drag", copies, partial(self._drag, rows), self._could_not)
        return True

    def _dragged(self, place: QPoint) -> tuple[int, ...]:
        """The rows that are dragged from there: the selected ones, or the one that was pressed; none where no file is here."""
        index = self._table.indexAt(place)
        recording = index.data(RecordingTableModel.RecordingRole) if index.isValid() else None
        if recording is None or recording.media_path is None:
            return ()
        selected: Sequence[int] = self._table.selected_ids()
        return tuple(selected[:_MOST_AT_ONCE]) if recording.id in selected else (recording.id,)

    def _drag(self, rows: tuple[int, ...], files: dict[int, Path]) -> None:
        self._ready = (rows, files)
        if not self._is_dragging or not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._say("The copy is ready: drag it once more.", False)
            return
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(file)) for file in files.values()])
        drag = QDrag(self._table)
        drag.setMimeData(content)
        cell = self._table.visualRect(self._table.currentIndex().siblingAtColumn(Column.CONFERENCE))
        drag.setPixmap(self._table.viewport().grab(QRect(cell.topLeft(), cell.size().boundedTo(_PICTURE))))
        taken = drag.exec(Qt.DropAction.CopyAction)
        self._is_dragging, self._pressed = False, None
        if taken == Qt.DropAction.CopyAction:
            many = "The recording was" if len(files) == 1 else f"{len(files):,} recordings were"
            self._worker.submit(
                "handed-over",
                lambda: self._exports.handed_over(files),
                lambda _none: self._say(f"{many} handed over as a copy.", False),
                self._could_not,
            )

    def _could_not(self, problem: Problem) -> None:
        self._is_dragging = False
        self._say(str(problem), True)
