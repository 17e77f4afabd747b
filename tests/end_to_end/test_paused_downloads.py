"""Downloads that a pause or a rule holds back while an inbox runs: the command line and the settings file end that."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from faults.failing_store import until
from processes.app_process import Serving, environment, run_command

from inbox.domain.statuses import DownloadStatus, Verification
from inbox.domain.times import now
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

WAITING, DOWNLOADED = DownloadStatus.WAITING, DownloadStatus.DOWNLOADED


@pytest.fixture
def recordings(tmp_path: Path) -> Iterator[Recordings]:
    """The inbox, read beside the process that serves it."""
    with closing(open_inbox(DataFolder(tmp_path))) as database:
        yield Recordings(database)


def post(serving: Serving, bandwidth: SimulatedBandwidth, name: str) -> str:
    """A recording of this name, told of by its event; gives its id."""
    recording = bandwidth.make_recording()
    event = {**recording.event(bandwidth.voice_url, now()), "name": name}
    assert requests.post(serving.address, json=event, timeout=15).status_code == 204
    return recording.recording_id


def status_of(recordings: Recordings, recording_id: str) -> DownloadStatus:
    return recordings.with_recording_id(recording_id)[0].download_status


def is_verified(recordings: Recordings, recording_id: str) -> bool:
    return recordings.with_recording_id(recording_id)[0].verification is Verification.VERIFIED


def test_a_running_inbox_goes_by_a_pause_at_once(tmp_path: Path, bandwidth: SimulatedBandwidth, recordings: Recordings) -> None:
    with Serving(tmp_path, environment(bandwidth)) as serving:
        first = post(serving, bandwidth, "first")
        until(lambda: status_of(recordings, first) is DOWNLOADED, "the download")
        assert run_command("downloads", "pause", "--all", "--data-dir", str(tmp_path)).returncode == 0
        until(lambda: "downloads_paused" in serving.errors, "the pause")
        paused = post(serving, bandwidth, "paused")
        until(lambda: is_verified(recordings, paused), "Bandwidth's answer, after which it would be downloaded")
        assert status_of(recordings, paused) is WAITING
        assert run_command("downloads", "resume", "--all", "--data-dir", str(tmp_path)).returncode == 0
        until(lambda: status_of(recordings, paused) is DOWNLOADED, "the download after the pause")
        assert serving.terminate()[0] == 0


def test_a_rule_holds_back_what_it_does_not_want_until_it_is_another_or_a_click_comes(
    tmp_path: Path, bandwidth: SimulatedBandwidth, recordings: Recordings
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('download_names = ["Board *"]\n')
    with Serving(tmp_path, environment(bandwidth)) as serving:
        first, second, wanted = (post(serving, bandwidth, name) for name in ("Talk 1", "Talk 2", "board meeting"))
        until(lambda: status_of(recordings, wanted) is DOWNLOADED, "the download that is wanted")
        until(lambda: is_verified(recordings, first) and is_verified(recordings, second), "Bandwidth's answers")
        assert (status_of(recordings, first), status_of(recordings, second)) == (WAITING, WAITING)
        clicked = run_command("download", first, "--data-dir", str(tmp_path), environ=environment(bandwidth))
        assert clicked.returncode == 0, clicked.stderr
        assert (status_of(recordings, first), status_of(recordings, second)) == (DOWNLOADED, WAITING)
        settings.write_text('download_names = ["talk*"]\n')
        until(lambda: status_of(recordings, second) is DOWNLOADED, "the download under the new rule")
        assert serving.terminate()[0] == 0
