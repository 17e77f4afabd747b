"""Names for exported files: by a template of the person's, safe on every system whatever the recording is called."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, tzinfo

from inbox.domain.recording import Recording

LONGEST_NAME = 100
"""Bytes, without the extension: a folder and a file of that name in it stay within the 260 that some systems allow a path."""

_FIELD = re.compile(r"\{([a-z_]+)\}")
_BRACES = re.compile(r"\{[^{}]*\}")
_KNOWN_ENDINGS = frozenset({".wav", ".mp3", ".ogg", ".flac", ".m4a", ".aac", ".opus", ".gsm", ".csv", ".json", ".zip"})
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])", re.IGNORECASE)

_FIELDS: dict[str, Callable[[Recording, datetime], str | None]] = {
    "date": lambda _recording, began: began.strftime("%Y-%m-%d"),
    "time": lambda _recording, began: began.strftime("%H-%M"),
    "name": lambda recording, _began: recording.title,
    "id": lambda recording, _began: recording.recording_id,
    "conference": lambda recording, _began: recording.conference_id or recording.call_id,
    "account": lambda recording, _began: recording.account_id,
    "tag": lambda recording, _began: recording.tag,
    "from": lambda recording, _began: recording.from_number,
    "to": lambda recording, _began: recording.to_number,
    "status": lambda recording, _began: recording.status,
    "review": lambda recording, _began: recording.review_status.value,
}

FIELDS = tuple(_FIELDS)
"""What may stand in braces in a template; what is not among them stays as it is written."""


def name_of(recording: Recording, template: str, zone: tzinfo | None = None) -> str:
    """The name, without an extension, that ``template`` gives to a recording; times are of ``zone``, None: of this computer."""
    began = (recording.started_at or recording.first_seen_at).astimezone(zone)

    def value(match: re.Match[str]) -> str:
        field = _FIELDS.get(match[1])
        return match[0] if field is None else field(recording, began) or ""

    return safe_name(_FIELD.sub(value, template))


def unknown_fields(template: str) -> tuple[str, ...]:
    """What stands in braces there and means nothing, with its braces."""
    return tuple(dict.fromkeys(found for found in _BRACES.findall(template) if found[1:-1] not in _FIELDS))


def ending_in(name: str, extension: str) -> str:
    """``name`` with the ending that says what the file is, e.g. ``wav``: after it, or in place of one of another kind."""
    stem, dot, last = name.rpartition(".")
    if dot and stem and last.lower() == extension:
        return name
    return f"{stem if dot and stem and f'.{last.lower()}' in _KNOWN_ENDINGS else name}.{extension}"


def safe_name(text: str, longest: int = LONGEST_NAME) -> str:
    """``text`` as a name of a file on any system: no separators, controls, device names; at most ``longest`` bytes."""
    signs = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", text))
    shown = "".join(" " if sign.isspace() else sign for sign in signs if sign.isspace() or not _is_hidden(sign))
    name = _cut(_trimmed(" ".join(shown.split())), longest)
    if name.startswith(("-", "~")) or _DEVICE.fullmatch(name.partition(".")[0].rstrip()):
        name = _cut(f"_{name}", longest)
    return name or "recording"


class NamesInUse:
    """Names of one folder, none twice: not even where case, or the way in which accents are written, is all that differs."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def one_more(self, name: str) -> str:
        """``name``, or, when it is taken, ``name (2)`` and so on."""
        key, given = _key(name), name
        while _key(given) in self._taken:
            self._counts[key] = number = self._counts.get(key, 1) + 1
            given = f"{name} ({number})"
        self._taken.add(_key(given))
        return given


def _key(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold()


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in _HIDDEN_CATEGORIES


def _trimmed(name: str) -> str:
    return name.lstrip(" .").rstrip(" .")


def _cut(name: str, longest: int) -> str:
    return _trimmed(name.encode()[:longest].decode(errors="ignore"))
