"""Which recordings are downloaded without a click."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from inbox.domain.recording import Recording
from inbox.domain.statuses import Verification


@dataclass(frozen=True, slots=True)
class Rules:
    """What the person wants downloaded without a click. A click is never asked about."""

    automatic: bool = True
    """Whether anything is."""
    verified_only: bool = False
    names: tuple[str, ...] = ()
    """Patterns of conference names: ``*`` stands for any letters, ``?`` for one; case does not matter."""
    tags: tuple[str, ...] = ()
    """The same for the tag. Where names are given too, one of both that fits is enough; where neither is, all fit."""


def rules_of(*, rule: str, automatic: bool, names: Sequence[str], tags: Sequence[str]) -> Rules:
    """The rules that the settings ``download_rule``, ``download_automatically``, ``download_names``, ``download_tags`` make."""
    return Rules(automatic and rule != "click", rule == "verified", tuple(names), tuple(tags))


def wanted(recording: Recording, rules: Rules) -> bool:
    """Whether it is downloaded without a click. What Bandwidth does not know never is."""
    if not rules.automatic or recording.verification is Verification.REFUTED:
        return False
    if rules.verified_only and recording.verification is not Verification.VERIFIED:
        return False
    if not rules.names and not rules.tags:
        return True
    return _fits(recording.name, rules.names) or _fits(recording.tag, rules.tags)


def _fits(text: str | None, patterns: Sequence[str]) -> bool:
    plain = _plain(text or "")
    # a bracket means itself: conferences are called “[Sales] weekly”, and nobody expects a set of letters there
    return any(fnmatchcase(plain, _plain(pattern).replace("[", "[[]")) for pattern in patterns)


def _plain(text: str) -> str:
    """Without what looks the same: case, the spelling of accents, blanks around."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()
