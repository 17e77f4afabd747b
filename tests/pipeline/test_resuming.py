"""A download that broke off goes on where it was, and never with bytes of another file."""

import os
from dataclasses import replace
from errno import EIO
from pathlib import Path

import pytest
from pipeline.downloading_inbox import DownloadingInbox, source_sha256

from inbox.domain.media_format import MediaFormat
from inbox.domain.part_file import PartFile
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.pipeline.downloads import fetching
from inbox.pipeline.downloads.hashing_sink import HashingSink, bring_to_disk
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.media_faults import LengthFault, MediaFaults, RangeFault, Validator
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles

CUT = 150_000


@pytest.fixture
def inbox(folder: DataFolder, database: Database, bandwidth: SimulatedBandwidth) -> DownloadingInbox:
    return DownloadingInbox(folder, database, bandwidth)


def make(inbox: DownloadingInbox) -> SimulatedRecording:
    made = inbox.bandwidth.make_recording(loops=4)
    assert len(SimulatedMedia.of(made)) > 2 * CUT
    return made


def broken_off(inbox: DownloadingInbox) -> tuple[SimulatedRecording, int]:
    """A recording whose first download breaks off after CUT bytes."""
    made = make(inbox)
    inbox.bandwidth.cut_media_after(CUT)
    return made, inbox.receive(made)


def test_the_rest_alone_is_asked_for_and_the_file_is_the_source(inbox: DownloadingInbox) -> None:
    made, row = broken_off(inbox)
    with inbox.downloader():
        inbox.until(row, DownloadStatus.DOWNLOADED)
    first, second = inbox.media_requests()
    assert "range" not in first.headers
    assert second.headers["range"] == f"bytes={CUT}-"
    assert second.headers["if-range"] == SimulatedMedia.of(made).etag
    assert second.status == 206
    assert inbox.is_the_source(row, made)
    assert PartFiles(inbox.database).read(row) is None


@pytest.mark.parametrize("validator", [Validator.WEAK_ETAG, Validator.LAST_MODIFIED, Validator.NONE])
def test_without_a_strong_validator_some_of_the_part_comes_again_and_is_compared(
    inbox: DownloadingInbox, validator: Validator
) -> None:
    inbox.bandwidth.controls.media_faults = MediaFaults(validator=validator)
    made, row = broken_off(inbox)
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    second = inbox.media_requests()[1]
    assert (second.headers["range"], second.status) == (f"bytes={CUT - 65_536}-", 206)
    assert "if-range" not in second.headers
    assert inbox.is_the_source(row, made)


@pytest.mark.parametrize(
    "faults",
    [
        MediaFaults(changes=1),
        MediaFaults(changes=1, ignores_if_range=True),
        MediaFaults(changes=1, validator=Validator.LAST_MODIFIED),
        MediaFaults(changes=1, changes_length=True, validator=Validator.NONE),
    ],
)
def test_a_file_that_changes_between_two_tries_is_fetched_anew(inbox: DownloadingInbox, faults: MediaFaults) -> None:
    inbox.bandwidth.controls.media_faults = faults
    made, row = broken_off(inbox)
    with inbox.downloader() as downloader:
        recording = inbox.until_whole(row, downloader)
    changed = faults.applied(SimulatedMedia.of(made), 1)
    assert recording.media_path is not None
    assert Path(recording.media_path).read_bytes() == changed.part(0, len(changed))


