"""Where the inbox listens: the address and the port. Both are tried before they are taken, and taken at once."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QLineEdit, QSizePolicy

from inbox.domain.visible_text import visible
from inbox.gui.frame.parts import ListenerState
from inbox.gui.look.theme import Theme
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.one_question import OneQuestion
from inbox.gui.widgets.setting_fields import NumberField
from inbox.gui.widgets.setting_form import SettingForm
from inbox.storage.settings.setting_values import host_and_port, listen_text

if TYPE_CHECKING:
    from inbox.pipeline.requests.receiving_requests import ReceivingRequests

_WHY = (
    "127.0.0.1 is this computer alone, which is right beside a tunnel: the tunnel's program runs here too, and nobody else on "
    "the network reaches the inbox."
)
_PORT = "From 1024 to 65535. A tunnel has to lead to this port."
_FIXED = "Given by {by} for this start, so it is not changed here."
_NO_ADDRESS = "“{host}” is not an address or a name of this computer, such as 127.0.0.1, ::1 or 0.0.0.0."
_REACHED = "Others on the network can reach the inbox at this address."
_OPEN = " Nothing keeps them from posting events: set a password or an unguessable path under “Set up sender…”."
_AS_BEFORE = " The inbox goes on listening as before."
_LONGEST = 255


class ListenFields(QObject):
    """The controls, for a form to take in."""

    def __init__(
        self, saver: SettingSaver, receiving: "ReceivingRequests", state: Callable[[], ListenerState], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._saver, self._receiving, self._state = saver, receiving, state
        self._question = OneQuestion("address", self)
        self._asked: tuple[str, int] | None = None
        self._again = False
        self._why_not = ""
        self.host, self.port = QLineEdit(), NumberField(0, 65_535, "", nothing="Any free port")
        self.host.setAccessibleName("Address to listen at")
        self.host.setMaxLength(_LONGEST)
        self.host.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.port.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        is_fixed = bool(receiving.listen_from)
        for field in (self.host, self.port):
            field.setReadOnly(is_fixed)
        self.host.editingFinished.connect(self._settle)
        self.port.settled.connect(lambda _port: self._settle())

    def add_to(self, form: SettingForm) -> None:
        """Takes its place in the form."""
        form.add_setting("Address", self.host, _WHY)
        form.add_setting("Port", self.port, _PORT)
        self.now, self.reached = form.add_note(), form.add_note()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on; after the form has put it on."""
        self._theme = theme
        self.look()

    def look(self) -> None:
        """Shows what is in force, unless something else is being typed or tried."""
        settings, state = self._saver.settings, self._state()
        if self._asked is None and not self._saver.is_saving("port"):
            self.port.show_value(settings.port)
            if not (self.host.hasFocus() and self.host.isModified()):
                self.host.setText(settings.host)
        fixed = _FIXED.format(by=self._receiving.listen_from) if self._receiving.listen_from else ""
        where = f"Listening at {state.address}" if state.address else state.problem or "Not listening as yet."
        is_wrong = bool(self._why_not) or state.problem is not None
        self._tell(self.now, self._why_not or f"{where} {fixed}".strip(), is_wrong=is_wrong)
        reached = "" if _is_this_computer(settings.host) else _REACHED + (_OPEN if state.is_open else "")
        self._tell(self.reached, reached, is_wrong=False)
        self.reached.setStyleSheet(f"color: {self._theme.partial.name()}")

    def stop(self) -> None:
        """Hears of no answer any more."""
        self._question.stop()

    def _tell(self, note: QLabel, sentence: str, *, is_wrong: bool) -> None:
        note.setText(visible(sentence, 600))
        note.setVisible(bool(sentence))
        note.setStyleSheet(f"color: {(self._theme.error if is_wrong else self._theme.secondary).name()}")

    def _settle(self) -> None:
        """Tries what was typed; what cannot be had is told, and the listener goes on as it was."""
        settings, wanted = self._saver.settings, (self.host.text().strip().strip("[]"), int(self.port.value()))
        self._again = self._asked is not None
        if self._receiving.listen_from or self._again:
            return
        if wanted == (settings.host, settings.port):
            self.host.setModified(False)
            return
        host, port = wanted
        try:
            host_and_port(listen_text(host, port))
        except ValueError:
            self._refuse(_NO_ADDRESS.format(host=host))
            return
        self._asked, self._why_not = wanted, ""
        self._question.ask(
            lambda: self._receiving.address_problem(host, port), self._answered, lambda problem: self._answered(str(problem))
        )

    def _answered(self, why_not: str) -> None:
        wanted, self._asked = self._asked, None
        if self._again:  # something else was typed meanwhile
            self._settle()
        elif why_not or wanted is None:
            self._refuse(why_not)
        else:
            self.host.setModified(False)
            self._saver.save(host=wanted[0], port=wanted[1])
            self.look()

    def _refuse(self, sentence: str) -> None:
        self._why_not = sentence + (_AS_BEFORE if self._state().address else "")
        self.host.setModified(False)
        self.look()


def _is_this_computer(host: str) -> bool:
    """Whether it is an address that no other computer reaches."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
