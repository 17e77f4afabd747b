from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.incidents import Incidents
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.retention import JournalSize, Pruned, journal_size, prune
from inbox.storage.review.reviews import set_review
from inbox.storage.settings.settings import Settings

Deliver = Callable[..., Committed]
BY_AGE = Settings(journal_days=100, journal_megabytes=0)
BY_SIZE = Settings(journal_days=0, journal_megabytes=1)
FILLING = "x" * 200_000


@pytest.fixture
def old(database: Database, delivery: Callable[..., Delivery]) -> Callable[..., int]:
    """Commits an event that came so many days ago; gives the number of its delivery."""

    def commit(days: float, body: bytes | None = None, **properties: object) -> int:
        made = replace(delivery(body, **properties), received_at=now() - timedelta(days=days))
        (committed,) = commit_deliveries(database, [(made, understand(made))])
        return committed.delivery_id

    return commit


def kept(database: Database) -> list[int]:
    return [entry.id for entry in Journal(database).entries()][::-1]


def settle(database: Database, row: int, download: str = "downloaded") -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET download_status = ? WHERE id = ?", (download, row))
    set_review(database, [row], ReviewStatus.REVIEWED)


def size_is_true(database: Database) -> bool:
    with database.reading_rows() as cursor:
        counted = cursor.execute("SELECT count(*), coalesce(sum(length(body)), 0) FROM deliveries").fetchone()
    return journal_size(database) == JournalSize(*counted)


def test_what_is_old_and_done_with_goes_and_what_still_matters_stays(database: Database, old: Callable[..., int]) -> None:
    first = old(400, eventTime="2020-01-01T10:00:00Z")
    won = old(399, eventTime="2020-01-01T10:00:09Z")
    lost = old(398, eventTime="2020-01-01T10:00:05Z")
    ignored = old(397, eventType="conferenceCreated")
    rejected = old(396, b"no json")
    done_with = old(395, recordingId="r-2")
    again = old(394, recordingId="r-2")
    young = old(10, eventTime="2020-01-01T10:00:01Z"), old(10, eventType="conferenceCreated"), old(10, recordingId="r-2")
    settle(database, 2)
    pruned = prune(database, BY_AGE, now())
    assert kept(database) == [first, won, *young]
    assert pruned.deliveries == len([lost, ignored, rejected, done_with, again])
    assert not pruned.is_over
    assert size_is_true(database)
    assert prune(database, BY_AGE, now()) == Pruned(0, 0, False)


def test_what_was_reviewed_and_has_gone_to_the_trash_is_done_with(database: Database, old: Callable[..., int]) -> None:
    old(400)
    old(399)
    settle(database, 1, "removed")
    assert prune(database, BY_AGE, now()).deliveries == 2
    assert kept(database) == []


def test_for_the_size_the_duplicates_of_what_is_in_the_trash_go_first(database: Database, old: Callable[..., int]) -> None:
    first, again = old(400), old(400, tag=FILLING)
    others = [old(400, recordingId=f"r-{number}", tag=FILLING) for number in range(2, 6)]
    settle(database, 1, "removed")
    prune(database, BY_SIZE, now())
    assert kept(database) == [first, *others]
    assert again not in kept(database)


@pytest.mark.parametrize(("review", "download"), [("new", "downloaded"), ("reviewed", "waiting"), ("reviewed", "given_up")])
def test_a_recording_that_is_not_both_downloaded_and_reviewed_can_be_made_again(
    database: Database, old: Callable[..., int], review: str, download: str
) -> None:
    ids = [old(400), old(400), old(400)]
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET review_status = ?, download_status = ?", (review, download))
    prune(database, BY_AGE, now())
    assert kept(database) == ids[:1] + ids[2:], "of deliveries without eventTime the last one wins"


def test_the_delivery_that_told_first_stays_also_when_it_was_taken_in_again(database: Database, old: Callable[..., int]) -> None:
    first, _, won = (old(400, eventTime=f"2020-01-01T10:00:0{second}Z") for second in (1, 2, 3))
    with database.writing() as connection:  # as replay leaves one that an older version had ignored
        connection.exec_driver_sql("UPDATE deliveries SET outcome = 'duplicate'")
    prune(database, BY_AGE, now())
    assert kept(database) == [first, won]


def test_nothing_of_a_flagged_recording_goes_even_when_size_presses(database: Database, old: Callable[..., int]) -> None:
    ids = [old(400, tag=FILLING) for _ in range(9)]
    set_review(database, [1], ReviewStatus.FLAGGED)
    prune(database, BY_AGE, now())
    assert prune(database, BY_SIZE, now()).is_over
    assert kept(database) == ids