def test_what_came_counts_only_once_it_is_on_the_disk(inbox: DownloadingInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    _, row = broken_off(inbox)
    noted_before: list[PartFile | None] = []

    def bring(descriptor: int) -> None:
        noted_before.append(PartFiles(inbox.database).read(row))
        bring_to_disk(descriptor)

    monkeypatch.setattr(fetching, "bring_to_disk", bring)
    with inbox.downloader():
        inbox.until(row, DownloadStatus.FAILED, DownloadStatus.DOWNLOADED)
    assert noted_before == [None]


def test_what_was_here_is_not_gone_on_with_once_its_disk_has_failed(
    inbox: DownloadingInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, write = make(inbox), HashingSink.write
    media, row = SimulatedMedia.of(made), inbox.receive(made)
    with MediaStore(inbox.folder.media).open_part(row) as part:
        part.write(media.part(0, CUT))
    PartFiles(inbox.database).note(row, PartFile(CUT, len(media), media.etag, None, None), now())

    def fail(sink: HashingSink, data: bytes) -> None:
        monkeypatch.setattr(HashingSink, "write", write)
        raise OSError(EIO, os.strerror(EIO))

    monkeypatch.setattr(HashingSink, "write", fail)
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert [request.status for request in inbox.media_requests()] == [206, 200]
    assert inbox.is_the_source(row, made)


def test_bytes_that_changed_behind_an_unchanged_header_are_noticed_where_they_are_compared(inbox: DownloadingInbox) -> None:
    made = make(inbox)
    row = inbox.receive(made)
    whole = SimulatedMedia.of(made).part(0, CUT)
    with MediaStore(inbox.folder.media).open_part(row) as part:
        part.write(whole[:-5] + b"other")
    PartFiles(inbox.database).note(row, PartFile(CUT, len(SimulatedMedia.of(made)), None, None, None), now())
    inbox.bandwidth.controls.media_faults = MediaFaults(validator=Validator.NONE)
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert [request.status for request in inbox.media_requests()] == [206, 200]
    assert inbox.is_the_source(row, made)


@pytest.mark.parametrize("fault", list(RangeFault))
def test_a_wrong_content_range_is_not_trusted_and_all_is_fetched_anew(inbox: DownloadingInbox, fault: RangeFault) -> None:
    made, row = broken_off(inbox)
    inbox.bandwidth.controls.media_faults = MediaFaults(content_range=fault)
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert [request.status for request in inbox.media_requests()] == [200, 206, 200]
    assert inbox.is_the_source(row, made)


def test_a_server_without_ranges_is_asked_for_all_of_it_again(inbox: DownloadingInbox) -> None:
    inbox.bandwidth.honours_range = False
    made, row = broken_off(inbox)
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert [request.status for request in inbox.media_requests()] == [200, 200]
    assert inbox.is_the_source(row, made)


def test_a_rest_that_is_longer_than_it_says_is_not_kept(inbox: DownloadingInbox) -> None:
    made, row = broken_off(inbox)
    inbox.bandwidth.controls.media_faults = MediaFaults(content_length=LengthFault.SHORTER, times=1)
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert inbox.is_the_source(row, made)


def test_a_link_that_drops_again_and_again_ends_in_the_whole_file(inbox: DownloadingInbox) -> None:
    inbox.bandwidth.controls.media_faults = MediaFaults(drop_every_bytes=120_000, seed=4)
    made = make(inbox)
    row = inbox.receive(made)
    with inbox.downloader() as downloader:
        recording = inbox.until_whole(row, downloader, seconds=30)
    assert len(inbox.media_requests()) > 3
    assert recording.attempts <= 1
    assert inbox.is_the_source(row, made)


def test_what_was_not_on_the_disk_for_sure_is_fetched_again_after_a_power_cut(inbox: DownloadingInbox) -> None:
    made = make(inbox)
    row = inbox.receive(made)
    media = SimulatedMedia.of(made)
    with MediaStore(inbox.folder.media).open_part(row) as part:
        part.write(media.part(0, CUT) + bytes(100_000))
    PartFiles(inbox.database).note(row, PartFile(CUT, len(media), media.etag, None, None), now())
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert inbox.media_requests()[0].headers["range"] == f"bytes={CUT}-"
    assert inbox.is_the_source(row, made)


def in_place(inbox: DownloadingInbox, *, renamed: bool) -> tuple[SimulatedRecording, int]:
    """A download whose process died when every byte was here, before the inbox was told so."""
    made = make(inbox)
    row = inbox.receive(made)
    media, store = SimulatedMedia.of(made), MediaStore(inbox.folder.media)
    whole = media.part(0, len(media))
    with store.open_part(row) as part:
        part.write(whole)
    PartFiles(inbox.database).note(row, PartFile(len(media), len(media), media.etag, None, source_sha256(made)), now())
    if renamed:
        store.finish(row, made.recording_id, MediaFormat.WAV)
    return made, row


@pytest.mark.parametrize("renamed", [True, False])
def test_a_file_that_was_whole_when_the_program_died_is_not_fetched_again(inbox: DownloadingInbox, renamed: bool) -> None:
    made, row = in_place(inbox, renamed=renamed)
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert inbox.media_requests() == []
    assert inbox.is_the_source(row, made)
    assert inbox.recordings.peaks(row) is not None


@pytest.mark.parametrize("renamed", [True, False])
def test_a_file_that_is_not_what_was_noted_is_fetched_again(inbox: DownloadingInbox, renamed: bool) -> None:
    made, row = in_place(inbox, renamed=renamed)
    parts = PartFiles(inbox.database)
    noted = parts.read(row)
    assert noted is not None
    parts.note(row, replace(noted, sha256="0" * 64), now())
    with inbox.downloader() as downloader:
        inbox.until_whole(row, downloader)
    assert [request.status for request in inbox.media_requests()] == [200]
    assert inbox.is_the_source(row, made)
