"""The limits of downloaded files by size and age: what would go, and what never does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from storage.kept_media import column, downloaded, name_of, write

from inbox.domain.removal import RemovalPlan
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads import media_retention
from inbox.storage.downloads.media_retention import REVIEWED, apply, plan
from inbox.storage.downloads.trash import Trash
from inbox.storage.journal.intake_store import Committed
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import Settings

Deliver = Callable[..., Committed]
Keep = Callable[..., int]
NOW = now()
DAY = timedelta(days=1)
MEGABYTE = 1_000_000
BY_AGE = Settings(media_days=30)
BY_SIZE = Settings(media_megabytes=10)


@pytest.fixture
def keep(database: Database, deliver: Deliver) -> Keep:
    """Puts a reviewed file of one megabyte into the inbox that came so many days ago."""
    count = 0

    def put(days: float, *, size: int = MEGABYTE, review: ReviewStatus = ReviewStatus.REVIEWED) -> int:
        nonlocal count
        count += 1
        return downloaded(database, deliver, count, size=size, review=review, came_at=NOW - days * DAY)

    return put


def rows(plan: RemovalPlan) -> list[int]:
    return [candidate.row for candidate in plan.candidates]


def test_without_limits_everything_stays(database: Database, keep: Keep) -> None:
    keep(1000)
    found = plan(database, Settings(), NOW)
    assert (found.candidates, found.is_over, found.used_bytes) == ((), False, MEGABYTE)


def test_what_is_older_than_the_limit_goes_and_the_preview_says_what_and_why(database: Database, keep: Keep) -> None:
    old, _young = keep(31), keep(29)
    found = plan(database, BY_AGE, NOW)
    assert [(each.row, each.title, each.media_bytes) for each in found.candidates] == [(old, "Talk 1", MEGABYTE)]
    assert found.candidates[0].why == "It came more than 30 days ago and is reviewed."
    assert found.total_bytes == MEGABYTE


@pytest.mark.parametrize("settings", [BY_AGE, BY_SIZE, replace(BY_AGE, media_megabytes=10)])
def test_what_is_flagged_or_new_stays_whatever_the_limits_are(database: Database, keep: Keep, settings: Settings) -> None:
    for _ in range(6):
        keep(100, review=ReviewStatus.FLAGGED, size=2 * MEGABYTE)
        keep(100, review=ReviewStatus.NEW, size=2 * MEGABYTE)
    found = plan(database, settings, NOW)
    assert (found.candidates, found.kept_flagged, found.kept_new) == ((), 6, 6)
    assert found.is_over is bool(settings.media_megabytes)


def test_the_oldest_go_until_the_rest_fits(database: Database, keep: Keep) -> None:
    kept = [keep(days) for days in range(14, 1, -1)]
    found = plan(database, BY_SIZE, NOW)
    assert rows(found) == kept[:3]
    assert "more than 10 MB" in found.candidates[0].why
    assert not found.is_over
    assert found.used_bytes == 13 * MEGABYTE


def test_what_goes_for_its_age_makes_room_for_the_rest(database: Database, keep: Keep) -> None:
    old = [keep(40) for _ in range(3)]
    for days in range(20, 10, -1):
        keep(days)
    assert rows(plan(database, replace(BY_SIZE, media_days=30), NOW)) == old


def test_what_was_downloaded_today_does_not_go_for_its_size(database: Database, keep: Keep) -> None:
    for _ in range(12):
        keep(0.5)
    found = plan(database, BY_SIZE, NOW)
    assert (rows(found), found.is_over) == ([], True)


def test_files_that_are_not_there_take_no_room_and_do_not_go(database: Database, keep: Keep, folder: DataFolder) -> None:
    kept = [keep(days) for days in range(50, 38, -1)]
    for row in kept[:2]:
        (folder.media / name_of(row)).unlink()
    assert rows(plan(database, BY_SIZE, NOW)) == []
    assert rows(plan(database, BY_AGE, NOW)) == kept[2:]


def test_nothing_is_said_of_a_folder_that_is_not_there(database: Database, keep: Keep, folder: DataFolder) -> None:
    keep(100)
    folder.media.rename(folder.root / "away")
    with pytest.raises(StorageProblem, match="Is its disk connected"):
        plan(database, BY_AGE, NOW)


def test_what_was_planned_goes_and_comes_back_with_one_undo(database: Database, keep: Keep, folder: DataFolder) -> None:
    trash = Trash(database, folder)
    old = [keep(40), keep(41)]
    assert apply(plan(database, BY_AGE, NOW), trash, NOW) == sorted(old, reverse=True)
    assert {column(database, "download_status", row) for row in old} == {"removed"}
    assert trash.newest() == old
    for row in old:
        assert trash.bring_back(row)
    assert rows(plan(database, BY_AGE, now())) == [], "or the next round would undo the undo"


def test_what_was_flagged_after_the_preview_stays(database: Database, keep: Keep, folder: DataFolder) -> None:
    first, second = keep(41), keep(40)
    planned = plan(database, BY_AGE, NOW)
    write(database, "UPDATE recordings SET review_status = 'flagged' WHERE id = ?", first)
    assert apply(planned, Trash(database, folder), NOW) == [second]


def test_a_very_long_plan_is_told_in_parts(
    database: Database, keep: Keep, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_retention, "_MOST_CANDIDATES", 2)
    monkeypatch.setattr(media_retention, "_ROWS_A_READ", 1)
    kept = [keep(days) for days in range(45, 40, -1)]
    found = plan(database, BY_AGE, NOW)
    assert (rows(found), found.is_cut) == (kept[:2], True)
    apply(found, Trash(database, folder), NOW)
    assert rows(plan(database, BY_AGE, NOW)) == kept[2:4]


def test_looking_for_what_may_go_reads_its_index_in_order(database: Database) -> None:
    with database.reading() as connection:
        steps = [str(step[3]) for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {REVIEWED}", (0, 0, 0, 1))]
    assert len(steps) == 1, steps
    assert "ix_recordings_media (review_status=? AND (first_seen_at,media_bytes" in steps[0]
