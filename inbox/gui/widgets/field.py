"""A value with its name, as a form or the details show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A name, a value that is safe to look at, and more of it for the tool tip."""

    name: str
    value: str
    more: str = ""
    is_mono: bool = False
    """Ids and addresses, which are compared letter by letter."""
    is_shown: bool = True
    """False for what a recording of this kind, a conference's or a call's, does not have."""
