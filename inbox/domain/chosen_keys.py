"""Keys that the person chose, as the settings have them: ``note = T``, ``play = Space, Media Play``."""

import re
from collections.abc import Iterable

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_COMMA = re.compile(r"(?<![a-z])comma$", re.IGNORECASE)
_LONGEST_KEY = 40


def chosen_keys(line: str) -> tuple[str, tuple[str, ...]] | None:
    """The name of an action and its keys, none for an action that shall have none; None when it is of another form.

    A comma is written as ``Comma``, also in ``Ctrl+Comma``. Whether there are such an action and such keys is for the window
    to say.
    """
    name, equals, rest = line.partition("=")
    keys = tuple(key.strip() for key in rest.split(",") if key.strip())
    if not equals or not _NAME.fullmatch(name.strip()) or any(len(key) > _LONGEST_KEY for key in keys):
        return None
    return name.strip(), tuple(_COMMA.sub(",", key) for key in keys)


def keys_of(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The keys of each action that has chosen ones; of two lines for one action the last counts."""
    return dict(found for line in lines if (found := chosen_keys(line)) is not None)


def keys_line(name: str, keys: Iterable[str]) -> str:
    """The inverse of `chosen_keys`."""
    return f"{name} = {', '.join(key.removesuffix(',') + 'Comma' if key.endswith(',') else key for key in keys)}"
