"""A command's own parser: options may stand anywhere between its words, as in ``downloads pause --data-dir DIR ID``."""

import argparse
from collections.abc import Sequence
from typing import Any


class MixedWords(argparse.ArgumentParser):
    """argparse alone takes a list of words that may be empty for complete at the first option that follows a word."""

    _is_inside = False

    def parse_known_args(  # type: ignore[override]  # the overloads of typeshed say the same at length
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """What argparse gives, first of the options and then of the words; with ``--`` among them, all in their order."""
        has_commands = any(action.nargs == argparse.PARSER for action in self._actions)
        if self._is_inside or has_commands or "--" in (args or ()):
            return super().parse_known_args(args, namespace)
        self._is_inside = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_inside = False
