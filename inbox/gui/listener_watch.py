"""Looks after the listener, the intake and the account, and says in one place what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from inbox.gui.frame.banner import Banner, Notice
from inbox.gui.frame.parts import ListenerState, WindowParts
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.frame.toolbar import Toolbar
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text
from inbox.gui.watching.incident_watch import IncidentWatch
from inbox.gui.watching.settings_notice import SettingsNotice
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.problems import StorageProblem

if TYPE_CHECKING:
    from inbox.gui.settings.sender_card import SenderCard

_EVERY_MS = 500
_ACCOUNT_MS = 1_500
_KEYRING_SECONDS = 0.5
"""How long a closing window waits for the answer of a keyring; its thread ends by itself after that."""


class ListenerWatch(QObject):
    """Asks twice a second how things are: the callables only read a variable."""

    receiving_asked = Signal(str)
    """The settings of receiving are wanted, for the ``port`` or the ``certificate``."""

    def __init__(
        self,
        parts: WindowParts,
        theme: Theme,
        toolbar: Toolbar,
        banner: Banner,
        status: StatusBar,
        worker: QueryWorker,
        window: QWidget,
        further: Callable[[bool], Notice | None],
    ) -> None:
        """``worker`` reads the incidents; ``further`` gives what is said when nothing is wrong with the inbox itself,

        and is told whether there is an account.
        """
        super().__init__(window)
        self._parts = parts
        self._toolbar, self._banner, self._status, self._window = toolbar, banner, status, window
        self._theme = theme
        self._public_address: str | None = None
        self._has_account, self._further = True, further
        self._settings_file = SettingsNotice(parts, status.say)
        self._card: SenderCard | None = None
        self._keyring = QueryWorker("account", self)
        self._incidents = IncidentWatch(parts.incidents, worker, self) if parts.incidents is not None else None
        if self._incidents is not None:
            self._incidents.changed.connect(self.look)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._account_timer = QTimer(self, singleShot=True, interval=_ACCOUNT_MS)
        self._account_timer.timeout.connect(self._ask_account)
        toolbar.set_up_asked.connect(self.open_sender_card)

    def start(self) -> None:
        """Looks now, and from now on."""
        self._keyring.start()
        self._ask_account()
        self.look()
        self._timer.start()
        if self._incidents is not None:
            self._incidents.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()
        self._account_timer.stop()
        if self._incidents is not None:
            self._incidents.stop()
        self._keyring.stop(within=_KEYRING_SECONDS)
        if self._card is not None:
            self._card.close()

    def set_theme(self, theme: Theme) -> None:
        """Dresses the set-up card."""
        self._theme = theme
        if self._card is not None:
            self._card.set_theme(theme)

    def look(self) -> None:
        """Asks how things are, and shows it."""
        state = self.state()
        self._toolbar.show_state(state)
        self._status.show_state(state)
        self._status.tick()
        self._banner.show_notice(self._notice(state))
        if self._card is not None:
            self._card.show_state(state)

    def state(self) -> ListenerState:
        """The listener's state, with the public address as it was typed in last."""
        state = self._parts.listener_state()
        return state if self._public_address is None else replace(state, public_address=self._public_address)

    def open_sender_card(self) -> None:
        """Shows the set-up of the sender."""
        from inbox.gui.settings.sender_card import SenderCard  # not needed for the first paint

        if self._card is None:
            parts = self._parts
            self._card = SenderCard(
                self._theme,
                self.state(),
                self._keep_address,
                self._window,
                apply=parts.apply_settings,
                protect=parts.protect,
            )
            self._card.protection.changed.connect(self.look)
        self._card.show()
        self._card.raise_()
        self._card.activateWindow()

    @property
    def card(self) -> "SenderCard | None":
        """The set-up card, when it was opened."""
        return self._card

    def _notice(self, state: ListenerState) -> Notice | None:
        """What is said now: what loses events comes before what can wait."""
        intake = self._parts.intake_problem()
        if intake is not None:
            return Notice(intake)
        if state.problem is not None:
            return self._not_listening(state, state.problem)
        incident = self._incidents.first if self._incidents is not None else None
        if incident is not None and self._incidents is not None:
            sentence = f"{moment_text(incident.at)}: {incident.sentence}"
            return Notice(sentence, is_error=False, button="OK", action=self._incidents.mark_read)
        return self._settings_file.notice() or self._further(self._has_account)

    def _not_listening(self, state: ListenerState, problem: str) -> Notice:
        """The problem, and the setting that it comes from where that can be changed."""
        receiving = self._parts.receiving if self._parts.apply_settings is not None else None
        other, field = "", ""
        if receiving is not None and state.lacks_address and not receiving.listen_from:
            other, field = "Another port…", "port"
        elif receiving is not None and state.is_tls and not state.lacks_address:
            other, field = "Certificate…", "certificate"
        return Notice(problem, True, "Try again", self._retry, other, partial(self.receiving_asked.emit, field))

    def _retry(self) -> None:
        self._parts.retry_listener()
        self.look()

    def _ask_account(self) -> None:
        """The person may enter one at any time; what was read once is not read from the keyring again."""
        self._keyring.submit("account", self._parts.account_is_set, self._know_account)

    def _know_account(self, is_set: bool) -> None:
        self._has_account = is_set
        self.look()
        self._account_timer.start()

    def _keep_address(self, address: str) -> str | None:
        try:
            self._parts.save_settings({"public_address": address})
        except StorageProblem as problem:
            return str(problem)
        self._public_address = address
        self.look()
        return None
