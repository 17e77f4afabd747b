"""The ``Link`` header (RFC 8288): where the next page of a list is."""

import re

_LINK = re.compile(r'<(?P<target>[^<>]*)>(?P<parameters>(?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]*))?)*)')
_PARAMETER = re.compile(r';\s*(?P<name>[^\s=;,"]+)(?:\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s";,]*)))?')
_LONGEST = 16_384


def next_link(value: str | None) -> str | None:
    """What the header's link of the relation ``next`` points to, as it stands there, perhaps relative; None when it has none."""
    if not value or len(value) > _LONGEST:
        return None
    for link in _LINK.finditer(value):
        for parameter in _PARAMETER.finditer(link["parameters"]):
            if parameter["name"].lower() == "rel":  # the first one counts
                words = (parameter["quoted"] if parameter["bare"] is None else parameter["bare"]) or ""
                if "next" in words.lower().split():
                    return link["target"].strip() or None
                break
    return None
