"""The tags that the person gives to recordings."""

import unicodedata

LONGEST_TAG = 64
"""Signs; what is longer is cut."""
MOST_TAGS = 50
"""So many a recording may have."""


def tidy_tag(text: str) -> str:
    """A tag as it is kept: one line, single spaces, no comma, which stands between tags; empty when nothing is left."""
    words = unicodedata.normalize("NFC", text).replace(",", " ").split()
    return " ".join(words)[:LONGEST_TAG].rstrip()


def tag_key(tag: str) -> str:
    """What two tags have in common that are one: case does not matter."""
    return tidy_tag(tag).casefold()
