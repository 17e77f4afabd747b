"""The downloader against the simulated Bandwidth: whole files, and a verdict for everything else."""

import hashlib
import stat
import time
from functools import partial
from pathlib import Path

import pytest
from pipeline.downloading_inbox import DownloadingInbox as Inbox

from inbox.domain.delivery import Delivery
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.network.client.media_client import MediaClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.downloads.downloader import Downloader
from inbox.pipeline.downloads.gate import Gate
from inbox.simulator.media_faults import MediaFaults
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.settings.settings import Settings


@pytest.fixture
def inbox(folder: DataFolder, database: Database, bandwidth: SimulatedBandwidth) -> Inbox:
    return Inbox(folder, database, bandwidth)


def test_a_recording_is_downloaded_whole_private_and_with_its_waveform(inbox: Inbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.DOWNLOADED)
    assert recording.media_path is not None
    path = Path(recording.media_path)
    data = path.read_bytes()
    assert data[:4] == b"RIFF"
    assert (len(data), hashlib.sha256(data).hexdigest()) == (recording.media_bytes, recording.media_sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.parent == inbox.folder.media
    peaks = inbox.recordings.peaks(row)
    assert peaks is not None
    assert max(peaks.levels) > 20
    assert recording.duration_seconds == pytest.approx(peaks.duration_seconds, abs=1.0)
    assert row in inbox.changed
    assert list(inbox.folder.media.iterdir()) == [path]


def test_mp3_is_downloaded_too(inbox: Inbox) -> None:
    from inbox.domain.media_format import MediaFormat

    row = inbox.receive(inbox.bandwidth.make_recording(file_format=MediaFormat.MP3))
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.DOWNLOADED)
    assert recording.media_path is not None
    assert recording.media_path.endswith(".mp3")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "did not accept the credentials (401)"),
        (403, "Voice role"),
        (404, "not have the media ready yet"),
        (429, "slow down (429)"),
        (500, "problem of its own (500)"),
        (503, "problem of its own (503)"),
    ],
)
def test_each_refusal_has_its_own_sentence_on_the_row_and_a_next_try(inbox: Inbox, status: int, says: str) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    inbox.bandwidth.answer_media_with(status, {"Retry-After": "60"})
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.FAILED)
    assert recording.error is not None
    assert says in recording.error
    assert recording.next_try_at is not None
    assert recording.media_path is None
    assert list(inbox.folder.media.iterdir()) == []


def test_asking_tries_again_at_once(inbox: Inbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    inbox.bandwidth.answer_media_with(503, {"Retry-After": "3600"}, times=1)
    with inbox.downloader() as downloader:
        inbox.until(row, DownloadStatus.FAILED)
        downloader.ask([row])
        assert inbox.until(row, DownloadStatus.DOWNLOADED).error is None


def test_media_that_comes_late_is_fetched_by_itself(folder: DataFolder, database: Database) -> None:
    server = SimulatedBandwidth(late_media_seconds=1.0)
    server.start()
    inbox = Inbox(folder, database, server)
    row = inbox.receive(server.make_recording(Scenario.LATE_MEDIA))
    with inbox.downloader():
        inbox.until(row, DownloadStatus.DOWNLOADED, seconds=30)
    server.stop()


def test_expired_media_is_final_and_says_so(inbox: Inbox) -> None:
    from datetime import timedelta

    row = inbox.receive(inbox.bandwidth.make_recording(Scenario.EXPIRED, made_at=now() - timedelta(days=40)))
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.EXPIRED)
    assert recording.error is not None
    assert "30 days" in recording.error
    assert recording.next_try_at is None


def test_a_download_cut_in_the_middle_is_never_shown_as_whole_and_goes_on_by_itself(inbox: Inbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    inbox.bandwidth.cut_media_after(5_000)
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.FAILED)
        assert recording.error is not None
        assert "broke off: 5,000 of" in recording.error
        assert [path.name for path in inbox.folder.media.iterdir()] == [f"{row}.part"]
        assert recording.attempts == 0
        inbox.until(row, DownloadStatus.DOWNLOADED)


