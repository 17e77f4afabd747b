"""The page of the settings for the window itself: its colours, and what a click does."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inbox.gui.look.theme import THEME_CHOICES, Theme
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.segments import Segments
from inbox.gui.widgets.setting_form import SettingForm, scrolled
from inbox.storage.settings.settings import Settings

_CHOICES = {word: choice for choice, word in THEME_CHOICES.items()}


class WindowPage(QWidget):
    """Shows the settings in force; each change is kept at once."""

    def __init__(self, theme: Theme, saver: SettingSaver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saver = saver
        self.theme = Segments("Theme", tuple(_CHOICES))
        self.plays = CheckBox("A click plays")
        self.form = SettingForm(theme)
        self.form.add_section("How it looks")
        self.form.add_setting("Theme", self.theme)
        self.form.add_section("What a click does")
        self.form.add_setting("", self.plays, "Otherwise a click selects, and Enter or a double click plays.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.form))
        self.show_settings(saver.settings)
        self.theme.chosen.connect(self._choose)
        self.plays.clicked.connect(lambda is_on: saver.save(click_plays=is_on))

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.form.set_theme(theme)

    def look(self) -> None:
        """Shows what is in force."""
        self.show_settings(self._saver.settings)

    def show_settings(self, settings: Settings) -> None:
        """Follows the settings in force, but for what is just being kept."""
        if not self._saver.is_saving("theme"):
            self.theme.choose(THEME_CHOICES[settings.theme])
        if not self._saver.is_saving("click_plays"):
            self.plays.setChecked(settings.click_plays)

    def _choose(self, word: str) -> None:
        if _CHOICES[word] != self._saver.settings.theme or self._saver.is_saving("theme"):
            self._saver.save(theme=_CHOICES[word])
