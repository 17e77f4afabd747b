"""Downloads that are paused, cancelled, held up by the disk or by the network: nothing is lost, nothing burnt."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from faults.small_disk import SmallDisk, needs_mount
from pipeline.downloading_inbox import DownloadingInbox

from inbox.domain.media_format import MediaFormat
from inbox.domain.statuses import DownloadStatus
from inbox.pipeline.downloads.downloader import Downloader
from inbox.pipeline.media.inspection import Inspection, inspect
from inbox.pipeline.requests.download_requests import DownloadRequests
from inbox.simulator.media_faults import MediaFaults
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.download_control import DownloadControl


@pytest.fixture
def inbox(folder: DataFolder, database: Database, bandwidth: SimulatedBandwidth) -> DownloadingInbox:
    return DownloadingInbox(folder, database, bandwidth)


def until(what: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Running:
    """As much of what runs as the requests look at."""

    def __init__(self, downloader: Downloader) -> None:
        self.downloader = downloader


def requests_to(inbox: DownloadingInbox, downloader: Downloader) -> DownloadRequests:
    running = Running(downloader)
    return DownloadRequests(
        DownloadControl(inbox.database),
        lambda errand: errand(running),  # type: ignore[arg-type]
        inbox.changed.extend,
        lambda _settings: None,
        lambda: running,  # type: ignore[arg-type, return-value]
    )


def halfway(inbox: DownloadingInbox, downloader: Downloader) -> tuple[SimulatedRecording, int]:
    """A recording of which some bytes are here, slowly followed by others."""
    inbox.bandwidth.link_bytes_per_second = 40_000
    made = inbox.bandwidth.make_recording()
    row = inbox.receive(made)
    downloader.wake()
    until(lambda: (progress := downloader.progress(row)) is not None and progress.received > 10_000)
    return made, row


def test_a_paused_download_stops_at_once_and_goes_on_where_it_was(inbox: DownloadingInbox) -> None:
    with inbox.downloader() as downloader:
        made, row = halfway(inbox, downloader)
        requests = requests_to(inbox, downloader)
        requests.pause([row])
        until(lambda: downloader.progress(row) is None, seconds=8)
        paused = inbox.recordings.rows([row])[row]
        assert (paused.download_status, paused.held, paused.attempts) == (DownloadStatus.WAITING, "paused", 0)
        inbox.bandwidth.link_bytes_per_second = None
        downloader.wake()
        time.sleep(0.5)
        assert inbox.recordings.rows([row])[row].download_status is DownloadStatus.WAITING
        requests.resume([row])
        inbox.until(row, DownloadStatus.DOWNLOADED)
    assert "range" in inbox.media_requests()[-1].headers
    assert inbox.is_the_source(row, made)


def test_a_cancelled_download_stops_and_is_downloaded_when_it_is_asked_for_again(inbox: DownloadingInbox) -> None:
    with inbox.downloader() as downloader:
        made, row = halfway(inbox, downloader)
        requests_to(inbox, downloader).cancel([row])
        until(lambda: downloader.progress(row) is None, seconds=8)
        cancelled = inbox.recordings.rows([row])[row]
        assert (cancelled.download_status, cancelled.error) == (DownloadStatus.GIVEN_UP, "You cancelled this download.")
        inbox.bandwidth.link_bytes_per_second = None
        downloader.ask([row])
        inbox.until(row, DownloadStatus.DOWNLOADED)
    assert inbox.is_the_source(row, made)


def test_a_download_that_is_cancelled_in_another_process_ends_within_seconds(inbox: DownloadingInbox) -> None:
    with inbox.downloader() as downloader:
        _, row = halfway(inbox, downloader)
        DownloadControl(inbox.database).cancel([row])
        until(lambda: downloader.progress(row) is None, seconds=8)
        assert inbox.recordings.rows([row])[row].download_status is DownloadStatus.GIVEN_UP


def test_a_download_paused_and_resumed_while_it_ends_is_not_done_by_two(
    inbox: DownloadingInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, looked = threading.Semaphore(0), threading.Event()

    def slow(path: Path, kind: MediaFormat, *, accept_cut_short: bool, cancelled: Callable[[], bool]) -> Inspection | str:
        looking.release()
        assert looked.wait(10)
        return inspect(path, kind, accept_cut_short=accept_cut_short, cancelled=cancelled)

    monkeypatch.setattr("inbox.pipeline.downloads.download.inspect", slow)
    made = inbox.bandwidth.make_recording()
    row = inbox.receive(made)
    with inbox.downloader() as downloader:
        requests = requests_to(inbox, downloader)
        assert looking.acquire(timeout=10)
        requests.pause([row])
        requests.resume([row])
        assert not looking.acquire(timeout=1), "a second one looks at the same file"
        looked.set()
        inbox.until(row, DownloadStatus.DOWNLOADED)
    assert inbox.is_the_source(row, made)
    assert [path.suffix for path in inbox.folder.media.iterdir()] == [".wav"]


def test_what_is_stopped_for_all_goes_on_where_it_was(inbox: DownloadingInbox) -> None:
    with inbox.downloader() as downloader:
        made, row = halfway(inbox, downloader)
        inbox.bandwidth.link_bytes_per_second = None
        downloader.stop_rows()
        inbox.until(row, DownloadStatus.DOWNLOADED)
    assert len(inbox.media_requests()) == 2
    assert inbox.is_the_source(row, made)


def test_while_bandwidth_asks_to_slow_down_one_recording_bears_it_for_all(inbox: DownloadingInbox) -> None:
    inbox.bandwidth.answer_media_with(429, {"Retry-After": "600"})
    rows = [inbox.receive(inbox.bandwidth.make_recording()) for _ in range(8)]
    with inbox.downloader() as downloader:
        until(lambda: downloader.resting)
        time.sleep(0.5)
        found = [inbox.recordings.rows([row])[row] for row in rows]
        assert downloader.resting is not None
        assert "slow down" in downloader.resting
        asked = [recording for recording in found if recording.download_status is not DownloadStatus.WAITING]
        assert 1 <= len(asked) <= 2, "one a worker"
        assert {recording.attempts for recording in found} == {0}
        assert 1 <= len(inbox.media_requests()) <= 2
        inbox.bandwidth.answer_normally()
        downloader.ask(rows[-1:])
        inbox.until(rows[-1], DownloadStatus.DOWNLOADED)
        until(lambda: downloader.resting is None)


def test_a_full_disk_leaves_the_inbox_its_room_and_says_so(inbox: DownloadingInbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    with inbox.downloader(keep_free_bytes=1 << 60) as downloader:
        recording = inbox.until(row, DownloadStatus.FAILED)
        assert recording.error is not None
        assert "kept free for the inbox itself" in recording.error
        assert downloader.resting == recording.error
    assert inbox.media_requests() == []
    assert list(inbox.folder.media.iterdir()) == []


@needs_mount()
def test_a_disk_that_fills_in_the_middle_keeps_its_reserve_and_the_download_comes_when_there_is_room(
    folder: DataFolder, database: Database, bandwidth: SimulatedBandwidth
) -> None:
    folder.media.rmdir()
    with SmallDisk(folder.media, 600_000) as disk:
        inbox = DownloadingInbox(folder, database, bandwidth)
        made = bandwidth.make_recording(loops=4)
        row = inbox.receive(made)
        with inbox.downloader(keep_free_bytes=100_000):
            recording = inbox.until(row, DownloadStatus.FAILED)
        assert recording.error is not None
        assert "do not fit" in recording.error
        assert disk.free_bytes > 400_000
    folder.media.rmdir()
    folder.media.mkdir()
    with inbox.downloader() as downloader:
        downloader.ask([row])
        inbox.until(row, DownloadStatus.DOWNLOADED)
    assert inbox.is_the_source(row, made)


def test_a_folder_that_disappears_is_told_and_downloads_go_on_when_it_is_back(inbox: DownloadingInbox) -> None:
    first = inbox.bandwidth.make_recording()
    kept = inbox.receive(first)
    with inbox.downloader() as downloader:
        inbox.until(kept, DownloadStatus.DOWNLOADED)
        away = inbox.folder.media.rename(inbox.folder.root / "taken-out")
        made = inbox.bandwidth.make_recording()
        row = inbox.receive(made)
        downloader.wake()
        recording = inbox.until(row, DownloadStatus.FAILED)
        assert recording.error is not None
        assert "is not there" in recording.error
        assert not Path(inbox.folder.media).exists()
        away.rename(inbox.folder.media)
        downloader.try_now()
        inbox.until(row, DownloadStatus.DOWNLOADED)
    assert inbox.is_the_source(row, made)
    assert inbox.is_the_source(kept, first)


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        (MediaFaults(html=True), "web page"),
        (MediaFaults(compressed=True), "compressed"),
        (MediaFaults(stall_after=1_000), "stopped answering"),
        (MediaFaults(redirect_to="http://127.0.0.2:1{path}"), "another host"),
    ],
)
def test_each_fault_of_the_server_has_its_sentence_and_concerns_one_recording(
    inbox: DownloadingInbox, faults: MediaFaults, says: str
) -> None:
    inbox.bandwidth.controls.media_faults = faults
    row = inbox.receive(inbox.bandwidth.make_recording())
    with inbox.downloader() as downloader:
        recording = inbox.until(row, DownloadStatus.FAILED)
        assert downloader.resting is None
    assert recording.error is not None
    assert says in recording.error


def test_endless_media_is_given_up_and_leaves_nothing_behind(inbox: DownloadingInbox) -> None:
    inbox.bandwidth.controls.media_faults = MediaFaults(endless=True)
    row = inbox.receive(inbox.bandwidth.make_recording())
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.GIVEN_UP)
    assert recording.error is not None
    assert re.search(r"After 3\d MB .* a recording of this length cannot have more", recording.error)
    assert list(inbox.folder.media.iterdir()) == []


def test_endless_media_of_unknown_length_is_stopped_at_what_the_settings_allow(inbox: DownloadingInbox) -> None:
    inbox.bandwidth.controls.media_faults = MediaFaults(endless=True)
    row = inbox.receive(inbox.bandwidth.make_recording(), duration=None, startTime=None, endTime=None)
    with inbox.downloader(largest_megabytes=10):
        recording = inbox.until(row, DownloadStatus.GIVEN_UP)
    assert recording.error is not None
    assert recording.error.startswith("After 10 MB the media had not come to its end")
    assert "under Downloads" in recording.error
    assert list(inbox.folder.media.iterdir()) == []


def test_a_file_that_is_larger_than_its_length_allows_is_taken_where_the_server_says_how_large(inbox: DownloadingInbox) -> None:
    made = inbox.bandwidth.make_recording(loops=256)
    row = inbox.receive(made, duration="PT1S", startTime=None, endTime=None)
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.DOWNLOADED)
    assert (recording.media_bytes or 0) > 31_000_000
    assert inbox.is_the_source(row, made)


def test_more_workers_begin_when_the_setting_says_so(inbox: DownloadingInbox) -> None:
    inbox.bandwidth.link_bytes_per_second = 20_000
    rows = [inbox.receive(inbox.bandwidth.make_recording()) for _ in range(4)]
    wanted = [1]
    with inbox.downloader(workers=lambda: wanted[0]) as downloader:

        def running() -> int:
            return sum(downloader.progress(row) is not None for row in rows)

        until(lambda: running() == 1)
        time.sleep(0.3)
        assert running() == 1
        wanted[0] = 3
        downloader.wake()
        until(lambda: running() == 3)


def test_a_file_that_turns_up_again_is_taken_although_bandwidth_has_deleted_its_recording(
    inbox: DownloadingInbox,
) -> None:
    made = inbox.bandwidth.make_recording()
    row = inbox.receive(made)
    with inbox.downloader() as downloader:
        path = Path(inbox.until(row, DownloadStatus.DOWNLOADED).media_path or "")
        away = path.rename(inbox.folder.root / "on-a-stick.wav")
        inbox.bandwidth.answer_media_with(404)
        inbox.write("UPDATE recordings SET expires_at = 1, first_seen_at = 1")
        downloader.ask([row])
        inbox.until(row, DownloadStatus.EXPIRED)
        away.rename(path)
        downloader.ask([row])
        inbox.until(row, DownloadStatus.DOWNLOADED)
    assert inbox.is_the_source(row, made)
