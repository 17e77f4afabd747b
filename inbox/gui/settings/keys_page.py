"""The page of the settings where the person gives actions other keys, by pressing them."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from inbox.gui.frame.actions import Actions, Group
from inbox.gui.look.theme import Theme
from inbox.gui.settings.key_choice import KeyChoice, native_keys
from inbox.gui.settings.key_recorder import KeyRecorder
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.form_parts import small_button
from inbox.gui.widgets.key_chips import NO_KEY, shown_keys
from inbox.gui.widgets.line_model import LineColumn, LineModel
from inbox.gui.widgets.line_table import LineTable
from inbox.gui.widgets.setting_form import SettingForm, scrolling

_LEAST_HEIGHT = 150


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    text: str
    group: str
    keys: str
    is_own: bool


_COLUMNS = (
    LineColumn("What it does", lambda line: line.text, 0),
    LineColumn("Where", lambda line: line.group, 150, is_quiet=True),
    LineColumn("Keys", lambda line: line.keys, 110, roomy_width=240),
    LineColumn("", lambda line: "changed" if line.is_own else "", 78, is_quiet=True),
)


class KeysPage(QWidget):
    """Lists every action with its keys; what is chosen holds at once."""

    said = Signal(str)
    """A sentence: what became of what the person chose."""

    def __init__(self, theme: Theme, saver: SettingSaver, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saver, self._actions = saver, actions
        self._unsaved: tuple[str, ...] | None = None
        self._beside = False
        self.form = SettingForm(theme)
        self.media_keys = CheckBox("Follow the media keys of the desktop, and show there what plays")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find an action or a key")
        self.filter.setAccessibleName("Find an action or a key")
        self.filter.setMaxLength(80)
        self.filter.setClearButtonEnabled(False)
        self.model = LineModel(_COLUMNS, lambda line: line.name, self)
        self.table = LineTable(self.model, theme, "Actions and their keys")
        self.change, self.add = small_button("Press another key…"), small_button("Add a key…")
        self.none, self.reset, self.reset_all = small_button("No key"), small_button("As it came"), small_button("Reset all keys")
        self.recorder = KeyRecorder(theme)
        self._choice = KeyChoice(actions, saver.settings.keys)
        self._lower = QStackedWidget()
        self._compose()
        self._connect()
        self.look()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.form.set_theme(theme)
        self.table.set_theme(theme)
        self.recorder.set_theme(theme)

    def look(self) -> None:
        """Shows what is in force, unless something is being kept at this moment."""
        self.media_keys.setChecked(self._saver.settings.media_keys)
        if self._unsaved is None:
            self._choice = KeyChoice(self._actions, self._saver.settings.keys)
        self._show()

    def _compose(self) -> None:
        self.form.add_section(
            "Keys",
            "Choose an action and press the key that you want for it. Foot pedals that send keys, and media keys, count as well."
            " No key is for two actions: the one that had it gives it up.",
        )
        self.form.add_setting("", self.media_keys, "So they work while another program is in front.")
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in (self.change, self.add, self.none, self.reset):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.reset_all)
        self._lower.addWidget(buttons)
        self._lower.addWidget(self.recorder)
        self._lower.setFixedHeight(self.recorder.height())
        self.table.setMinimumHeight(_LEAST_HEIGHT)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 22, 28, 16)
        column.setSpacing(10)
        column.addWidget(self.form, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        column.addWidget(self._lower)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))

    def _connect(self) -> None:
        self.media_keys.clicked.connect(lambda is_on: self._saver.save(media_keys=is_on))
        self.filter.textChanged.connect(lambda _text: self._show())
        self.table.chosen.connect(lambda _row: self._offer())
        self.table.opened.connect(lambda _row: self._listen(beside=False))
        self.change.clicked.connect(lambda: self._listen(beside=False))
        self.add.clicked.connect(lambda: self._listen(beside=True))
        self.none.clicked.connect(lambda: self._keep(self._choice.take_all(self._name())))
        self.reset.clicked.connect(lambda: self._keep(self._choice.reset(self._name())))
        self.reset_all.clicked.connect(lambda: self._keep(self._choice.reset_all()))
        self.recorder.recorded.connect(self._take)
        self.recorder.given_up.connect(self._rest)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(lambda _sentence: self._saved())
        self._actions.changed.connect(self.look)

    def _name(self) -> str:
        """The action that is chosen; empty for none."""
        row = self.table.currentIndex().row()
        return self.model.values[row].name if 0 <= row < len(self.model.values) else ""

    def _listen(self, *, beside: bool) -> None:
        name = self._name()
        if name:
            self._beside = beside
            self._lower.setCurrentWidget(self.recorder)
            self.recorder.listen(next(action.text for action in self._actions.all if action.name == name))

    def _take(self, key: str) -> None:
        name = self._name()
        self._rest()
        if not name:
            return
        if why := self._choice.why_not(name, key):
            self.said.emit(why)
        else:
            self._keep(self._choice.give(name, key, beside=self._beside))

    def _rest(self) -> None:
        """Listens no more."""
        had_keyboard = self.recorder.hasFocus()
        self._lower.setCurrentIndex(0)
        if had_keyboard:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self, sentence: str) -> None:
        self._unsaved = self._choice.lines
        self._saver.save(keys=self._unsaved)
        self._show()
        self.said.emit(sentence)

    def _saved(self) -> None:
        """Something was kept, or could not be: keys are as the settings have them."""
        if self._unsaved is not None and self._saver.settings.keys != self._unsaved and self._saver.is_saving("keys"):
            return
        self._unsaved = None
        self._actions.refresh()

    def _show(self) -> None:
        order = list(Group)
        wanted = self.filter.text().strip().casefold()
        lines = []
        for action in sorted(self._actions.all, key=lambda action: order.index(action.group)):
            keys = ", ".join(shown_keys(native_keys(self._choice.keys(action.name)))) or NO_KEY
            if wanted in action.text.casefold() or wanted in keys.casefold():
                lines.append(_Line(action.name, action.text, action.group.value, keys, self._choice.is_own(action.name)))
        self.model.take(lines)
        if lines and not self._name():
            self.table.choose(0)
        self._offer()

    def _offer(self) -> None:
        """What can be done with the action that is chosen."""
        name = self._name()
        self.change.setEnabled(bool(name))
        self.add.setEnabled(bool(name))
        self.none.setEnabled(bool(name) and bool(self._choice.keys(name)))
        self.reset.setEnabled(bool(name) and self._choice.is_own(name))
        self.reset_all.setEnabled(bool(self._choice.lines))
