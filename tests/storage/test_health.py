import contextlib
import os
from collections.abc import Callable

import pytest
from storage.recovery.damage import asides, overwrite

from inbox.storage import health
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.health import Health
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.problems import StoreFailing

Deliver = Callable[..., object]


@pytest.mark.expects_log
def test_damage_that_nobody_met_is_found_at_the_start_and_mended(folder: DataFolder) -> None:
    with contextlib.closing(open_inbox(folder)) as database, database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO knocks VALUES ('malformed', 'a', '', ?, 0, 0, 1)", ("x" * 200_000,))
    overwrite(folder.database, folder.database.stat().st_size - 8 * 4096, 2 * 4096)
    with contextlib.closing(open_inbox(folder)) as database:
        Recordings(database).folder_counts()
        assert not database.is_damaged
        sentence = Health(database).look(at_start=True)
        assert sentence is not None
        assert "was damaged" in sentence
        assert database.check() is None
    assert len(asides(folder)) == 1


@pytest.mark.expects_log
def test_damage_that_somebody_met_is_mended_at_the_next_look(folder: DataFolder, database: Database) -> None:
    checker = Health(database)
    assert checker.look() is None
    database.close()
    overwrite(folder.database, 0, 4096)
    with pytest.raises(StoreFailing):
        Recordings(database).folder_counts()
    assert "was damaged" in str(checker.look())
    assert Recordings(database).folder_counts().inbox == 0
    assert checker.look() is None


def test_a_large_inbox_is_read_through_once_a_day(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SMALL_BYTES", 0)
    checks: list[str] = []
    check = Database.check

    def counted(self: Database) -> str | None:
        checks.append("")
        return check(self)

    monkeypatch.setattr(Database, "check", counted)
    for _ in range(3):
        assert Health(database).look(at_start=True) is None
    assert len(checks) == 1
    mark = database.path.with_name("inbox.checked")
    os.utime(mark, (mark.stat().st_mtime - 90_000,) * 2)
    Health(database).look(at_start=True)
    assert len(checks) == 2
    monkeypatch.setattr(health, "_SMALL_BYTES", 10**9)
    Health(database).look(at_start=True)
    assert len(checks) == 3
