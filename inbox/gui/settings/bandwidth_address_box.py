"""Where Bandwidth is: its production or its test environment, or addresses of one's own. What is chosen holds at once."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy

from inbox.domain.environments import ADDRESSES, Environment, environment_of
from inbox.domain.identifiers import base_address_problem
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.segments import Segments
from inbox.gui.widgets.setting_form import SettingForm

_WORDS = {"Production": Environment.PRODUCTION, "Test": Environment.TEST, "Own addresses": Environment.OWN}
_FIXED = "Set in the environment (INBOX_VOICE_URL, INBOX_TOKEN_URL), so they are changed there."
_LONGEST = 2_000


class BandwidthAddressBox(QObject):
    """The controls, for a form to take in; ``is_fixed``: they show only."""

    def __init__(self, saver: SettingSaver, *, is_fixed: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._saver, self._is_fixed = saver, is_fixed
        self._is_saving = False
        self.environment = Segments("Bandwidth's environment", tuple(_WORDS))
        self.voice, self.token = QLineEdit(), QLineEdit()
        for field, name in ((self.voice, "Address of the Voice API"), (self.token, "Address of the sign-in")):
            field.setAccessibleName(name)
            field.setMaxLength(_LONGEST)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            field.editingFinished.connect(self._settle)
        self.environment.setEnabled(not is_fixed)
        self._problem = QLabel()
        self._show_kept()
        self.environment.chosen.connect(self._choose)
        saver.saved.connect(self._saved)
        saver.failed.connect(lambda _sentence: self._saved())

    def add_to(self, form: SettingForm) -> None:
        """Puts the controls on a page."""
        form.add_setting("Environment", self.environment, _FIXED if self._is_fixed else "")
        form.add_setting("Voice API", self.voice)
        form.add_setting("Sign-in", self.token)
        self._problem = form.add_note()

    @property
    def addresses(self) -> tuple[str, str]:
        """The Voice API's base address and the sign-in's address, as they stand in the fields."""
        return self.voice.text().strip(), self.token.text().strip()

    def look(self) -> None:
        """Shows what is in force, unless the person is typing, or has just chosen something else."""
        if not self._is_saving and not any(field.hasFocus() and field.isModified() for field in (self.voice, self.token)):
            self._show_kept()

    def _show_kept(self) -> None:
        settings = self._saver.settings
        kept = settings.voice_url, settings.token_url
        if kept != self.addresses and self._why_not() is None:
            self.voice.setText(kept[0])
            self.token.setText(kept[1])
        environment = environment_of(*kept)
        is_own = environment is Environment.OWN or _WORDS[self.environment.word] is Environment.OWN
        if not is_own:
            self.environment.choose(next(word for word, value in _WORDS.items() if value is environment))
        elif environment is Environment.OWN:
            self.environment.choose("Own addresses")
        self._open(is_own)

    def _choose(self, word: str) -> None:
        environment = _WORDS[word]
        self._open(environment is Environment.OWN)
        if environment in ADDRESSES:
            voice_url, token_url = ADDRESSES[environment]
            self.voice.setText(voice_url)
            self.token.setText(token_url)
            self._settle()
        else:
            self.voice.setFocus()

    def _open(self, is_own: bool) -> None:
        for field in (self.voice, self.token):
            field.setReadOnly(self._is_fixed or not is_own)

    def _settle(self) -> None:
        why_not = self._why_not()
        self._problem.setText(f"That address cannot be used: {why_not}." if why_not is not None else "")
        self._problem.setVisible(why_not is not None)
        settings, (voice_url, token_url) = self._saver.settings, self.addresses
        is_new = (voice_url, token_url) != (settings.voice_url, settings.token_url)
        if why_not is None and voice_url and token_url and is_new and not self._is_fixed:
            self._is_saving = True
            self._saver.save(voice_url=voice_url, token_url=token_url)

    def _saved(self) -> None:
        self._is_saving = False
        self.look()

    def _why_not(self) -> str | None:
        """Why what stands in the fields cannot be kept; None when it can, or when nothing stands there yet."""
        return next((why for address in self.addresses if address and (why := base_address_problem(address)) is not None), None)
