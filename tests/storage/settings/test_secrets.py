import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringError, KeyringLocked

from inbox.domain.account import Account
from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings import secrets
from inbox.storage.settings.secrets import load_account, save_account, save_webhook_credentials
from inbox.storage.settings.settings import IN_KEYRING, load_settings, save_settings

ACCOUNT = Account(account_id="55555555", client_id="id", client_secret="geheim")
ENVIRONMENT = {"BW_ACCOUNT_ID": "66666666", "BW_CLIENT_ID": "other", "BW_CLIENT_SECRET": "other secret"}


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


class PlainTextKeyring(MemoryKeyring):
    """One that would write into a readable file: its priority says so."""

    priority: ClassVar[Any] = 0.5


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("geheim")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringError(f"cannot keep {password}")


class SilentKeyring(MemoryKeyring):
    """One that asks the person for its password where no one sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answered.wait(30)
        return None


@pytest.fixture(autouse=True)
def desktop() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    desktop = MemoryKeyring()
    keyring.set_keyring(desktop)
    yield desktop
    keyring.set_keyring(before)


def test_the_environment_comes_first(desktop: MemoryKeyring) -> None:
    assert save_account(ACCOUNT) is None
    account = load_account(ENVIRONMENT)
    assert (account.account_id, account.client_id, account.client_secret) == ("66666666", "other", "other secret")
    assert load_account({"BW_USERNAME": "u", "BW_PASSWORD": "p"}).has_basic


def test_without_an_environment_the_keyrings_account_is_used(desktop: MemoryKeyring) -> None:
    assert save_account(ACCOUNT) is None
    assert load_account({}) == ACCOUNT
    assert [service for service, _ in desktop.kept] == ["recording-inbox"]


def test_an_account_id_alone_chooses_the_account_of_the_kept_secret() -> None:
    assert save_account(ACCOUNT) is None
    account = load_account({"BW_ACCOUNT_ID": "77777777"})
    assert (account.account_id, account.client_secret) == ("77777777", "geheim")


def test_half_an_account_of_the_environment_is_given_only_where_the_keyring_has_none(desktop: MemoryKeyring) -> None:
    half = {"BW_ACCOUNT_ID": "77777777", "BW_CLIENT_SECRET": "alone"}
    assert load_account(half) == Account("77777777", client_secret="alone")
    assert save_account(ACCOUNT) is None
    assert load_account(half) == replace(ACCOUNT, account_id="77777777")


def test_both_secrets_are_had_from_either_place_while_one_replaces_the_other() -> None:
    two = replace(ACCOUNT, next_client_secret="neu")
    assert save_account(two) is None
    assert load_account({}) == two
    assert load_account({}).secrets == ("geheim", "neu")
    named = load_account({**ENVIRONMENT, "BW_CLIENT_SECRET_2": "second"})
    assert named.secrets == ("other secret", "second")
    assert load_account(ENVIRONMENT).secrets == ("other secret",), "the keyring's belongs to another client"


def test_a_second_secret_alone_joins_the_kept_one() -> None:
    assert save_account(ACCOUNT) is None
    assert load_account({"BW_CLIENT_SECRET_2": "second"}).secrets == ("geheim", "second")


def test_nothing_anywhere_is_an_empty_account() -> None:
    assert load_account({}) == Account()


@pytest.mark.parametrize("kind", [NoKeyring, LockedKeyring, PlainTextKeyring, ChainerBackend])
def test_without_a_safe_keyring_nothing_is_kept_and_nothing_raises(
    kind: type[KeyringBackend], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if kind is ChainerBackend:
        monkeypatch.setattr(ChainerBackend, "backends", [NoKeyring(), PlainTextKeyring()])  # type: ignore[no-untyped-call]
    keyring.set_keyring(kind())
    sentence = save_account(ACCOUNT)
    assert sentence is not None
    assert "BW_CLIENT_SECRET" in sentence
    assert load_account({}) == Account()
    assert "geheim" not in caplog.text + sentence


def test_a_keyring_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_PATIENCE", 0.05)
    silent = SilentKeyring()
    keyring.set_keyring(silent)
    try:
        assert load_account({}) == Account()
        assert "keyring" in {thread.name for thread in threading.enumerate()}
    finally:
        silent.answered.set()
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join(10)


@pytest.mark.parametrize("garbage", ["", "not json", "[]", '{"client_id": 5}', "null"])
def test_what_another_program_left_there_is_no_account(desktop: MemoryKeyring, garbage: str) -> None:
    desktop.kept["recording-inbox", "account"] = garbage
    assert load_account({}) == Account()


def test_the_webhooks_password_may_be_in_the_keyring(folder: DataFolder) -> None:
    folder.prepare()
    assert save_webhook_credentials("bandwidth", "geheim") is None
    assert load_settings(folder, {}, {}).webhook_password == ""
    save_settings(folder, {IN_KEYRING: True})
    settings = load_settings(folder, {}, {})
    assert (settings.webhook_username, settings.webhook_password) == ("bandwidth", "geheim")
    assert "geheim" not in folder.settings.read_text()


def test_a_locked_keyring_never_opens_the_webhook_to_everyone(folder: DataFolder) -> None:
    folder.prepare()
    save_settings(folder, {IN_KEYRING: True})
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(StorageProblem, match="cannot be read now"):
        load_settings(folder, {}, {})
    environ = {"INBOX_WEBHOOK_USERNAME": "bandwidth", "INBOX_WEBHOOK_PASSWORD": "other"}
    assert load_settings(folder, {}, environ).webhook_password == "other"
