"""``download`` beside an inbox that runs: what the other process downloads is done, too."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import orjson
import pytest
from processes.app_process import Serving, environment, listed, listed_when, run_command

from inbox.cli.download_pass import DownloadPass, summary
from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.pipeline.opened import OpenInbox, Options
from inbox.simulator.sender import Sender
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.settings.settings import save_settings


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def serving(tmp_path: Path, bandwidth: SimulatedBandwidth, request: pytest.FixtureRequest) -> Iterator[Serving]:
    """Downloads nothing by itself where the parameter is ``paused``; catches up with nothing, which would ask for the same."""
    folder = DataFolder(tmp_path)
    folder.prepare()
    save_settings(folder, {"catch_up": False, "downloads_paused": getattr(request, "param", "") == "paused"})
    with Serving(tmp_path, environment(bandwidth)) as program:
        yield program


def _receive(serving: Serving, bandwidth: SimulatedBandwidth, count: int) -> None:
    with Sender(serving.address) as sender:
        for _ in range(count):
            assert sender.send(bandwidth.make_recording().event(bandwidth.voice_url, now())).ok


def _statuses(data_dir: Path) -> set[str]:
    return {row["download_status"] for row in listed(data_dir)}


def test_what_the_running_inbox_downloads_meanwhile_is_waited_for_and_is_no_failure(
    tmp_path: Path, bandwidth: SimulatedBandwidth, serving: Serving
) -> None:
    bandwidth.link_bytes_per_second = 2_000
    _receive(serving, bandwidth, 2)
    rows = listed_when(tmp_path, lambda rows: [row["download_status"] for row in rows] == ["downloading"] * 2)
    names = [row["recording_id"] for row in rows]
    with subprocess.Popen(
        [sys.executable, "-m", "inbox", "download", *names, "--data-dir", str(tmp_path)],
        env=environment(bandwidth),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stderr is not None
        assert "Waiting for 2 recordings that the Recording Inbox that is running downloads." in command.stderr.readline()
        bandwidth.link_bytes_per_second = None
        assert "2 recordings were downloaded by the running inbox." in command.stderr.read()
    assert command.returncode == 0
    assert _statuses(tmp_path) == {"downloaded"}


@pytest.mark.parametrize("serving", ["paused"], indirect=True)
def test_without_an_account_of_its_own_the_command_lets_the_running_inbox_download(
    tmp_path: Path, bandwidth: SimulatedBandwidth, serving: Serving
) -> None:
    _receive(serving, bandwidth, 3)
    result = run_command("download", "--all", "--data-dir", str(tmp_path), environ=environment())
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("No Bandwidth account is set") == 1
    assert "The Recording Inbox that is running is asked" in result.stderr
    assert "3 recordings were downloaded by the running inbox." in result.stderr
    assert _statuses(tmp_path) == {"downloaded"}


@pytest.mark.parametrize("serving", ["paused"], indirect=True)
def test_what_the_running_inbox_cannot_download_either_has_failed(
    tmp_path: Path, bandwidth: SimulatedBandwidth, serving: Serving
) -> None:
    _receive(serving, bandwidth, 2)
    bandwidth.answer_media_with(404)
    result = run_command("download", "--all", "--data-dir", str(tmp_path), environ=environment())
    assert result.returncode == 1, result.stderr
    assert "2 failed" in result.stderr


def _pass_of_one(root: Path, bandwidth: SimulatedBandwidth, *, is_held: bool) -> DownloadPass:
    """Without an account, where an inbox took word from commands last; ``is_held``: and still runs, but does nothing."""
    with closing(OpenInbox(Options(str(root)), environment())) as inbox, ExitStack() as holding:
        body = orjson.dumps(bandwidth.make_recording().event(bandwidth.voice_url, now()))
        delivery = Delivery(now(), "POST", "/", (), body, "127.0.0.1:5")
        (committed,) = commit_deliveries(inbox.database, [(delivery, understand(delivery))])
        assert committed.recording_row is not None
        inbox.folder.changes.touch()
        if is_held:
            holding.enter_context(inbox.folder.hold())
        downloads = DownloadPass(inbox, patience_seconds=0.5)
        downloads.run([committed.recording_row])
    return downloads


def test_an_inbox_that_does_nothing_is_not_waited_for_for_ever(
    tmp_path: Path, bandwidth: SimulatedBandwidth, capsys: pytest.CaptureFixture[str]
) -> None:
    downloads = _pass_of_one(tmp_path, bandwidth, is_held=True)
    assert (downloads.done, downloads.by_running, downloads.failed) == (0, 0, 1)
    assert "has not begun it" in capsys.readouterr().err


def test_an_inbox_that_was_killed_is_not_said_to_run(
    tmp_path: Path, bandwidth: SimulatedBandwidth, capsys: pytest.CaptureFixture[str]
) -> None:
    downloads = _pass_of_one(tmp_path, bandwidth, is_held=False)
    assert (downloads.done, downloads.by_running, downloads.failed) == (0, 0, 1)
    said = capsys.readouterr().err
    assert "No Bandwidth account is set" in said
    assert "running" not in said


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((1, 0, 0), "1 recording downloaded."),
        ((0, 0, 2), "0 recordings downloaded, 2 failed."),
        ((0, 8, 0), "8 recordings were downloaded by the running inbox."),
        ((0, 1, 1), "1 recording was downloaded by the running inbox, 1 failed."),
        ((3, 5, 1), "3 recordings downloaded, 5 were downloaded by the running inbox, 1 failed."),
    ],
)
def test_the_summary_tells_who_downloaded(counts: tuple[int, int, int], sentence: str) -> None:
    assert summary(*counts) == sentence
