from datetime import UTC, datetime, timedelta

from inbox.domain.knock import KnockEntry, KnockReason
from inbox.storage.database import Database
from inbox.storage.journal.knock_log import KnockLog

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def knock(peer: str, at: datetime = MORNING, *, reason: KnockReason = KnockReason.OTHER_PATH, path: str = "/a") -> KnockEntry:
    return KnockEntry(reason, peer, "", path, at, at, 1)


def test_the_same_visitor_turned_away_again_is_one_entry_with_a_count(database: Database) -> None:
    log = KnockLog(database)
    later = MORNING + timedelta(hours=1)
    log.add([knock("192.0.2.1"), knock("192.0.2.1", later, path="/wp-login.php")])
    log.add([knock("192.0.2.1", MORNING - timedelta(hours=1), path="/older")])
    (entry,) = log.entries()
    assert entry == KnockEntry(KnockReason.OTHER_PATH, "192.0.2.1", "", "/wp-login.php", MORNING - timedelta(hours=1), later, 3)


def test_who_was_seen_last_comes_first(database: Database) -> None:
    log = KnockLog(database)
    log.add([knock(f"192.0.2.{number}", MORNING + timedelta(minutes=number)) for number in (2, 3, 1)])
    assert [entry.peer for entry in log.entries()] == ["192.0.2.3", "192.0.2.2", "192.0.2.1"]
    assert [entry.peer for entry in log.entries(limit=1)] == ["192.0.2.3"]


def test_reasons_are_counted(database: Database) -> None:
    log = KnockLog(database)
    log.add([knock("a"), knock("b"), knock("c", reason=KnockReason.WRONG_CREDENTIALS)])
    assert log.counts() == {KnockReason.OTHER_PATH: 2, KnockReason.WRONG_CREDENTIALS: 1}


def test_a_scan_of_the_whole_internet_does_not_fill_the_disk(database: Database) -> None:
    log = KnockLog(database)
    for start in range(0, 2400, 400):
        log.add([knock(f"peer-{start + step}", MORNING + timedelta(seconds=start + step)) for step in range(400)])
    entries = log.entries(limit=5000)
    assert len(entries) == 1000
    assert entries[0].peer == "peer-2399"
    assert entries[-1].peer == "peer-1400"


def test_a_reason_of_a_newer_version_does_not_hide_the_others(database: Database) -> None:
    log = KnockLog(database)
    log.add([knock("a")])
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO knocks VALUES ('unheard-of', 'b', '', '', 0, 0, 1)")
    assert [entry.peer for entry in log.entries()] == ["a"]
    assert log.counts() == {KnockReason.OTHER_PATH: 1}
