"""What is not heard yet, out of a real inbox."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.domain.coverage import HeardSpan
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import iso_z, now
from inbox.storage.review.reviews import set_review
from inbox.storage.review.time_queue import TimeQueue, UnheardList


@pytest.fixture
def made(tmp_path: Path) -> Iterator[ReviewedInbox]:
    with closing(ReviewedInbox(tmp_path / "inbox")) as inbox:
        yield inbox


def _read(made: ReviewedInbox) -> UnheardList:
    inbox = made.inbox
    return TimeQueue(inbox.database, inbox.recordings, inbox.heard).read(now(), now() - timedelta(hours=1), 1.0, 3)


def _recent() -> str:
    return iso_z(now() - timedelta(days=1)) or ""


def test_what_is_left_is_what_sounds_and_was_not_heard(made: ReviewedInbox) -> None:
    whole, half, heard, judged = (made.receive(startTime=_recent()) for _ in range(4))
    for row in (whole, half, heard, judged):
        made.download(row)  # 20 s, silent from 5 to 10
    made.inbox.heard.add(half, [HeardSpan(0, 5, 1.0)], now())
    made.inbox.heard.add(heard, [HeardSpan(0, 5, 2.0), HeardSpan(10, 20, 2.0)], now())
    set_review(made.inbox.database, [judged], ReviewStatus.REVIEWED)
    found = _read(made)
    assert [(one.recording.id, round(one.left_seconds)) for one in found.unheard] == [(half, 10), (whole, 15)]
    assert [one.is_begun for one in found.unheard] == [True, False]
    assert found.is_all
    assert found.speed_today == pytest.approx(20 / 12.5)


def test_what_cannot_be_heard_is_left_out_and_what_is_soon_lost_comes_first(made: ReviewedInbox) -> None:
    here = made.receive(startTime=_recent())
    made.download(here)
    made.receive(status="error", startTime=_recent())
    expires = made.receive(startTime=iso_z(now() - timedelta(days=28)), endTime=iso_z(now() - timedelta(days=28)))
    gone = made.receive(startTime=iso_z(now() - timedelta(days=40)), endTime=iso_z(now() - timedelta(days=40)))
    made.inbox.downloads.claim("test", now(), timedelta(minutes=5), only=[gone])
    unheard = _read(made).unheard
    assert [(one.recording.id, one.is_expiring) for one in unheard][:2] == [(expires, True), (here, False)]
    assert _read(made).speed_today is None


def test_of_many_the_shortest_are_found_and_it_is_said_that_there_are_more(
    made: ReviewedInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inbox.storage.review import time_queue

    rows = [made.receive(duration=f"PT{60 - number}S", startTime=_recent()) for number in range(6)]
    sources = tuple((terms, sort, 3) for terms, sort, _ in time_queue._SOURCES)
    monkeypatch.setattr(time_queue, "_SOURCES", sources)
    found = _read(made)
    assert [one.recording.id for one in found.unheard] == rows[:-4:-1]
    assert not found.is_all
