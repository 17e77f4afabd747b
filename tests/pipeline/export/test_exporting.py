"""Exports: whole under their name or not there, cancelled and told of, and the table's columns."""

import csv
import json
import os
import stat
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.domain.history import HistoryKind
from inbox.pipeline.export import bundle, exporting
from inbox.pipeline.export.export_table import COLUMNS
from inbox.pipeline.export.exporting import ExportCancelled, ExportFormat, Exporting
from inbox.pipeline.export.new_file import NotWritten, new_file
from inbox.storage.problems import StoreFailing


def test_the_table_has_every_key_of_a_recording_but_its_place_on_this_computer(reviewed: ReviewedInbox) -> None:
    recording = reviewed.inbox.recordings.rows([reviewed.receive()]).popitem()[1]
    assert set(COLUMNS) == set(recording.as_json()) - {"media_path"}


@pytest.mark.parametrize("kind", ExportFormat)
def test_a_cancelled_export_leaves_nothing_and_no_history_tells_of_it(
    reviewed: ReviewedInbox, tmp_path: Path, kind: ExportFormat
) -> None:
    rows = [reviewed.receive() for _ in range(3)]
    reviewed.download(rows[0], b"RIFF" + bytes(5_000_000))
    target = tmp_path / "out"
    target.write_text("older")
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > (1 if kind is not ExportFormat.ZIP else 6)

    with pytest.raises(ExportCancelled):
        Exporting(reviewed.inbox, cancelled=cancelled).export(rows, kind, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox", "out"]
    assert target.read_text() == "older"
    told = [entry.kind for row in rows for entry in reviewed.inbox.history.entries(row)]
    assert HistoryKind.EXPORTED not in told


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("{}", "is a folder. Name the file"),
        ("{}/none/x.csv", "its folder is not there"),
        ("{}/inbox/media/x.csv", "among the inbox's own files"),
        ("{}/link/x.csv", "among the inbox's own files"),
        ("{}/pipe", "is no plain file"),
        ("{}/" + "x" * 300, "the name is too long"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told_in_a_sentence(
    reviewed: ReviewedInbox, tmp_path: Path, place: str, said: str
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "inbox")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotWritten, match=said):
        Exporting(reviewed.inbox).export([], ExportFormat.CSV, Path(place.format(tmp_path)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox", "link", "pipe"]


def test_a_file_system_that_knows_no_nameless_files_leaves_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.pipeline.export.new_file._NAMELESS", None)
    target = tmp_path / "out"
    with new_file(target, tmp_path / "inbox") as file:
        file.write(b"whole")
        assert len(list(tmp_path.iterdir())) == 1
        assert not target.exists()
    assert target.read_bytes() == b"whole"

    def fail() -> None:
        with new_file(target, tmp_path / "inbox") as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert target.read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_has_its_name_only_once_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, fsync = tmp_path / "out", os.fsync
    synced: list[tuple[str, bool]] = []

    def note(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append(("folder" if is_folder else f"{os.fstat(descriptor).st_size} bytes", target.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    with new_file(target, tmp_path / "inbox") as file:
        file.write(b"whole")
    assert synced == [("5 bytes", False), ("folder", True)]


def test_a_link_where_the_export_is_to_go_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "link"
    victim.write_text("untouched")
    link.symlink_to(victim)
    with new_file(link, tmp_path / "inbox") as file:
        file.write(b"new")
    assert victim.read_text() == "untouched"
    assert link.read_text() == "new"
    assert not link.is_symlink()


def test_what_takes_more_than_the_disk_has_or_more_than_a_bundle_holds_is_refused_before(
    reviewed: ReviewedInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = reviewed.receive()
    reviewed.download(row)
    with reviewed.inbox.database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET media_bytes = ?", (10**17,))
    with pytest.raises(NotWritten, match=r"would take 100,000,000,000 MB, and its disk has .* free"):
        Exporting(reviewed.inbox).export([row], ExportFormat.ZIP, tmp_path / "e.zip")
    monkeypatch.setattr(bundle, "MOST_RECORDINGS", 1)
    with pytest.raises(NotWritten, match="holds at most 1 recordings, and these are 2"):
        Exporting(reviewed.inbox).export([row, row], ExportFormat.ZIP, tmp_path / "e.zip")


def test_a_table_of_very_many_recordings_is_not_told_to_each_of_their_histories(
    reviewed: ReviewedInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [reviewed.receive(), reviewed.receive()]
    monkeypatch.setattr(exporting, "MOST_TOLD", 1)
    assert not Exporting(reviewed.inbox).export(rows, ExportFormat.CSV, tmp_path / "x.csv").is_told
    assert Exporting(reviewed.inbox).export(rows[:1], ExportFormat.CSV, tmp_path / "x.csv").is_told
    assert [len(reviewed.inbox.history.entries(row)) for row in rows] == [2, 0]


def test_progress_only_grows_and_ends_at_the_whole(reviewed: ReviewedInbox, tmp_path: Path) -> None:
    row = reviewed.receive()
    reviewed.download(row, b"RIFF" + bytes(3_000_000))
    told: list[float] = []
    Exporting(reviewed.inbox, lambda done, of: told.append(done / of)).export([row], ExportFormat.ZIP, tmp_path / "e.zip")
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(set(told)) >= 4


def test_an_export_whose_histories_cannot_be_told_says_so(
    reviewed: ReviewedInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = reviewed.receive()

    def failing(*_: object) -> None:
        raise StoreFailing("The disk is full.")

    monkeypatch.setattr(type(reviewed.inbox.history), "add_to_all", failing)
    with pytest.raises(StoreFailing, match=r"was written, but the histories could not be told of it. The disk is full."):
        Exporting(reviewed.inbox).export([row], ExportFormat.CSV, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").is_file()


def test_questions_asked_now_and_once_are_columns_in_this_order(reviewed: ReviewedInbox, tmp_path: Path) -> None:
    row, other = reviewed.receive(), reviewed.receive()
    reviewed.review(row)
    object.__setattr__(reviewed.inbox.settings, "review_questions", ("Polite? = yes / no",))
    target = Exporting(reviewed.inbox).export([other, row], ExportFormat.CSV, tmp_path / "x.csv").path
    with target.open(encoding="utf-8-sig", newline="") as file:
        titles, first, second = csv.reader(file)
    assert titles[-2:] == ["answer: Polite?", "answer: Consent given?"]
    assert (first[-2:], second[-2:]) == (["", ""], ["", "yes"])
    told = json.loads(Exporting(reviewed.inbox).export([row, 99], ExportFormat.JSON, tmp_path / "x.json").path.read_bytes())
    assert [one["answers"][0]["answer"] for one in told] == ["yes"]
