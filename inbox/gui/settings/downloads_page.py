"""The page of the settings that says what is downloaded, when, and how fast."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.segments import Segments
from inbox.gui.widgets.setting_fields import NumberField, PatternsField
from inbox.gui.widgets.setting_form import SettingForm, scrolled
from inbox.storage.settings.settings import Settings

_MEGABYTES = 1_000
_RULES = {"Everything": "all", "Only what is verified": "verified", "Nothing": "click"}
_MEANS = {
    "all": "Each recording is downloaded as soon as Bandwidth has it, except what Bandwidth does not know.",
    "verified": "A recording is downloaded once Bandwidth, asked back by its id, has said that it knows it.",
    "click": "Only what you click is downloaded. Bandwidth deletes everything else after 30 days.",
}


class DownloadsPage(QWidget):
    """Shows the settings in force; each change is kept at once."""

    def __init__(
        self,
        theme: Theme,
        saver: SettingSaver,
        *,
        pause_all: Callable[[bool], None] | None,
        resting: Callable[[], str | None],
        parent: QWidget | None = None,
    ) -> None:
        """``resting`` gives the sentence why nothing is downloaded at the moment; ``pause_all`` None: there is no pausing."""
        super().__init__(parent)
        self._saver, self._resting = saver, resting
        self.rule = Segments("Downloaded without a click", tuple(_RULES))
        self.names = PatternsField("any, for example: Board *, Interview *")
        self.tags = PatternsField("any, for example: billing, dispute")
        self.metered = CheckBox("Also on a metered network")
        self.paused = CheckBox("Pause all downloads")
        self.parallel = NumberField(1, 16, "")
        self.speed = NumberField(0, 10_000_000, "kB/s", nothing="No limit")
        self.largest = NumberField(0.01, 100, "GB", decimals=2)
        self.warning = NumberField(0, 30, "days before", one="day before", nothing="Never")
        self.form = SettingForm(theme)
        self._compose(pause_all is not None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.form))
        self.show_settings(saver.settings)
        self._connect(pause_all)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.form.set_theme(theme)

    def look(self) -> None:
        """Shows what is in force, and why nothing is downloaded at the moment."""
        self.show_settings(self._saver.settings)
        why = self._resting() or ""
        self.now.setText(visible(why, 600))
        self.now.setVisible(bool(why))

    def show_settings(self, settings: Settings) -> None:
        """Follows the settings in force."""
        rule = settings.download_rule if settings.download_automatically else "click"
        self.rule.choose(next(word for word, value in _RULES.items() if value == rule))
        self._means.setText(_MEANS[rule])
        self.names.show_patterns(settings.download_names)
        self.tags.show_patterns(settings.download_tags)
        for field in (self.names, self.tags, self.metered):
            field.setEnabled(rule != "click")
        self.metered.setChecked(settings.download_on_metered)
        self.paused.setChecked(settings.downloads_paused)
        self.parallel.show_value(settings.parallel_downloads)
        self.speed.show_value(settings.download_kilobytes_per_second)
        self.largest.show_value(settings.largest_media_megabytes / _MEGABYTES)
        self.warning.show_value(settings.expiry_warning_days)

    def _compose(self, can_pause: bool) -> None:
        form = self.form
        form.add_section("What is downloaded without a click")
        self._means = form.add_setting("Download", self.rule, _MEANS["all"])
        form.add_setting("Only these conferences", self.names)
        form.add_setting(
            "Or these tags",
            self.tags,
            "Commas between them; * stands for any letters, ? for one. Where both are given, one that fits is enough.",
        )
        form.add_setting("", self.metered, "Mobile data, or a network that is marked as metered in the system's settings.")
        form.add_section("How")
        form.add_setting("At a time", self.parallel)
        form.add_setting("All together at most", self.speed)
        form.add_setting("One file at most", self.largest, "Where the event does not say how long the recording is.")
        if can_pause:
            form.add_setting("", self.paused, "What you click is downloaded all the same, and what was begun goes on later.")
        self.now = form.add_note()
        form.add_section("Before Bandwidth deletes it")
        form.add_setting("Warn me", self.warning, "When something that is not downloaded is about to be deleted at Bandwidth.")

    def _connect(self, pause_all: Callable[[bool], None] | None) -> None:
        save = self._saver.save
        self.rule.chosen.connect(self._choose_rule)
        self.names.settled.connect(lambda patterns: save(download_names=patterns))
        self.tags.settled.connect(lambda patterns: save(download_tags=patterns))
        self.metered.clicked.connect(lambda is_on: save(download_on_metered=is_on))
        self.parallel.settled.connect(lambda value: save(parallel_downloads=int(value)))
        self.speed.settled.connect(lambda value: save(download_kilobytes_per_second=int(value)))
        self.largest.settled.connect(lambda size: save(largest_media_megabytes=round(size * _MEGABYTES)))
        self.warning.settled.connect(lambda value: save(expiry_warning_days=int(value)))
        if pause_all is not None:
            self.paused.clicked.connect(pause_all)

    def _choose_rule(self, word: str) -> None:
        rule, settings = _RULES[word], self._saver.settings
        self._means.setText(_MEANS[rule])
        if rule != (settings.download_rule if settings.download_automatically else "click"):
            self._saver.save(download_rule=rule, download_automatically=True)
