"""The page of the settings that is about signing in at Bandwidth: where, with what, and whether it works."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inbox.domain.account import Account
from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible
from inbox.gui.frame.parts import WindowParts
from inbox.gui.look.theme import Theme
from inbox.gui.settings.account_fields import AccountFields
from inbox.gui.settings.bandwidth_address_box import BandwidthAddressBox
from inbox.gui.settings.connection_steps_view import ConnectionStepsView
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.form_parts import small_button
from inbox.gui.widgets.one_question import OneQuestion
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.gui.widgets.setting_form import SettingForm, scrolled

if TYPE_CHECKING:
    from inbox.pipeline.account_keeper import AccountKeeper

_LANE = "account"
_FORGET, _ARMED_MS = "Forget", 4_000
_FIXED = "The account is set in the environment ({names}), so it is changed there."
_FOLLOWED = "The account was changed outside this window, and is used as it is now."
_API_USER = "The API user {name} is kept too. It is used only while there is no client id; Bandwidth ends it on 2 December 2026."
_Answer = TypeVar("_Answer")


class AccountPage(QWidget):
    """Made only where there is an account to keep: ``parts.account`` and ``parts.apply_settings`` are there."""

    def __init__(self, parts: WindowParts, theme: Theme, worker: QueryWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert parts.account is not None
        assert parts.apply_settings is not None
        self._keeper: AccountKeeper = parts.account
        self._worker = worker
        self._question = OneQuestion("account", self)  # a test may take a minute; other pages do not wait for it
        self._was_read = self._is_fixed = self._is_busy = False
        self._followed = self._keeper.followed
        self._focused: QWidget | None = None
        saver = SettingSaver(parts.apply_settings, parts.current_settings, worker, self)
        self.addresses = BandwidthAddressBox(saver, is_fixed=self._keeper.are_addresses_from_environment)
        self.fields = AccountFields(self)
        self.test_button, self.save_button = small_button("Test connection"), small_button("Keep")
        self.drop_button, self.forget_button = small_button("Drop the second secret"), small_button(_FORGET)
        self.steps = ConnectionStepsView(theme)
        self.form = SettingForm(theme)
        self._compose()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.form))
        saver.saved.connect(self.look)
        saver.failed.connect(self._say)
        self.fields.changed.connect(self._follow)
        self.test_button.clicked.connect(self._test)
        self.save_button.clicked.connect(lambda: self._keep(self.fields.account))
        self.drop_button.clicked.connect(lambda: self._keep(self._with_one_secret()))
        self._disarm = QTimer(self)  # a secret that is gone cannot be had again: it takes a second click
        self._disarm.setSingleShot(True)
        self._disarm.setInterval(_ARMED_MS)
        self._disarm.timeout.connect(lambda: self.forget_button.setText(_FORGET))
        self.forget_button.clicked.connect(self._forget)
        self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.form.set_theme(theme)
        self.steps.set_theme(theme)

    def look(self) -> None:
        """Shows how signing in goes, and, when first seen, the account, which the keyring is asked for."""
        self.addresses.look()
        sentence = self._keeper.state.sentence
        self._state.setText(visible(sentence, 1_000))
        is_told = any(self._state.text() in line for line in self.steps.lines)  # the test has just said the same
        self._state.setVisible(bool(sentence) and not is_told)
        if not self._was_read:
            self._was_read, self._followed = True, self._keeper.followed
            self._read()
        elif self._followed != self._keeper.followed:
            self._followed = self._keeper.followed
            self._read(keep_typed=True)
            self._say(_FOLLOWED)
        self._follow()

    def stop(self) -> None:
        """Waits for a question that is under way, for a moment."""
        self._question.stop()

    def _compose(self) -> None:
        form, fields = self.form, self.fields
        form.add_section("Signing in at Bandwidth", "OAuth2 client credentials, made in the Bandwidth dashboard.")
        form.add_setting("Account number", fields.account_id)
        form.add_setting("Client id", fields.client_id)
        form.add_setting("Client secret", fields.secret)
        form.add_setting("Second secret", fields.second_secret)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        tips = {
            self.test_button: "Sign in with what stands here, and see what may be read",
            self.save_button: "Keep it in this computer's keyring, and use it from now on",
            self.drop_button: "Keep only the other one",
            self.forget_button: "Take the account out of this computer's keyring",
        }
        for button, tip in tips.items():
            button.setToolTip(tip)
            row.addWidget(button)
        row.addStretch(1)
        form.add_setting("", buttons)
        self._missing = form.add_note()
        self._note, self._state, self._api_user = form.add_note(), form.add_note(), form.add_note()
        form.add_widget(self.steps)
        form.add_section("Where Bandwidth is")
        self.addresses.add_to(form)

    def _follow(self) -> None:
        """The buttons that make sense now."""
        kept, typed = self.fields.kept, self.fields.account
        self.test_button.setEnabled(typed.is_set and not self._is_busy)
        self.save_button.setVisible(not self._is_fixed)
        can_keep = typed.is_set and bool(typed.account_id) and self.fields.is_changed
        self.save_button.setEnabled(can_keep and not self._is_busy)
        missing = "" if self._is_fixed else self.fields.missing
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        self.drop_button.setEnabled(not self._is_busy)
        self.forget_button.setEnabled(not self._is_busy)
        refused = self._keeper.state.refused_secret or "second"
        self.drop_button.setText(f"Drop the {refused} secret")
        self.drop_button.setVisible(not self._is_fixed and len(kept.secrets) == 2)
        self.forget_button.setVisible(not self._is_fixed and kept.is_set)
        self._api_user.setText(visible(_API_USER.format(name=kept.username), 400))
        self._api_user.setVisible(kept.has_basic and kept.has_oauth)

    def _read(self, *, keep_typed: bool = False) -> None:
        keeper = self._keeper

        def show(read: tuple[Account, bool]) -> None:
            account, self._is_fixed = read
            self.fields.show_kept(account, is_fixed=self._is_fixed, keep_typed=keep_typed)
            if self._is_fixed:
                names = "BW_CLIENT_ID, BW_CLIENT_SECRET" if account.has_oauth else "BW_USERNAME, BW_PASSWORD"
                self._say(_FIXED.format(names=names))

        self._worker.submit(
            _LANE, lambda: (keeper.read(), keeper.is_from_environment), show, lambda problem: self._say(str(problem))
        )

    def _test(self) -> None:
        account, (voice_url, token_url) = self.fields.account, self.addresses.addresses
        self.steps.show_steps(())
        self._ask(lambda: self._keeper.test(account, voice_url, token_url), self._tested, "Asking Bandwidth…")

    def _tested(self, steps: object) -> None:
        assert isinstance(steps, tuple)
        self._say("")
        self.steps.show_steps(steps)
        self.look()

    def _keep(self, account: Account) -> None:
        self._ask(lambda: self._keeper.save(account), lambda why_not: self._kept(why_not, "Kept, and used from now on."))

    def _forget(self) -> None:
        if not self._disarm.isActive():
            self._disarm.start()
            self.forget_button.setText("Click again to forget")
            return
        self._disarm.stop()
        self.forget_button.setText(_FORGET)
        self._ask(self._keeper.forget, lambda why_not: self._kept(why_not, "The keyring holds no account any more."))

    def _kept(self, why_not: str | None, sentence: str) -> None:
        self._say(why_not or sentence)
        if why_not is None:
            self._read()
            self.look()

    def _with_one_secret(self) -> Account:
        kept = self.fields.kept
        rest = kept.client_secret if self._keeper.state.refused_secret != "first" else kept.next_client_secret
        return replace(kept, client_secret=rest, next_client_secret="")

    def _ask(self, ask: Callable[[], _Answer], done: Callable[[_Answer], None], meanwhile: str = "Asking the keyring…") -> None:
        def answered(answer: _Answer) -> None:
            self._set_busy(False)
            done(answer)

        def refused(problem: Problem) -> None:
            self._set_busy(False)
            self._say(str(problem))

        if self._question.ask(ask, answered, refused):
            self._say(meanwhile)
            self._set_busy(True)

    def _set_busy(self, is_busy: bool) -> None:
        focused = self.focusWidget()
        self._is_busy = is_busy
        self._follow()
        if is_busy:  # a button that is greyed out loses the keyboard
            self._focused = focused
        elif self._focused is not None and self._focused.isEnabled():
            self._focused.setFocus()

    def _say(self, sentence: str) -> None:
        self._note.setText(visible(sentence, 1_000))
        self._note.setVisible(bool(sentence))