def test_without_automatic_downloads_only_what_is_asked_for_is_fetched(inbox: Inbox) -> None:
    first, second = (inbox.receive(inbox.bandwidth.make_recording()) for _ in range(2))
    with inbox.downloader(automatic=False) as downloader:
        downloader.ask([second])
        inbox.until(second, DownloadStatus.DOWNLOADED)
        assert inbox.recordings.rows([first])[first].download_status is DownloadStatus.WAITING
    media = [path for _, path in inbox.bandwidth.requests if path.endswith("/media")]
    assert len(media) == 1


def test_progress_is_told_while_it_runs(inbox: Inbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    inbox.bandwidth.link_bytes_per_second = 200_000
    with inbox.downloader() as downloader:
        seen: set[int] = set()
        deadline = time.monotonic() + 20
        while inbox.recordings.rows([row])[row].download_status is not DownloadStatus.DOWNLOADED:
            progress = downloader.progress(row)
            if progress is not None and progress.percent is not None:
                seen.add(progress.percent)
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert downloader.progress(row) is None
    assert len(seen) > 3


def test_stop_in_the_middle_leaves_the_recording_waiting_and_the_next_start_finishes_it(inbox: Inbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    inbox.bandwidth.link_bytes_per_second = 20_000
    with inbox.downloader():
        inbox.until(row, DownloadStatus.DOWNLOADING)
        time.sleep(0.3)
    recording = inbox.recordings.rows([row])[row]
    assert (recording.download_status, recording.attempts, recording.error) == (DownloadStatus.WAITING, 0, None)
    inbox.bandwidth.link_bytes_per_second = None
    with inbox.downloader():
        inbox.until(row, DownloadStatus.DOWNLOADED)


def test_the_end_does_not_wait_for_media_that_have_fallen_silent(inbox: Inbox) -> None:
    row = inbox.receive(inbox.bandwidth.make_recording())
    inbox.bandwidth.controls.media_faults = MediaFaults(stall_after=5_000)
    with inbox.downloader(stall_seconds=60.0) as downloader:
        deadline = time.monotonic() + 10
        while (progress := downloader.progress(row)) is None or progress.received < 5_000:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        began = time.monotonic()
    assert time.monotonic() - began < 8  # they would be waited for for 60, and be let go of after 10


def test_the_documentations_example_fails_with_a_sentence_that_names_it(inbox: Inbox) -> None:
    body = (Path(__file__).parents[1] / "data" / "documented-event.json").read_bytes()
    delivery = Delivery(now(), "POST", "/", (), body, "127.0.0.1:5")
    row = inbox.commit(delivery)
    with inbox.downloader():
        recording = inbox.until(row, DownloadStatus.GIVEN_UP)
    assert recording.error is not None
    assert "documentation" in recording.error


@pytest.mark.parametrize(
    ("content", "says"), [(b"%PDF-1.7" + bytes(100_000), "neither WAV nor MP3"), (b"", "an empty file, of 0 bytes")]
)
def test_what_is_not_audio_is_refused_by_its_first_bytes(
    folder: DataFolder, database: Database, content: bytes, says: str
) -> None:
    from servers.scripted_server import ScriptedServer, answer

    from inbox.domain.account import Account

    bandwidth = SimulatedBandwidth()
    inbox = Inbox(folder, database, bandwidth)
    row = inbox.receive(SimulatedBandwidth().make_recording())
    with ScriptedServer(answer(200, content)) as voice, ScriptedServer(answer(200, b'{"access_token":"t"}')) as tokens:
        sign_in = SignIn(lambda: Account(client_id="a", client_secret="b"), tokens.address)
        downloader = Downloader(
            Downloads(database),
            MediaStore(folder.media),
            PartFiles(database),
            partial(MediaClient, voice.address, sign_in),
            lambda _: None,
            gate=Gate(Settings, lambda: True, lambda: None),
        )
        downloader.start()
        recording = inbox.until(row, DownloadStatus.FAILED)
        downloader.stop()
    assert recording.error is not None
    assert says in recording.error
    assert list(folder.media.iterdir()) == []
