"""Commands beside an inbox that is running: what they change is gone by, and shown, within seconds."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
import requests
from catching.rounds import made
from faults.failing_store import until
from processes.app_process import Serving, environment, run_command
from storage.kept_media import write

from inbox.domain.statuses import DownloadStatus, Verification
from inbox.domain.times import now
from inbox.pipeline.core import Core
from inbox.pipeline.opened import Options
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

_SOON_SECONDS = 10.0
"""Two seconds are meant; without being told it would be up to thirty. Between them is room for a machine that is busy."""


def test_a_download_that_is_resumed_goes_on_within_seconds(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("downloads_paused = true\n")
    recording = bandwidth.make_recording()
    with Serving(tmp_path, environment(bandwidth)) as serving, closing(open_inbox(DataFolder(tmp_path))) as database:
        recordings = Recordings(database)
        event = recording.event(bandwidth.voice_url, now())
        assert requests.post(serving.address, json=event, timeout=15).status_code == 204

        def found() -> tuple[DownloadStatus, Verification]:
            row = recordings.with_recording_id(recording.recording_id)[0]
            return row.download_status, row.verification

        until(lambda: found()[1] is Verification.VERIFIED, "Bandwidth's answer")
        words = (recording.recording_id, "--data-dir", str(tmp_path))
        assert run_command("downloads", "pause", *words).stdout == "1 download paused.\n"
        settings.write_text("")
        until(lambda: "downloads_paused" in serving.errors, "the end of the pause for all")
        time.sleep(2.5)  # nothing is to be done, and the downloader sleeps
        assert found()[0] is DownloadStatus.WAITING
        assert run_command("downloads", "resume", *words).stdout == "1 download resumed.\n"
        told_at = time.monotonic()
        until(lambda: found()[0] is DownloadStatus.DOWNLOADED, "the download", _SOON_SECONDS)
        print(f"downloaded {time.monotonic() - told_at:.2f} s after the command had ended")
        assert serving.terminate()[0] == 0
    assert not DataFolder(tmp_path).changes.exists()


def test_who_asks_for_what_is_under_way_is_told_that_it_is(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    bandwidth.link_bytes_per_second = 20_000
    recording = bandwidth.make_recording()
    with Serving(tmp_path, environment(bandwidth)) as serving, closing(open_inbox(DataFolder(tmp_path))) as database:
        recordings = Recordings(database)
        event = recording.event(bandwidth.voice_url, now())
        assert requests.post(serving.address, json=event, timeout=15).status_code == 204

        def status() -> DownloadStatus:
            return recordings.with_recording_id(recording.recording_id)[0].download_status

        until(lambda: status() is DownloadStatus.DOWNLOADING, "the download")
        words = ("download", recording.recording_id, "--data-dir", str(tmp_path))
        done = run_command(*words, environ=environment(bandwidth))
        assert done.returncode == 0
        assert "Waiting for 1 recording that the Recording Inbox that is running downloads." in done.stderr
        assert "1 recording was downloaded by the running inbox." in done.stderr
        assert status() is DownloadStatus.DOWNLOADED


class Heard:
    """What a window is told."""

    def __init__(self, core: Core) -> None:
        self.rows: set[int] = set()
        self.all = threading.Event()
        core.on_changed = self._hear
        core.on_recovered = self.all.set

    def _hear(self, rows: Sequence[int]) -> None:
        self.rows.update(rows)


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    """Without an account: nothing is asked or downloaded by itself."""
    core = Core.open(Options(data_dir=str(tmp_path), listen="127.0.0.1:0"), {})
    yield core
    core.stop()


def test_the_window_hears_of_every_row_that_a_command_changed(tmp_path: Path, bandwidth: SimulatedBandwidth, core: Core) -> None:
    heard = Heard(core)
    core.start()
    recording = bandwidth.make_recording()
    event = recording.event(bandwidth.voice_url, now())
    assert requests.post(core.listener.address, json=event, timeout=15).status_code == 204
    row = core.inbox.recordings.with_recording_id(recording.recording_id)[0].id
    until(lambda: heard.rows == {row}, "the event")

    def told_by(*words: str) -> set[int]:
        heard.rows.clear()
        done = run_command(*words, "--data-dir", str(tmp_path), environ=environment(bandwidth))
        assert done.returncode == 0, done.stderr
        until(lambda: bool(heard.rows), " ".join(words), _SOON_SECONDS)
        return set(heard.rows)

    assert told_by("downloads", "pause", recording.recording_id) == {row}
    assert told_by("download", recording.recording_id) == {row}
    missed = made(bandwidth, 2)
    caught = told_by("catch-up")
    (new,) = core.inbox.recordings.with_recording_id(missed.recording_id)
    assert new.id in caught
    assert not heard.all.is_set()
    write(core.inbox.database, "UPDATE recordings SET name = 'another'")
    assert run_command("rebuild", "--data-dir", str(tmp_path)).returncode == 0
    assert heard.all.wait(_SOON_SECONDS)
