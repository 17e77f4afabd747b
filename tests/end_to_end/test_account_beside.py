"""An inbox that runs goes by what ``account`` keeps and forgets beside it, without a restart."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from processes.account_command import on_a_terminal, with_keyring
from processes.app_process import Serving, run_command

from inbox.domain.query import RecordingQuery
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.simulator.sender import Sender
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

_SOON_SECONDS = 12.0
_SECOND = "second-secret"


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + _SOON_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.05)


def test_an_account_that_is_set_changed_and_forgotten_beside_a_running_inbox_is_followed(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    folder, account = tmp_path / "inbox", bandwidth.account
    environ = with_keyring(tmp_path, bandwidth)

    def send(serving: Serving) -> str:
        made = bandwidth.make_recording()
        with Sender(serving.address) as sender:
            assert sender.send(made.event(bandwidth.voice_url, now())).ok
        return made.recording_id

    def status_of(recording_id: str) -> DownloadStatus:
        rows = recordings.rows(recordings.ids(RecordingQuery())).values()
        return next(row.download_status for row in rows if row.recording_id == recording_id)

    def keep(secret: str) -> None:
        code, shown = on_a_terminal(environ, folder, account.account_id, account.client_id, secret, "")
        assert code == 0, shown
        assert "uses it within seconds" in shown

    with closing(open_inbox(DataFolder(folder))) as database, Serving(folder, environ) as serving:
        recordings = Recordings(database)
        first = send(serving)
        assert status_of(first) is DownloadStatus.WAITING
        keep(account.client_secret)
        wait_until(lambda: status_of(first) is DownloadStatus.DOWNLOADED)
        bandwidth.tokens.secrets = (_SECOND,)
        bandwidth.tokens.revoke()
        second = send(serving)
        keep(_SECOND)
        wait_until(lambda: status_of(second) is DownloadStatus.DOWNLOADED)
        result = run_command("account", "--forget", "--data-dir", str(folder), environ=environ)
        assert (result.returncode, result.stderr) == (0, "")
        wait_until(lambda: serving.errors.count("changed by another program") == 3)
        third = send(serving)
        time.sleep(1.5)
        assert status_of(third) is DownloadStatus.WAITING, "there is nothing to sign in with any more"
        assert serving.terminate()[0] == 0
        assert account.client_secret not in serving.errors
