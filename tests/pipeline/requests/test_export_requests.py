"""Exports as the window asks for them."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.domain.query import parse_query
from inbox.pipeline.export import outgoing
from inbox.pipeline.export.exporting import ExportFormat
from inbox.pipeline.export.outgoing import NoCopy, Outgoing
from inbox.pipeline.requests.export_requests import ExportNews, ExportRequests


class _Requests:
    def __init__(self, inbox: ReviewedInbox) -> None:
        self.changed: list[list[int]] = []
        self.requests = ExportRequests(inbox.inbox, lambda rows: self.changed.append(list(rows)))

    def close(self) -> None:
        self.requests.stop()

    def ended(self) -> ExportNews:
        deadline = time.monotonic() + 20
        while (news := self.requests.news) is None or not news.is_over:
            assert time.monotonic() < deadline, news
            time.sleep(0.005)
        return news


@pytest.fixture
def asked(reviewed: ReviewedInbox) -> Iterator[_Requests]:
    with closing(_Requests(reviewed)) as requests:
        yield requests


def test_what_a_query_finds_is_exported_and_told_of(reviewed: ReviewedInbox, asked: _Requests, tmp_path: Path) -> None:
    row = reviewed.receive()
    reviewed.review(row)
    reviewed.receive()
    assert asked.requests.start(parse_query("review:flagged"), ExportFormat.ZIP, tmp_path / "e.zip")
    news = asked.ended()
    assert news.done is not None
    assert (news.done.recordings, news.share, news.problem) == (1, 1.0, "")
    assert asked.changed == [[row]]
    assert (tmp_path / "e.zip").is_file()


def test_one_export_runs_at_a_time_and_is_ended_when_asked_to(reviewed: ReviewedInbox, asked: _Requests, tmp_path: Path) -> None:
    row = reviewed.receive()
    with reviewed.download(row).open("r+b") as file:
        file.truncate(2_000_000_000)
    with reviewed.inbox.database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET media_bytes = 1000")
    assert asked.requests.start([row], ExportFormat.ZIP, tmp_path / "e.zip")
    assert not asked.requests.start([row], ExportFormat.CSV, tmp_path / "x.csv")
    asked.requests.cancel()
    news = asked.ended()
    assert (news.was_cancelled, news.done) == (True, None)
    asked.requests.stop()
    assert asked.requests.start([row], ExportFormat.CSV, tmp_path / "x.csv")
    assert asked.ended().done is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox", "x.csv"]


def test_what_cannot_be_exported_is_told_as_a_sentence(reviewed: ReviewedInbox, asked: _Requests, tmp_path: Path) -> None:
    assert asked.requests.clip(reviewed.receive(), 0, 1, tmp_path / "c.wav")
    assert asked.ended().problem == "The recording is not downloaded, so nothing can be cut out of it."
    assert asked.changed == []


def test_a_copy_for_another_program_has_a_good_name_and_is_not_the_inbox_s_own_file(
    reviewed: ReviewedInbox, asked: _Requests
) -> None:
    row, same, bare = (reviewed.receive(name="Thursday: a/b") for _ in range(3))
    path = reviewed.download(row)
    reviewed.download(same)
    files = asked.requests.copies([row, same, bare])
    first, second = files[row], files[same]
    assert bare not in files
    assert (first.name, second.name) == ("Thursday- a-b.wav", "Thursday- a-b (2).wav")
    assert first.parent.stat().st_mode & 0o777 == 0o700
    before = path.read_bytes()
    first.write_bytes(b"spoiled by another program")
    assert path.read_bytes() == before
    asked.requests.handed_over(files)
    told = {"by": "Anna", "file": first.name, "format": "wav", "sha256": hashlib.sha256(before).hexdigest()}
    assert reviewed.inbox.history.entries(row)[-1].detail == told, "what was handed over, whatever became of it"
    with pytest.raises(NoCopy, match="Nothing of it is downloaded"):
        asked.requests.copies([bare])


def test_copies_that_are_older_than_an_hour_are_removed(reviewed: ReviewedInbox) -> None:
    row = reviewed.receive()
    reviewed.download(row)
    outgoing = Outgoing(reviewed.inbox)
    recordings = [reviewed.inbox.recordings.rows([row])[row]]
    old = outgoing.copies(recordings)[row]
    os.utime(old.parent, (0, 0))
    new = outgoing.copies(recordings)[row]
    assert (old.exists(), new.exists()) == (False, True)


def test_a_copy_for_another_program_leaves_the_inbox_its_room(
    reviewed: ReviewedInbox, asked: _Requests, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = reviewed.receive()
    reviewed.download(row)
    monkeypatch.setattr(outgoing, "_LEFT_FREE_BYTES", 10**18)
    with pytest.raises(NoCopy, match="too little room"):
        asked.requests.copies([row])
    assert list((reviewed.inbox.folder.root / "outgoing").iterdir()) == []


def test_of_a_copy_that_is_ended_in_its_middle_nothing_is_left(reviewed: ReviewedInbox, asked: _Requests) -> None:
    small, large = reviewed.receive(name="Small"), reviewed.receive(name="Large")
    reviewed.download(small)
    reviewed.download(large, bytes(5_000_000))
    outgoing = reviewed.inbox.folder.root / "outgoing"
    looks: list[list[int]] = []

    def cancelled() -> bool:
        looks.append(sorted(file.stat().st_size for file in outgoing.glob("*/*")))
        return looks[-1][-1] > 2_000_000

    with pytest.raises(NoCopy, match="ended before it was whole"):
        asked.requests.copies([small, large], cancelled)
    assert len(looks[-1]) == 2, "the first one was whole already"
    assert list(outgoing.iterdir()) == []
    asked.requests.stop()
    with pytest.raises(NoCopy):
        asked.requests.copies([large])
    assert list(outgoing.iterdir()) == []
