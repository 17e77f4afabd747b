"""The page of the settings that says where events are taken: the address, and TLS for those without a tunnel."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inbox.gui.frame.parts import ListenerState
from inbox.gui.look.theme import Theme
from inbox.gui.settings.listen_fields import ListenFields
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.settings.tls_fields import TlsFields
from inbox.gui.widgets.setting_form import SettingForm, scrolled

if TYPE_CHECKING:
    from inbox.pipeline.requests.receiving_requests import ReceivingRequests

_EVERY_MS = 500


class ReceivingPage(QWidget):
    """Shows what is in force, and how the listener takes to it."""

    def __init__(
        self,
        theme: Theme,
        saver: SettingSaver,
        receiving: "ReceivingRequests",
        state: Callable[[], ListenerState],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = SettingForm(theme)
        self.listen, self.tls = ListenFields(saver, receiving, state, self), TlsFields(saver, receiving, self)
        self.form.add_section(
            "Where events are taken",
            "Bandwidth's events come in at this address of this computer, most often through a tunnel. It holds at once.",
        )
        self.listen.add_to(self.form)
        self.form.add_section(
            "Without a tunnel", "Bandwidth then reaches this computer by itself: listen at 0.0.0.0, and speak https."
        )
        self.tls.add_to(self.form)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.form))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.form.set_theme(theme)
        self.listen.set_theme(theme)
        self.tls.set_theme(theme)

    def look(self) -> None:
        """Shows what is in force, and where it listens."""
        self.listen.look()
        self.tls.look()

    def take_keyboard(self, field: str) -> None:
        """Goes to the ``port``, with its number selected, or to the ``certificate``."""
        if field == "port":
            self.listen.port.setFocus()
            self.listen.port.selectAll()
        else:
            self.tls.certificate.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """A new address is had, or not, within a moment: looks more often than the window does."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Looks no more by itself."""
        self._timer.stop()
        super().hideEvent(event)

    def stop(self) -> None:
        """Hears of no answer any more."""
        self.listen.stop()
        self.tls.stop()
