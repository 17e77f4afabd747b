"""What the rows' menu has for judging: stars, a tag, the trash, and the way back; each with the key that does the same."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from inbox.gui.frame.actions import Actions
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme

_STARS = tuple(f"stars_{count}" for count in (5, 4, 3, 2, 1, 0))


def keyed(text: str, name: str, actions: Actions | None) -> str:
    """``text`` with the key of an action behind it, as menus have it."""
    if actions is None or all(action.name != name for action in actions.all):
        return text
    keys = actions.keys(name)
    return f"{text}\t{keys[0]}" if keys else text


def add_judging(menu: QMenu, actions: Actions, theme: Theme, act: Callable[[str], object] | None = None) -> None:
    """Adds what there are actions for; ``act`` does one by its name, where not as its key would."""
    known = {action.name: action for action in actions.all}
    if set(_STARS) <= set(known):
        stars = menu.addMenu(icon("star", theme), "Stars")
        for name in _STARS:
            _add(stars, known[name].text, name, actions, act)
    if "tag" in known:
        _add(menu, "Tag…", "tag", actions, act).setIcon(icon("note", theme))


def add_deleting(menu: QMenu, count: int, actions: Actions, theme: Theme) -> None:
    """Adds, at the end of the menu, the trash (where there may be files: ``count`` recordings) and the way back."""
    known = {action.name for action in actions.all}
    if count and "delete_file" in known:
        what = "Move the file to the trash" if count == 1 else "Move the files to the trash"
        _add(menu, what, "delete_file", actions).setIcon(icon("trash", theme))
    if "undo" in known:
        _add(menu, "Undo what was done last", "undo", actions).setIcon(icon("undo", theme))


def _add(menu: QMenu, text: str, name: str, actions: Actions, act: Callable[[str], object] | None = None) -> QAction:
    return menu.addAction(keyed(text, name, actions), lambda: (act or actions.trigger)(name))
