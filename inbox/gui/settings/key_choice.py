"""What becomes of the keys when the person gives an action another one: no key is for two actions."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence

from inbox.domain.chosen_keys import keys_line, keys_of
from inbox.gui.frame.actions import Action, Actions, Place

_MOVES_ABOUT = frozenset({"Tab", "Shift+Tab", "Backtab", "Return", "Enter", "Up", "Down", "Esc"})
"""Keys that take the keyboard about the window, which nobody can do without."""


class KeyChoice:
    """The keys of all actions as the person wants them: `lines` is what the settings keep."""

    def __init__(self, actions: Actions, lines: Sequence[str]) -> None:
        self._actions = {action.name: action for action in actions.all}
        self._chosen = keys_of(lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """As the setting ``keys`` has them; only those that are not as they come."""
        return tuple(keys_line(name, keys) for name, keys in self._chosen.items())

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action. Raises KeyError when there is no such action."""
        return self._chosen.get(name, self._actions[name].keys)

    def is_own(self, name: str) -> bool:
        """Whether the person chose its keys."""
        return name in self._chosen

    def why_not(self, name: str, key: str) -> str:
        """A sentence: why this action cannot have this key; empty when it can."""
        if key in _MOVES_ABOUT:
            return f"{_native(key)} is needed to get about the window. Choose another key."
        if key == "Space" and self._actions[name].place is Place.WINDOW:
            return "The space bar presses buttons wherever the keyboard is. Choose another key."
        return ""

    def give(self, name: str, key: str, *, beside: bool = False) -> str:
        """Gives ``name`` the key, in the place of those it has or ``beside`` them. Says what became of it, as a sentence."""
        keys = (*self.keys(name), key) if beside and key not in self.keys(name) else (key,)
        losers = self._take_from_others(name, (key,))
        self._choose(name, self.keys(name) if beside and key in self.keys(name) else keys)
        return f"{_native(key)} is for “{self._actions[name].text}” now.{self._told(losers)}"

    def take_all(self, name: str) -> str:
        """Leaves it without a key."""
        self._choose(name, ())
        return f"“{self._actions[name].text}” has no key now."

    def reset(self, name: str) -> str:
        """Gives it the keys that it came with, also where another has them by now."""
        self._chosen.pop(name, None)
        losers = self._take_from_others(name, self._actions[name].keys)
        return f"“{self._actions[name].text}” has its own keys again.{self._told(losers)}"

    def reset_all(self) -> str:
        """Every key as it comes."""
        self._chosen.clear()
        return "All keys are as they come."

    def _choose(self, name: str, keys: Sequence[str]) -> None:
        if tuple(keys) == self._actions[name].keys:
            self._chosen.pop(name, None)
        else:
            self._chosen[name] = tuple(keys)

    def _take_from_others(self, name: str, keys: Sequence[str]) -> list[Action]:
        taken, losers = {_same(key) for key in keys}, []
        for other in self._actions.values():
            left = tuple(key for key in self.keys(other.name) if _same(key) not in taken)
            if other.name != name and left != self.keys(other.name):
                self._choose(other.name, left)
                losers.append(other)
        return losers

    def _told(self, losers: Sequence[Action]) -> str:
        said = ""
        for loser in losers:
            left = ", ".join(_native(key) for key in self.keys(loser.name))
            said += f" “{loser.text}” {f'is left with {left}' if left else 'has no key any more'}."
        return said


def native_keys(keys: Sequence[str]) -> tuple[str, ...]:
    """As the person's system writes them."""
    return tuple(_native(key) for key in keys)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key


def _same(key: str) -> str:
    """One text for each key, however it is written."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText) or key
