"""What is kept beside a file when it was downloaded: where it is silent, and a line of its history."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from inbox.domain.history import HistoryKind, chain_problem
from inbox.domain.sound.sound_map import SoundMap
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.review.history import History
from inbox.storage.review.sound_maps import SoundMaps

SOUND = SoundMap(((0.0, 1.0),), (), 4.0)


@pytest.fixture
def finish(database: Database) -> Callable[..., None]:
    """Claims and downloads a recording, with a file whose bytes have this number."""
    downloads = Downloads(database)

    def finish(row: int, number: int, sound: SoundMap | None = None) -> None:
        downloads.ask([row], now())
        assert downloads.claim("me", now(), timedelta(minutes=1), [row]) is not None
        downloads.finished(
            row, "me", media_name=f"{row}-{number:016x}.wav", media_bytes=44, sha256=f"{number:064x}", media_format="wav",
            media_seconds=4.0, peaks=None, sound=sound,
        )  # fmt: skip

    return finish


def test_the_history_tells_of_each_file(database: Database, deliver: Callable[..., Any], finish: Callable[..., None]) -> None:
    row = deliver().recording_row
    finish(row, 1)
    received, downloaded = History(database).entries(row)
    assert (received.kind, downloaded.kind) == (HistoryKind.RECEIVED, HistoryKind.DOWNLOADED)
    assert downloaded.detail == {"bytes": 44, "format": "wav", "seconds": 4.0, "sha256": f"{1:064x}"}
    assert chain_problem([received.line, downloaded.line], downloaded.hash) is None


def test_what_a_new_file_says_takes_the_place_of_what_the_old_one_said(
    database: Database, deliver: Callable[..., Any], finish: Callable[..., None]
) -> None:
    row, maps = deliver().recording_row, SoundMaps(database)
    finish(row, 1, SOUND)
    assert maps.read(row) == SOUND
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET download_status = 'waiting', media_name = NULL")
    finish(row, 2)
    assert maps.read(row) is None
    assert [entry.kind.value for entry in History(database).entries(row)] == ["received", "downloaded", "downloaded"]


def test_a_file_that_comes_twice_is_told_of_once(
    database: Database, deliver: Callable[..., Any], finish: Callable[..., None]
) -> None:
    row = deliver().recording_row
    finish(row, 1)
    Downloads(database).finished(
        row, "another", media_name=f"{row}-{9:016x}.wav", media_bytes=44, sha256=f"{9:064x}", media_format="wav",
        media_seconds=4.0, peaks=None,
    )  # fmt: skip
    assert len(History(database).entries(row)) == 2
