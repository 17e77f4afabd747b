"""The player's wishes, with a real downloader at a simulated Bandwidth behind a slow link."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pipeline.downloading_inbox import DownloadingInbox
from pipeline.sound_inbox import sound_requests

from inbox.domain.media_format import MediaFormat
from inbox.domain.statuses import DownloadStatus
from inbox.pipeline.downloads.downloader import Downloader
from inbox.pipeline.listening.growing_source import GrowingSource
from inbox.pipeline.listening.sound_source import SoundProblem
from inbox.pipeline.listening.whole_file import WholeFile
from inbox.pipeline.requests.sound_requests import SoundRequests
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.review.sound_maps import SoundMaps

MEGABIT = 125_000
RATE = 8_000


@pytest.fixture
def inbox(folder: DataFolder, database: Database, bandwidth: SimulatedBandwidth) -> DownloadingInbox:
    return DownloadingInbox(folder, database, bandwidth)


def _requests(inbox: DownloadingInbox, downloader: Downloader | None = None) -> SoundRequests:
    return sound_requests(inbox.database, downloader.progress if downloader is not None else lambda _row: None, inbox.bandwidth)


@contextmanager
def _growing(inbox: DownloadingInbox, row: int, downloader: Downloader) -> Iterator[GrowingSource]:
    sound = _requests(inbox, downloader)
    deadline = time.monotonic() + 10
    while (source := sound.growing(inbox.recordings.rows([row])[row])) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    try:
        yield source
    finally:
        source.close()


def _samples(made: SimulatedRecording, first: int, count: int) -> npt.NDArray[np.int16]:
    media = SimulatedMedia.of(made)
    at = len(media.head) + 2 * first
    return np.frombuffer(media.part(at, at + 2 * count), "<i2")


def _is(block: npt.NDArray[np.float32], expected: npt.NDArray[np.int16]) -> bool:
    return np.array_equal(np.round(block[:, 0] * 32_768), expected)


@pytest.mark.timed
def test_over_a_slow_link_it_begins_at_once_and_any_place_can_be_heard_within_seconds(inbox: DownloadingInbox) -> None:
    made = inbox.bandwidth.make_recording(loops=30, file_format=MediaFormat.WAV)
    inbox.bandwidth.controls.link_bytes_per_second = MEGABIT
    row = inbox.receive(made)
    began = time.monotonic()
    with inbox.downloader() as downloader, _growing(inbox, row, downloader) as source:
        assert _is(source.read(0, RATE // 2, lambda: False), _samples(made, 0, RATE // 2))
        assert time.monotonic() - began < 1.5
        for second in (1_000, 1_001, 700):
            began = time.monotonic()
            block = source.read(second * RATE, RATE, lambda: False)
            assert len(block) == RATE
            assert _is(block, _samples(made, second * RATE, RATE))
            assert time.monotonic() - began < 2
        inbox.bandwidth.controls.link_bytes_per_second = None
    ranges = [request for request in inbox.media_requests() if "range" in request.headers]
    assert 0 < sum(request.sent_bytes for request in ranges) < 2_000_000


@pytest.mark.parametrize("kind", [MediaFormat.WAV, MediaFormat.MP3])
def test_what_was_heard_while_it_came_is_the_file(inbox: DownloadingInbox, kind: MediaFormat) -> None:
    made = inbox.bandwidth.make_recording(loops=4, file_format=kind)
    inbox.bandwidth.controls.link_bytes_per_second = len(SimulatedMedia.of(made))
    row = inbox.receive(made)
    with inbox.downloader() as downloader, _growing(inbox, row, downloader) as source:
        blocks: list[npt.NDArray[np.float32]] = []
        while len(block := source.read(len(blocks) * 8_000, 8_000, lambda: False)):
            blocks.append(block)
        recording = inbox.until(row, DownloadStatus.DOWNLOADED)
        assert source.available_seconds is None
    whole = WholeFile(Path(recording.media_path or ""))
    expected = whole.read(0, 10**9, lambda: False)
    whole.close()
    assert np.array_equal(np.concatenate(blocks), expected)
    assert len(inbox.media_requests()) == 1


def test_a_link_that_drops_does_not_end_the_hearing(inbox: DownloadingInbox) -> None:
    made = inbox.bandwidth.make_recording(loops=4, file_format=MediaFormat.WAV)
    inbox.bandwidth.cut_media_after(150_000)
    inbox.bandwidth.controls.link_bytes_per_second = 2_000_000
    row = inbox.receive(made)
    with inbox.downloader() as downloader, _growing(inbox, row, downloader) as source:
        at = 100 * RATE
        assert _is(source.read(at, RATE, lambda: False), _samples(made, at, RATE))


def test_a_download_that_is_given_up_says_why(inbox: DownloadingInbox) -> None:
    made = inbox.bandwidth.make_recording(loops=4, file_format=MediaFormat.WAV)
    inbox.bandwidth.controls.link_bytes_per_second = MEGABIT
    inbox.bandwidth.controls.honours_range = False
    row = inbox.receive(made)
    with inbox.downloader() as downloader, _growing(inbox, row, downloader) as source:
        source.read(0, 100, lambda: False)
        inbox.write(
            f"UPDATE recordings SET download_status = 'given_up', error = 'You cancelled this download.' WHERE id = {row}"
        )
        downloader.stop_row(row)
        with pytest.raises(SoundProblem, match=r"You cancelled this download\."):
            source.read(100 * RATE, 100, lambda: False)


def test_what_is_fetched_ahead_ends_with_the_program(inbox: DownloadingInbox) -> None:
    made = inbox.bandwidth.make_recording(loops=30, file_format=MediaFormat.WAV)
    inbox.bandwidth.controls.link_bytes_per_second = MEGABIT // 4
    row = inbox.receive(made)
    with inbox.downloader() as downloader, _growing(inbox, row, downloader) as source:
        sound = _requests(inbox, downloader)
        mine = sound.growing(inbox.recordings.rows([row])[row])
        assert mine is not None
        assert len(mine.read(700 * RATE, 100, lambda: False)) == 100  # and goes on fetching what comes after it
        assert _fetching() == 1
        sound.stop()
        assert _fetching() == 0
        assert len(mine.read(900 * RATE, 100, lambda: False)) == 0, "it is closed"
        assert sound.growing(inbox.recordings.rows([row])[row]) is None
        assert len(source.read(0, 100, lambda: False)) == 100, "that of others is left alone"


def _fetching() -> int:
    return sum(thread.name == "media-ranges" for thread in threading.enumerate())


def test_nothing_grows_while_nothing_comes(inbox: DownloadingInbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    assert _requests(inbox).growing(inbox.recordings.rows([row])[row]) is None
    assert not _requests(inbox).has_begun(row)


def test_silences_are_kept_with_the_download_and_found_anew_for_what_was_downloaded_before(inbox: DownloadingInbox) -> None:
    made = inbox.bandwidth.make_recording(loops=2, file_format=MediaFormat.WAV)
    row = inbox.receive(made)
    sound = _requests(inbox)
    assert sound.map_of(row) is None
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.DOWNLOADED)
    kept = SoundMaps(inbox.database).read(row)
    assert kept is not None
    assert kept.duration_seconds == pytest.approx(made.seconds, abs=0.01)
    inbox.write("DELETE FROM sound_maps")
    assert sound.map_of(row) == kept
    assert SoundMaps(inbox.database).read(row) == kept
    inbox.write("DELETE FROM sound_maps")
    Path(recording.media_path or "").unlink()
    assert sound.map_of(row) is None
