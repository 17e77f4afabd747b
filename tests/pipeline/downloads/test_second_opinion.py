"""What an event alone gave up, and the person asks for all the same: Bandwidth is asked, and what it says holds."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from pipeline.downloading_inbox import DownloadingInbox
from servers.scripted_server import Behaviour, ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.statuses import DownloadStatus, Verification
from inbox.network.client.media_client import MediaClient
from inbox.network.client.metadata_client import MetadataClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.downloads.downloader import Downloader
from inbox.pipeline.downloads.gate import Gate
from inbox.pipeline.downloads.second_opinion import SecondOpinion
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.settings.settings import Settings

NOT_KNOWN = answer(404, b'{"type":"not-found","description":"no such recording"}')
FAILING = answer(500, b"")


@pytest.fixture
def inbox(folder: DataFolder, database: Database) -> DownloadingInbox:
    return DownloadingInbox(folder, database, SimulatedBandwidth())


@contextmanager
def asking(inbox: DownloadingInbox, *voice: Behaviour) -> Iterator[tuple[Downloader, ScriptedServer]]:
    with ScriptedServer(*voice) as server, ScriptedServer(answer(200, b'{"access_token":"t"}')) as tokens:
        sign_in = SignIn(lambda: Account(client_id="a", client_secret="b"), tokens.address)
        verifications, metadata = Verifications(inbox.database), partial(MetadataClient, server.address, sign_in)
        downloader = Downloader(
            Downloads(inbox.database),
            MediaStore(inbox.folder.media),
            PartFiles(inbox.database),
            partial(MediaClient, server.address, sign_in),
            inbox.changed.extend,
            gate=Gate(Settings, lambda: True, lambda: None),
            second_opinion=lambda: SecondOpinion(verifications, metadata),
        )
        downloader.start()
        try:
            yield downloader, server
        finally:
            downloader.stop()


def given_up(inbox: DownloadingInbox) -> int:
    row = inbox.receive(SimulatedBandwidth().make_recording(), status="deleted")
    assert inbox.until(row, DownloadStatus.GIVEN_UP).error is not None
    return row


def paths(server: ScriptedServer) -> list[str]:
    return ["media" if request.target.endswith("/media") else "metadata" for request in server.requests]


def test_what_bandwidth_no_longer_knows_is_said_so_and_its_media_not_asked_for(inbox: DownloadingInbox) -> None:
    row = given_up(inbox)
    with asking(inbox, NOT_KNOWN) as (downloader, server):
        downloader.ask([row])
        recording = inbox.until(row, DownloadStatus.GIVEN_UP)
        assert paths(server) == ["metadata"]
    assert recording.error is not None
    assert recording.error.startswith("Bandwidth reports that this recording was deleted")
    assert recording.error.endswith("Bandwidth was asked, and does not know it (404).")
    Verifications(inbox.database).verified(row, '{"status":"complete"}', recording.first_seen_at)
    assert inbox.until(row, DownloadStatus.WAITING).verification is Verification.VERIFIED, "it is there after all"


def test_without_an_answer_the_media_is_asked_for_and_the_failure_is_told(inbox: DownloadingInbox) -> None:
    row = given_up(inbox)
    with asking(inbox, FAILING) as (downloader, server):
        downloader.ask([row])
        recording = inbox.until(row, DownloadStatus.FAILED)
        assert paths(server)[:2] == ["metadata", "media"]
    assert recording.next_try_at is not None, "it is tried again"


def test_the_end_of_the_program_does_not_wait_for_the_answer(inbox: DownloadingInbox) -> None:
    row, silence = given_up(inbox), threading.Event()
    with asking(inbox, raw(b"", then_wait=silence)) as (downloader, server):
        downloader.ask([row])
        deadline = time.monotonic() + 20
        while not server.requests:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        began = time.monotonic()
        downloader.stop()
        took = time.monotonic() - began
        silence.set()
    assert took < 8, "an answer is waited for 10 seconds"
    assert inbox.until(row, DownloadStatus.WAITING).asked_at is not None
