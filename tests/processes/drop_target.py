"""A window of another program that takes files dropped on it, and prints for each where it is and what is in it."""

import hashlib
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget


class DropTarget(QWidget):
    """At the right edge of the screen."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("drop target")
        self.setAcceptDrops(True)
        self.setGeometry(1200, 600, 240, 300)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            path = Path(url.toLocalFile())
            print(path, hashlib.sha256(path.read_bytes()).hexdigest(), flush=True)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    target = DropTarget()
    target.show()
    print("ready", flush=True)
    sys.exit(application.exec())
