"""Where recordings are silent, in a real inbox."""

from collections.abc import Callable
from typing import Any

from inbox.domain.sound.sound_map import SoundMap
from inbox.storage.database import Database
from inbox.storage.review.sound_maps import SoundMaps

SOUND = SoundMap(((0.0, 1.5), (80_000.25, 86_399.999)), ((0.5, 1.0),), 86_400.0, -62.5, -21.0)


def test_what_is_kept_is_read_again_to_the_millisecond(database: Database, deliver: Callable[..., Any]) -> None:
    row, maps = deliver().recording_row, SoundMaps(database)
    assert maps.read(row) is None
    maps.write(row, SOUND)
    assert maps.read(row) == SOUND
    silent = SoundMap((), (), 0.0)
    maps.write(row, silent)
    assert maps.read(row) == silent


def test_what_was_found_in_another_way_is_found_anew(database: Database, deliver: Callable[..., Any]) -> None:
    row, maps = deliver().recording_row, SoundMaps(database)
    maps.write(row, SOUND)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE sound_maps SET version = version - 1")
    assert maps.read(row) is None


def test_what_is_not_there_keeps_nothing(database: Database) -> None:
    SoundMaps(database).write(5, SOUND)
    assert SoundMaps(database).read(5) is None


def test_a_silence_that_takes_no_longer_is_not_worth_skipping() -> None:
    assert SOUND.longer_than(1.5) == ((80_000.25, 86_399.999),)
    assert round(SOUND.sounding_seconds, 3) == 79_998.751
