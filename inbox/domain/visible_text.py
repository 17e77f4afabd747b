"""Text from outside made safe to look at: what could deceive the eye is shown as a visible escape."""

import unicodedata

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(text: str, limit: int = 300) -> str:
    """``text`` on one line, with controls, bidi and zero-width characters as ``\\u202e``, cut to ``limit`` characters."""
    cut = text[:limit]
    shown = cut if cut.isascii() and cut.isprintable() else "".join(_escape(character) for character in cut)
    return shown + "…" if len(text) > limit else shown


def _escape(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN_CATEGORIES:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
