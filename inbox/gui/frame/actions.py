"""Everything that a key can do in the window: by name, with keys of the person's choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from inbox.domain.chosen_keys import keys_of


class Group(StrEnum):
    """Under which heading an action stands on the page of keys."""

    LISTENING = "Listening"
    JUDGING = "Judging and notes"
    LIST = "In the list"
    WINDOW = "In the window"


class Place(StrEnum):
    """Where the keys of an action count."""

    WINDOW = "window"
    """Wherever the keyboard is; a field that is being written into takes letters first."""
    LIST = "list"
    """Only while the keyboard is in the list: for plain keys that other parts need themselves (space, Enter, arrows)."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a key can do."""

    name: str
    """As the settings name it: small letters, digits, underscores."""
    text: str
    """What it does, as a few words."""
    group: Group
    keys: tuple[str, ...]
    """Unless the person chose others; as `QKeySequence` has them (``Ctrl+F``, ``Space``, ``?``, ``Media Play``)."""
    does: Callable[[], object]
    place: Place = Place.WINDOW
    repeats: bool = False
    """Whether it is done again and again while the key is held; most keys, and pedals above all, shall do a thing once."""
    yields: bool = False
    """Whether it leaves its keys to another action for which the person chose them."""


class Actions(QObject):
    """Holds the actions of one window, and makes their keys work."""

    changed = Signal()
    """An action came, or keys are others now."""

    def __init__(self, window: QWidget, list_widget: QWidget, chosen: Callable[[], Sequence[str]]) -> None:
        """``chosen`` gives the lines of the setting ``keys``; it is asked again by `refresh`."""
        super().__init__(window)
        self._places = {Place.WINDOW: window, Place.LIST: list_widget}
        self._chosen = chosen
        self._in_force = tuple(chosen())
        self._actions: dict[str, Action] = {}
        self._shortcuts: dict[str, list[QShortcut]] = {}

    @property
    def all(self) -> tuple[Action, ...]:
        """In the order in which they came."""
        return tuple(self._actions.values())

    def add(
        self,
        name: str,
        text: str,
        group: Group,
        keys: Sequence[str],
        does: Callable[[], object],
        place: Place = Place.WINDOW,
        *,
        repeats: bool = False,
        yields: bool = False,
    ) -> None:
        """Lets keys do something. Raises ValueError when there is an action of that name."""
        if name in self._actions:
            raise ValueError(f"there is an action {name} already")
        self._actions[name] = Action(name, text, group, tuple(keys), does, place, repeats, yields)
        self._bind(self._actions[name])
        self.changed.emit()

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys in force, as the person's system writes them; those that nobody understands are left out."""
        return tuple(shortcut.key().toString(QKeySequence.SequenceFormat.NativeText) for shortcut in self._shortcuts[name])

    def first_key(self, name: str) -> str:
        """For menus: the first of its keys in force; empty when it has none, or there is no such action."""
        return next(iter(self.keys(name)), "") if name in self._actions else ""

    def chosen_keys(self, name: str) -> tuple[str, ...]:
        """Its keys as the settings write them: those that the person chose, else its own. Raises KeyError for no action."""
        chosen, action = keys_of(self._chosen()), self._actions[name]
        if name in chosen or not action.yields:
            return chosen.get(name, action.keys)
        taken = {key for keys in chosen.values() for key in keys}
        return tuple(key for key in action.keys if key not in taken)

    def trigger(self, name: str) -> None:
        """Does it, as if its key had been pressed. Raises KeyError when there is no such action."""
        self._actions[name].does()

    def refresh(self) -> None:
        """The setting ``keys`` may be another now."""
        self._in_force = tuple(self._chosen())
        for action in self._actions.values():
            self._bind(action)
        self.changed.emit()

    def follow(self) -> None:
        """The setting ``keys`` may have been changed elsewhere, by hand in the file too; costs nothing when it was not."""
        if tuple(self._chosen()) != self._in_force:
            self.refresh()

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the keys that the person chose, as sentences."""
        chosen = keys_of(self._chosen())
        told = [f"There is no action “{name}”, so its keys do nothing." for name in chosen if name not in self._actions]
        for name, keys in chosen.items():
            told += [f"“{key}”, chosen for “{name}”, is no key." for key in keys if not is_key(key)]
        owners: dict[str, str] = {}
        for action in self._actions.values():  # a key of the list counts in the window as well: in the list it would be for both
            for key in self.keys(action.name):
                other = owners.setdefault(key, action.name)
                if other != action.name:
                    told.append(f"The key {key} is for “{other}” and for “{action.name}”, so it does neither.")
        return tuple(told)

    def _bind(self, action: Action) -> None:
        for shortcut in self._shortcuts.pop(action.name, ()):
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        in_list = action.place is Place.LIST
        context = Qt.ShortcutContext.WidgetShortcut if in_list else Qt.ShortcutContext.WindowShortcut
        bound = self._shortcuts[action.name] = []
        for key in dict.fromkeys(self.chosen_keys(action.name)):
            if is_key(key):
                shortcut = QShortcut(QKeySequence(key), self._places[action.place], context=context)
                shortcut.setAutoRepeat(action.repeats)
                shortcut.activated.connect(action.does)
                bound.append(shortcut)


def is_key(text: str) -> bool:
    """Whether ``text`` names a key, as `QKeySequence` has them."""
    sequence = QKeySequence(text)
    return not sequence.isEmpty() and sequence != QKeySequence(Qt.Key.Key_unknown)
