"""A recording that Bandwidth itself has only in part: never taken for whole, and in the end kept as far as it goes."""

import io
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pipeline.downloading_inbox import DownloadingInbox
from servers.scripted_server import Behaviour, ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.download_outcome import TRIES_OF_BAD_MEDIA
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.gui.details.details_fields import download_words
from inbox.network.client.media_client import MediaClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.downloads.downloader import Downloader
from inbox.pipeline.downloads.gate import Gate
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.settings.settings import Settings

_RATE = 8_000
_SECONDS = 120.0

Tried = Callable[..., tuple[Recording, list[str], int]]


def _cut(share: float, kind: str = "WAV") -> bytes:
    """So much of two minutes, under a header that promises all of them."""
    tone = 0.4 * np.sin(np.arange(round(_SECONDS * _RATE)) * 0.3)
    file = io.BytesIO()
    soundfile.write(file, tone, _RATE, format=kind)
    return file.getvalue()[: round(len(file.getvalue()) * share) // 2 * 2]


@pytest.fixture
def tried(folder: DataFolder, database: Database) -> Tried:
    """Answers the tries in turn with these, the last again and again, until nothing is tried by itself any more."""

    def run(*answers: bytes | Behaviour) -> tuple[Recording, list[str], int]:
        inbox = DownloadingInbox(folder, database, SimulatedBandwidth())
        row = inbox.receive(SimulatedBandwidth().make_recording())
        behaviours = [answer(200, one) if isinstance(one, bytes) else one for one in answers]
        said: dict[int, str] = {}
        with ScriptedServer(*behaviours) as voice, ScriptedServer(answer(200, b'{"access_token":"t"}')) as tokens:
            sign_in = SignIn(lambda: Account(client_id="a", client_secret="b"), tokens.address)
            client = partial(MediaClient, voice.address, sign_in)
            store, parts = MediaStore(folder.media), PartFiles(database)
            gate = Gate(Settings, lambda: True, lambda: None)
            downloader = Downloader(Downloads(database), store, parts, client, lambda _: None, gate=gate)
            downloader.start()
            try:
                deadline = time.monotonic() + 120
                over = DownloadStatus.DOWNLOADED, DownloadStatus.GIVEN_UP
                while (recording := inbox.recordings.rows([row])[row]).download_status not in over:
                    assert time.monotonic() < deadline, recording
                    assert recording.media_path is None
                    if recording.download_status is DownloadStatus.FAILED:
                        said[recording.attempts] = recording.error or ""
                        inbox.write(f"UPDATE recordings SET next_try_at = 0 WHERE id = {row} AND download_status = 'failed'")
                        downloader.wake()
                    time.sleep(0.01)
            finally:
                downloader.stop()
            return recording, list(said.values()), len(voice.requests)

    return run


@pytest.mark.parametrize("kind", ["WAV", "MP3"])
def test_what_bandwidth_has_only_in_part_is_kept_after_the_last_try(tried: Tried, kind: str) -> None:
    recording, said, tries = tried(_cut(0.35, kind))
    assert tries == TRIES_OF_BAD_MEDIA
    assert all("is cut short: it holds 0:4" in sentence and "not kept" in sentence for sentence in said)
    assert recording.download_status is DownloadStatus.DOWNLOADED
    assert recording.media_path is not None
    assert Path(recording.media_path).read_bytes() == _cut(0.35, kind)
    assert recording.media_seconds == pytest.approx(42, abs=1.5)
    assert recording.error is not None
    assert recording.error.startswith("Cut short at Bandwidth: 0:4")
    assert " of 2:00 is all that it has" in recording.error
    assert download_words(recording).startswith("Downloaded. Cut short at Bandwidth: 0:4")


def test_what_comes_otherwise_each_time_is_not_all_that_there_is(tried: Tried) -> None:
    recording, _, tries = tried(*(_cut(0.3 + place / 50) for place in range(TRIES_OF_BAD_MEDIA)))
    assert (tries, recording.download_status) == (TRIES_OF_BAD_MEDIA, DownloadStatus.GIVEN_UP)
    assert recording.media_path is None


def test_what_is_whole_at_a_later_try_is_taken_whole(tried: Tried) -> None:
    recording, said, tries = tried(_cut(0.4), _cut(0.4), _cut(1))
    assert (tries, len(said), recording.download_status) == (3, 2, DownloadStatus.DOWNLOADED)
    assert recording.error is None
    assert recording.media_seconds == pytest.approx(_SECONDS)


def test_what_holds_no_sound_at_all_is_not_kept(tried: Tried) -> None:
    recording, said, tries = tried(_cut(1)[:44])
    assert (tries, recording.download_status) == (TRIES_OF_BAD_MEDIA, DownloadStatus.GIVEN_UP)
    assert "0:00 of the 2:00" in said[0]
