"""A real window over a real core that is not started, with what the window needs for exports and history."""

from pathlib import Path

from pipeline.reviewed_inbox import ReviewedInbox

from inbox.app import window_parts
from inbox.gui.main_window import MainWindow
from inbox.gui.review.export_desk import ExportDesk
from inbox.pipeline.core import Core
from inbox.pipeline.opened import Options


class EvidenceWindow:
    """Opened by `open`, once the inbox holds what it is to show."""

    def __init__(self, root: Path) -> None:
        (root / "settings.toml").parent.mkdir(parents=True, exist_ok=True)
        (root / "settings.toml").write_text('theme = "light"\nreviewer = "Anna"\nexport_names = "{name}"\n')
        self._core = Core.open(Options(data_dir=str(root)), {"BW_ACCOUNT_ID": "5", "BW_CLIENT_ID": "a", "BW_CLIENT_SECRET": "b"})
        self.inbox = ReviewedInbox(root, self._core.inbox)
        self.window: MainWindow | None = None

    def open(self) -> MainWindow:
        """Shows it, with the whole list."""
        self.window = MainWindow(window_parts(self._core, None))
        self.window.show()
        assert self.window.drain()
        return self.window

    @property
    def desk(self) -> ExportDesk:
        """What does the exports."""
        assert self.window is not None
        return next(part for part in self.window.extras.desk._parts if isinstance(part, ExportDesk))

    def close(self) -> None:
        """Ends both."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
        self._core.stop()
