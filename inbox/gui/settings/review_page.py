"""The page of the settings for listening and judging: who reviews, what reviewed means, the form, and how it is played."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from inbox.gui.look.theme import Theme
from inbox.gui.settings.questions_editor import QuestionsEditor
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.setting_fields import NumberField
from inbox.gui.widgets.setting_form import SettingForm, scrolled
from inbox.storage.settings.settings import Settings

_LONGEST_NAME = 100


class ReviewPage(QWidget):
    """Shows the settings in force; each change is kept at once."""

    def __init__(self, theme: Theme, saver: SettingSaver, account_name: str, parent: QWidget | None = None) -> None:
        """``account_name`` is who the person is where they say nothing else."""
        super().__init__(parent)
        self._saver = saver
        self.reviewer = NameField(account_name)
        self.needs = NumberField(0, 100, "% must be heard", nothing="Nothing need be heard")
        self.needs.setFixedWidth(180)
        self.questions = QuestionsEditor(theme)
        self.skip_over = NumberField(0.3, 10, "seconds", one="second", decimals=1)
        self.rewind = NumberField(0, 10, "seconds", one="second", nothing="Not at all", decimals=1)
        self.gap = NumberField(0, 60, "seconds", one="second", nothing="Nothing", decimals=1)
        self.remember = CheckBox("Go on where a recording was left")
        self.form = SettingForm(theme)
        self._compose()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.form))
        self.show_settings(saver.settings)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.form.set_theme(theme)
        self.questions.set_theme(theme)

    def look(self) -> None:
        """Shows what is in force."""
        self.show_settings(self._saver.settings)

    def show_settings(self, settings: Settings) -> None:
        """Follows the settings in force."""
        self.reviewer.show_name(settings.reviewer)
        self.needs.show_value(settings.reviewed_needs_percent)
        self.questions.show_questions(settings.review_questions)
        self.skip_over.show_value(settings.skip_silence_over)
        self.rewind.show_value(settings.rewind_on_pause)
        self.gap.show_value(settings.conference_gap_seconds)
        self.remember.setChecked(settings.remember_position)

    def _compose(self) -> None:
        form = self.form
        form.add_section("Judging")
        form.add_setting("Your name", self.reviewer, "Stands beside your notes and in the history of what you reviewed.")
        form.add_setting(
            "To be reviewed", self.needs, "Of what sounds: silence does not count. Until then a recording stays new or flagged."
        )
        form.add_section("Review form", "Questions that are asked of each recording, in its notes, and exported with the rest.")
        form.add_widget(self.questions)
        form.add_section("Listening")
        form.add_setting("Skip silences over", self.skip_over, "While “Skip silence” is switched on beside the player.")
        form.add_setting("A pause goes back", self.rewind, "So that the word that it cut is heard again.")
        form.add_setting("Left of a gap", self.gap, "Between the recordings of a conference that are played straight through.")
        form.add_setting("", self.remember)

    def _connect(self) -> None:
        save = self._saver.save
        self.reviewer.settled.connect(lambda name: save(reviewer=name))
        self.needs.settled.connect(lambda value: save(reviewed_needs_percent=int(value)))
        self.questions.settled.connect(lambda lines: save(review_questions=lines))
        self.skip_over.settled.connect(lambda value: save(skip_silence_over=value))
        self.rewind.settled.connect(lambda value: save(rewind_on_pause=value))
        self.gap.settled.connect(lambda value: save(conference_gap_seconds=value))
        self.remember.clicked.connect(lambda is_on: save(remember_position=is_on))


class NameField(QLineEdit):
    """The name of a person; what stands for none is shown in its place."""

    settled = Signal(str)
    """When the person leaves the field or presses Enter, and it is another than before."""

    def __init__(self, nobody: str) -> None:
        super().__init__()
        self._shown = ""
        self.setPlaceholderText(nobody)
        self.setMaxLength(_LONGEST_NAME)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._settle)

    def show_name(self, name: str) -> None:
        """Shows what is in force, unless the person is typing."""
        if name != self._shown and not (self.hasFocus() and self.isModified()):
            self._shown = name
            self.setText(name)

    def _settle(self) -> None:
        name = " ".join(self.text().split())
        if name != self._shown:
            self._shown = name
            self.setModified(False)
            self.settled.emit(name)
