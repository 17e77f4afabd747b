"""Whoever quits while an export is being written is asked first: hours of work may be in it."""

from PySide6.QtCore import QEvent, QObject, Qt, QThread, QTimer
from PySide6.QtWidgets import QMainWindow, QMessageBox

from inbox.domain.visible_text import visible
from inbox.pipeline.requests.export_requests import ExportRequests


class QuitQuestion(QObject):
    """Watches the window being closed by the person; the end of the program itself, when the event loop is over, asks nobody."""

    def __init__(self, window: QMainWindow, exports: ExportRequests) -> None:
        super().__init__(window)
        self._window, self._exports = window, exports
        self._is_agreed = False
        self.box: QMessageBox | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Holds the window open while the question is."""
        if event.type() != QEvent.Type.Close or self._is_agreed or not self._exports.is_running:
            return super().eventFilter(watched, event)
        if QThread.currentThread().loopLevel() == 0:
            return super().eventFilter(watched, event)
        event.ignore()
        self._ask()
        return True

    def stop(self) -> None:
        """Watches no more."""
        self._window.removeEventFilter(self)
        if self.box is not None:
            self.box.close()

    def _ask(self) -> None:
        if self.box is None:
            news = self._exports.news
            box = self.box = QMessageBox(self._window)
            box.setIcon(QMessageBox.Icon.Question)
            box.setWindowTitle("Recording Inbox")
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.setText(f"“{visible(news.path.name if news is not None else '', 80)}” is still being written.")
            box.setInformativeText("Quitting ends the export, and nothing of it is left.")
            stay = box.addButton("Go on exporting", QMessageBox.ButtonRole.RejectRole)
            box.addButton("End it and quit", QMessageBox.ButtonRole.DestructiveRole).clicked.connect(self._quit)
            box.setDefaultButton(stay)
            box.setEscapeButton(stay)
            box.finished.connect(self._forget)
            box.open()
        self.box.raise_()
        self.box.activateWindow()

    def _forget(self) -> None:
        if self.box is not None:
            self.box.deleteLater()
            self.box = None

    def _quit(self) -> None:
        self._is_agreed = True
        self._exports.cancel()
        QTimer.singleShot(0, self._window, self._window.close)  # once the question is gone
