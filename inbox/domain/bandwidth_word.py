"""What Bandwidth itself said of a recording, asked by its ids, which outranks the word of an event: those are not signed."""

from datetime import datetime
from typing import Any

import orjson

from inbox.domain.identifiers import RecordingIds
from inbox.domain.recording import why_nothing_to_download
from inbox.domain.times import parse_time


def properties_of(metadata: str | None) -> dict[str, Any]:
    """What ``metadata`` says (JSON as Bandwidth gave it: an object, or an array of one); nothing when it is neither."""
    try:
        value = orjson.loads(metadata) if metadata else None
    except orjson.JSONDecodeError:
        value = None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else {}


def why_nothing(
    status: str | None, media_url: str | None, ids: RecordingIds, metadata: str | None, *, is_verified: bool
) -> str | None:
    """As `why_nothing_to_download` for what events say, where Bandwidth itself, as far as it was asked, does not know better.

    ``is_verified``: Bandwidth knows the recording, be it from a list, of which no metadata is kept.
    """
    told = why_nothing_to_download(status, media_url, ids)
    if told is None or ids.unusable():
        return told
    if metadata is None:
        return None if is_verified else told
    said = properties_of(metadata)
    status = _text(said.get("status"))
    return why_nothing_to_download(status, _text(said.get("mediaUrl")), ids) if status is not None else told


def made_at(metadata: str | None) -> datetime | None:
    """When the recording ended, or else began, by Bandwidth's own word."""
    said = properties_of(metadata)
    return parse_time(said.get("endTime")) or parse_time(said.get("startTime"))


def name_and_tag(metadata: str | None) -> tuple[str | None, str | None]:
    """The name and the tag that Bandwidth itself gives, as far as it does."""
    said = properties_of(metadata)
    return _text(said.get("name")), _text(said.get("tag"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
