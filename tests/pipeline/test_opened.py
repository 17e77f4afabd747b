"""What is changed while the program runs is gone by at once: the account and where Bandwidth is."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import keyring
import pytest
import requests
from keyring.backend import KeyringBackend

from inbox.domain.account import Account
from inbox.domain.failure import Failure
from inbox.domain.identifiers import RecordingIds
from inbox.pipeline.opened import OpenInbox, Options
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.settings.secrets import save_account
from inbox.storage.settings.settings import save_settings


class MemoryKeyring(KeyringBackend):
    """A desktop's keyring, held in memory."""

    priority: ClassVar[Any] = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[OpenInbox]:
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    with contextlib.closing(OpenInbox(Options(data_dir=str(tmp_path / "inbox")), {})) as inbox:
        yield inbox
    keyring.set_keyring(before)


def test_an_account_that_was_changed_is_used_without_a_restart(inbox: OpenInbox) -> None:
    assert not inbox.account().is_set
    account = Account(account_id="1", client_id="a", client_secret="s")
    assert save_account(account) is None
    assert not inbox.account().is_set, "the keyring, which may be slow, is not asked at every request"
    inbox.forget_account()
    assert inbox.account() == account


def test_a_client_asks_at_the_address_that_is_set_now_and_takes_no_token_of_one_place_to_the_other(inbox: OpenInbox) -> None:
    tokens = set()
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(contextlib.closing(inbox.metadata_client()()))
        for _ in range(2):
            bandwidth = SimulatedBandwidth()
            bandwidth.start()
            stack.callback(bandwidth.stop)
            assert save_account(bandwidth.account.as_account()) is None
            save_settings(inbox.folder, {"voice_url": bandwidth.voice_url, "token_url": bandwidth.token_url})
            inbox.load_settings_again()
            credentials = inbox.sign_in().credentials()
            assert not isinstance(credentials, Failure), credentials.sentence
            tokens.add(requests.Request("GET", bandwidth.voice_url, auth=credentials).prepare().headers["Authorization"])
            made = bandwidth.make_recording()
            said = client.ask(RecordingIds(made.account_id, made.conference_id, "", made.recording_id))
            assert not isinstance(said, Failure), said.sentence
            assert json.loads(said)["recordingId"] == made.recording_id
    assert len(tokens) == 2
