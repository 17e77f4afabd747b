"""The certificate for a listener that is reached without a tunnel. It is looked at before it is taken, and taken at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.file_field import FileField
from inbox.gui.widgets.form_parts import small_button
from inbox.gui.widgets.one_question import OneQuestion
from inbox.gui.widgets.setting_form import SettingForm

if TYPE_CHECKING:
    from inbox.pipeline.requests.receiving_requests import ReceivingRequests, TlsFinding

_PLAIN = "The inbox speaks plain http, which is right beside a tunnel: TLS ends there."
_OTHER_FILE = "Choose {what}, too: the inbox goes on as before until it has both."
_VALID = "The inbox speaks TLS with this certificate, which is valid until {day} {month}."
_LOOKING = "Looking at the two files…"


class TlsFields(QObject):
    """The controls, for a form to take in."""

    def __init__(self, saver: SettingSaver, receiving: "ReceivingRequests", parent: QObject) -> None:
        super().__init__(parent)
        self._saver, self._receiving = saver, receiving
        self._question = OneQuestion("certificate", self)
        self._shown: tuple[str, str] | None = None
        self._asked: tuple[str, str] | None = None
        self._is_wrong = False
        self.certificate, self.key = FileField("Certificate file"), FileField("Key file")
        self.plain = small_button("Speak plain http")
        self.certificate.settled.connect(lambda _path: self._settle())
        self.key.settled.connect(lambda _path: self._settle())
        self.plain.clicked.connect(self._drop)

    def add_to(self, form: SettingForm) -> None:
        """Takes its place in the form."""
        form.add_setting("Certificate", self.certificate)
        form.add_setting(
            "Private key", self.key, "Both as PEM, the key without a password. Renewed files are taken up within a minute."
        )
        self.now = form.add_note()
        form.add_setting("", self.plain)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on; after the form has put it on."""
        self._theme = theme
        self._tell(self.now.text(), is_wrong=self._is_wrong)

    def look(self) -> None:
        """Shows what is in force, when it is another than before: what is half chosen stays."""
        settings = self._saver.settings
        in_force = settings.tls_certificate, settings.tls_key
        self.plain.setVisible(any(in_force))
        if in_force == self._shown or self._asked is not None or self._saver.is_saving("tls_key"):
            return
        self._shown = in_force
        self.certificate.show_path(in_force[0])
        self.key.show_path(in_force[1])
        if any(in_force):
            self._ask(in_force)
        else:
            self._tell(_PLAIN, is_wrong=False)

    def stop(self) -> None:
        """Hears of no answer any more."""
        self._question.stop()

    def _settle(self) -> None:
        pair = self.certificate.path, self.key.path
        if self._asked is not None:
            return
        if all(pair):
            self._ask(pair)
        elif any(pair):
            self._tell(_OTHER_FILE.format(what="its key" if pair[0] else "the certificate that it belongs to"), is_wrong=False)
        else:
            self._keep(pair)

    def _drop(self) -> None:
        for field in (self.certificate, self.key):
            field.show_path("")
        self._keep(("", ""))

    def _ask(self, pair: tuple[str, str]) -> None:
        self._asked = pair
        self._tell(_LOOKING, is_wrong=False)
        self._question.ask(
            lambda: self._receiving.look_at_certificate(*pair), self._found, lambda problem: self._failed(str(problem))
        )

    def _found(self, finding: "TlsFinding") -> None:
        pair, self._asked = self._asked, None
        if finding.problem or finding.valid_until is None or pair is None:
            self._tell(finding.problem, is_wrong=True)
        else:
            self._tell(_VALID.format(day=finding.valid_until.day, month=f"{finding.valid_until:%B %Y}"), is_wrong=False)
            self._keep(pair)
        now = self.certificate.path, self.key.path
        if now != pair:  # chosen meanwhile
            self._settle()

    def _failed(self, sentence: str) -> None:
        self._asked = None
        self._tell(sentence, is_wrong=True)

    def _keep(self, pair: tuple[str, str]) -> None:
        settings = self._saver.settings
        if not any(pair):
            self._tell(_PLAIN, is_wrong=False)
        if pair != (settings.tls_certificate, settings.tls_key):
            self._shown = pair
            self._saver.save(tls_certificate=pair[0], tls_key=pair[1])

    def _tell(self, sentence: str, *, is_wrong: bool) -> None:
        self._is_wrong = is_wrong
        self.now.setText(visible(sentence, 600))
        self.now.setVisible(bool(sentence))
        self.now.setStyleSheet(f"color: {(self._theme.error if is_wrong else self._theme.secondary).name()}")
