"""What the banner says of a settings file that became wrong while the window runs."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from inbox.gui.frame.banner import Notice
from inbox.gui.frame.parts import WindowParts

_MEANWHILE = "The settings from before stay in force until it is right."
_NOTHING_OPENS = "Nothing on this desktop opens {path}. Open it in an editor of your own."


class SettingsNotice:
    """Asked for twice a second: it only looks at what is known."""

    def __init__(self, parts: WindowParts, say: Callable[[str, bool], None]) -> None:
        """``say`` hears what could not be done."""
        self._receiving, self._say = parts.receiving, say

    def notice(self) -> Notice | None:
        """What is to be said now; None while the file is right, or is not known of."""
        problem = self._receiving.settings_problem() if self._receiving is not None else ""
        return Notice(f"{problem} {_MEANWHILE}", button="Open the file", action=self._open) if problem else None

    def _open(self) -> None:
        """Opens the file, or the folder that it is in where nothing opens such files."""
        assert self._receiving is not None
        path = self._receiving.settings_file
        if not any(QDesktopServices.openUrl(QUrl.fromLocalFile(str(each))) for each in (path, path.parent)):
            self._say(_NOTHING_OPENS.format(path=path), True)