def test_what_is_flagged_while_the_journal_is_pruned_stays(
    database: Database, old: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [old(400) for _ in range(3)]

    def flagged_meanwhile(*_: object) -> bool:
        set_review(database, [1], ReviewStatus.FLAGGED)
        return False

    monkeypatch.setattr("inbox.storage.journal.retention.Keepers.keeps", flagged_meanwhile)
    assert prune(database, BY_AGE, now()).deliveries == 0
    assert kept(database) == ids
    assert size_is_true(database)


def test_rejected_deliveries_stay_for_thirty_days_whatever_the_age_limit(database: Database, old: Callable[..., int]) -> None:
    gone, stays = old(31, b"no json"), old(29, b"no json")
    prune(database, replace(BY_AGE, journal_days=5), now())
    assert kept(database) == [stays]
    assert gone not in kept(database)


def test_when_size_presses_what_matters_least_goes_first(database: Database, old: Callable[..., int]) -> None:
    winner = {"eventTime": "2020-01-01T11:00:00Z"}
    first = old(8)
    won = old(7, **winner)
    steps = [
        old(3, recordingId="r-3"),  # of a recording that is done with
        old(2, tag=FILLING),  # a duplicate
        old(5, b"no json" + FILLING.encode()),  # rejected, the older one
        old(4, b"no json" + FILLING.encode()),
        old(6, eventType="conferenceCreated", tag=FILLING),  # ignored, the older one
        old(1, eventType="conferenceCreated", tag=FILLING),
    ]
    settle(database, 2)
    order: list[int] = []
    while (excess := journal_size(database).total_bytes) and set(kept(database)) & set(steps):
        before = kept(database)
        padding = Settings(journal_days=0, journal_megabytes=1)
        assert excess > 0
        with database.writing() as connection:  # as if the journal were a byte larger than it may be
            connection.exec_driver_sql("UPDATE journal_size SET body_bytes = ? - deliveries * 512", (1_000_001,))
        prune(database, padding, now())
        order += [row for row in before if row not in kept(database)]
    assert order == [steps[row] for row in (4, 5, 2, 3, 1, 0)]
    assert kept(database) == [first, won]


def test_no_more_goes_than_the_size_asks_for(database: Database, old: Callable[..., int]) -> None:
    ids = [old(9 - number, b"no json" + FILLING.encode()) for number in range(8)]
    before = journal_size(database).total_bytes
    pruned = prune(database, BY_SIZE, now())
    assert kept(database) == ids[-4:]
    assert before - pruned.total_bytes == journal_size(database).total_bytes <= 1_000_000
    assert size_is_true(database)


def test_a_limit_that_cannot_be_kept_is_told_once(database: Database, old: Callable[..., int]) -> None:
    for number in range(6):
        old(number, recordingId=f"r-{number}", tag=FILLING)
    for _ in range(3):
        assert prune(database, BY_SIZE, now()).is_over
    (incident,) = Incidents(database).unread()
    assert "1 MB" in incident.sentence
    assert len(kept(database)) == 6
    Incidents(database).mark_read(incident.id)
    prune(database, BY_SIZE, now())
    assert Incidents(database).unread() == []


def test_without_limits_everything_stays(database: Database, old: Callable[..., int]) -> None:
    ids = [old(4000, eventType="conferenceCreated", tag=FILLING) for _ in range(10)]
    assert prune(database, Settings(journal_days=0, journal_megabytes=0), now()) == Pruned(0, 0, False)
    assert kept(database) == ids


def test_what_was_first_seen_outlives_the_delivery_that_had_it(database: Database, old: Callable[..., int]) -> None:
    gone = old(400, eventType="conferenceCreated")
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM first_seen")
        connection.exec_driver_sql("INSERT INTO first_seen VALUES ('property', 'x', 'y', 'z', 0, 0, 1, ?)", (gone,))
    prune(database, BY_AGE, now())
    with database.reading() as connection:
        assert tuple(connection.exec_driver_sql("SELECT name, delivery_id FROM first_seen").one()) == ("y", None)


def test_each_transaction_is_short(database: Database, old: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    template = old(400, b"no json")
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO deliveries (received_at, method, target, headers, body, peer, outcome, reason) "
            "SELECT received_at, method, target, headers, body, peer, 'ignored', '' FROM deliveries, "
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n) WHERE id = ?",
            (template,),
        )
        connection.exec_driver_sql("UPDATE journal_size SET (deliveries, body_bytes) = "
                                   "(SELECT count(*), sum(length(body)) FROM deliveries)")  # fmt: skip
    sizes: list[int] = []
    drop = Database.writing_rows

    def counted(self: Database) -> object:
        sizes.append(journal_size(self).deliveries)
        return drop(self)

    monkeypatch.setattr(Database, "writing_rows", counted)
    assert prune(database, BY_AGE, now()).deliveries == 1001
    assert all(before - after <= 200 for before, after in pairwise(sizes))
    assert len(sizes) >= 5
    assert size_is_true(database)


def test_the_journal_is_looked_through_by_an_index(database: Database) -> None:
    from inbox.storage.journal.retention import _OTHERS

    with database.reading_rows() as cursor:
        plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {_OTHERS}", ("ignored", 0, 0, 9, 9)).fetchall())
    assert "SEARCH deliveries USING INDEX ix_deliveries_others (outcome=?" in plan
    assert "TEMP B-TREE" not in plan
