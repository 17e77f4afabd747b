"""Where downloaded recordings are silent, kept so that it is found once."""

import sqlite3
import struct

from inbox.domain.notes import from_milliseconds, to_milliseconds
from inbox.domain.sound.sound_map import VERSION, SoundMap, SpanOfTime
from inbox.storage.database import Database

_READ = """SELECT silences, gaps, duration_ms, floor_decibels, loudness_decibels FROM sound_maps
    WHERE recording_row = ? AND version = ?"""
_WRITE = """INSERT OR REPLACE INTO sound_maps (recording_row, silences, gaps, sounding_ms, duration_ms, floor_decibels,
    loudness_decibels, version) SELECT id, ?, ?, ?, ?, ?, ?, ? FROM recordings WHERE id = ?"""


class SoundMaps:
    """Safe from any thread; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, row: int) -> SoundMap | None:
        """None while it is not known, or was found in a way that is no longer ours."""
        with self._database.reading_rows() as cursor:
            return read_sound_map(cursor, row)

    def write(self, row: int, sound: SoundMap) -> None:
        """Keeps it, in place of an earlier one. Nothing when there is no such recording."""
        with self._database.writing_rows() as cursor:
            write_sound_map(cursor, row, sound)


def read_sound_map(cursor: sqlite3.Cursor, row: int) -> SoundMap | None:
    """`SoundMaps.read` within the caller's transaction."""
    found = cursor.execute(_READ, (row, VERSION)).fetchone()
    if found is None:
        return None
    silences, gaps, duration, floor, loudness = found
    return SoundMap(_spans(silences), _spans(gaps), from_milliseconds(duration), floor, loudness)


def write_sound_map(cursor: sqlite3.Cursor, row: int, sound: SoundMap) -> None:
    """`SoundMaps.write` within the caller's transaction."""
    sounding, duration = to_milliseconds(sound.sounding_seconds), to_milliseconds(sound.duration_seconds)
    decibels = sound.floor_decibels, sound.loudness_decibels
    cursor.execute(_WRITE, (_packed(sound.silences), _packed(sound.gaps), sounding, duration, *decibels, VERSION, row))


def forget_sound_map(cursor: sqlite3.Cursor, row: int) -> None:
    """Another file was downloaded; within the caller's transaction."""
    cursor.execute("DELETE FROM sound_maps WHERE recording_row = ?", (row,))


def _packed(spans: tuple[SpanOfTime, ...]) -> bytes:
    """Milliseconds, four bytes each, the lowest first."""
    edges = [to_milliseconds(edge) for span in spans for edge in span]
    return struct.pack(f"<{len(edges)}I", *edges)


def _spans(packed: bytes) -> tuple[SpanOfTime, ...]:
    edges = struct.unpack(f"<{len(packed) // 8 * 2}I", packed[: len(packed) // 8 * 8])
    return tuple((from_milliseconds(begin), from_milliseconds(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True))
