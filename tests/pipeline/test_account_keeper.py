"""The account is kept in the keyring, used at once, forgotten, and tried; what the environment says comes first."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyrings.memory_keyring import MemoryKeyring, using

from inbox.domain.account import Account
from inbox.domain.failure import Failure
from inbox.pipeline.account_keeper import AccountKeeper
from inbox.pipeline.opened import OpenInbox, Options
from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture
def desktop() -> Iterator[MemoryKeyring]:
    made = MemoryKeyring()
    with using(made):
        yield made


class Kept:
    """An inbox, its keeper, and how often it was told that something changed."""

    def __init__(self, root: Path, bandwidth: SimulatedBandwidth, **environ: str) -> None:
        addresses = {"INBOX_VOICE_URL": bandwidth.voice_url, "INBOX_TOKEN_URL": bandwidth.token_url}
        self.inbox = OpenInbox(Options(data_dir=str(root)), {**addresses, **environ})
        self.changes = 0
        self.keeper = AccountKeeper(self.inbox, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def close(self) -> None:
        """Closes the inbox."""
        self.inbox.close()


@pytest.fixture
def kept(desktop: MemoryKeyring, tmp_path: Path, bandwidth: SimulatedBandwidth) -> Iterator[Kept]:
    with closing(Kept(tmp_path / "inbox", bandwidth)) as made:
        yield made


def test_what_is_kept_is_used_at_once_and_is_there_after_a_restart(
    kept: Kept, bandwidth: SimulatedBandwidth, tmp_path: Path
) -> None:
    account = replace(bandwidth.account.as_account(), next_client_secret="second")
    assert isinstance(kept.inbox.sign_in().credentials(), Failure)
    assert kept.keeper.save(account) is None
    assert kept.changes == 1
    assert not isinstance(kept.inbox.sign_in().credentials(), Failure)
    assert kept.keeper.state.works is True
    with closing(Kept(tmp_path / "other", bandwidth)) as again:
        assert again.keeper.read() == account


def test_what_is_forgotten_is_gone_at_once_also_when_there_was_nothing(
    kept: Kept, bandwidth: SimulatedBandwidth, desktop: MemoryKeyring
) -> None:
    kept.keeper.save(bandwidth.account.as_account())
    assert kept.keeper.forget() is None
    assert desktop.kept == {}
    assert not kept.keeper.read().is_set
    assert isinstance(kept.inbox.sign_in().credentials(), Failure)
    assert kept.keeper.forget() is None


def test_the_environments_account_is_not_changed_here(
    desktop: MemoryKeyring, tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    with closing(Kept(tmp_path, bandwidth, BW_ACCOUNT_ID="1", BW_CLIENT_ID="a", BW_CLIENT_SECRET="s")) as named:
        assert named.keeper.is_from_environment
        for why_not in (named.keeper.save(bandwidth.account.as_account()), named.keeper.forget()):
            assert why_not is not None
            assert "environment" in why_not
        assert (named.changes, desktop.kept) == (0, {})


def test_half_an_account_is_not_kept_and_the_missing_half_is_named(kept: Kept, desktop: MemoryKeyring) -> None:
    why_not = kept.keeper.save(Account("5555555", client_id="an-id"))
    assert why_not is not None
    assert why_not.startswith("The client id (BW_CLIENT_ID) is there, but the client secret (BW_CLIENT_SECRET) is not")
    (step,) = kept.keeper.test(Account("5555555", client_id="an-id"), *kept.keeper.addresses)
    assert "but the client secret (BW_CLIENT_SECRET) is not" in step.sentence
    assert desktop.kept == {}


def test_without_a_keyring_the_sentence_names_the_variables(kept: Kept, bandwidth: SimulatedBandwidth) -> None:
    with using(NoKeyring()):  # type: ignore[no-untyped-call]
        why_not = kept.keeper.save(bandwidth.account.as_account())
    assert why_not is not None
    assert "BW_CLIENT_SECRET" in why_not
    assert bandwidth.account.client_secret not in why_not
    assert kept.changes == 0


@pytest.mark.parametrize(
    "account", [Account(account_id="1"), Account(client_id="a", client_secret="s"), Account("../1", "a", "s")]
)
def test_what_could_never_sign_in_is_not_kept(kept: Kept, account: Account, desktop: MemoryKeyring) -> None:
    assert kept.keeper.save(account) is not None
    assert desktop.kept == {}


def test_a_test_that_works_ends_the_pause_after_a_refusal(kept: Kept, bandwidth: SimulatedBandwidth) -> None:
    account = bandwidth.account.as_account()
    kept.keeper.save(account)
    bandwidth.tokens.secrets = ()
    assert isinstance(kept.inbox.sign_in().credentials(), Failure)
    assert kept.keeper.state.works is False
    bandwidth.tokens.restore()
    assert isinstance(kept.inbox.sign_in().credentials(), Failure), "remembered"
    assert all(step.is_well for step in kept.keeper.test(account, *kept.keeper.addresses))
    assert kept.changes == 2
    assert not isinstance(kept.inbox.sign_in().credentials(), Failure)


def test_what_is_typed_can_be_tried_before_it_is_kept(kept: Kept, bandwidth: SimulatedBandwidth, desktop: MemoryKeyring) -> None:
    steps = kept.keeper.test(bandwidth.account.as_account(), bandwidth.voice_url, bandwidth.token_url)
    assert all(step.is_well for step in steps)
    assert (kept.changes, desktop.kept) == (0, {})


def test_how_signing_in_goes_is_not_known_before_it_was_tried(kept: Kept) -> None:
    assert kept.keeper.state.works is None
    assert kept.keeper.are_addresses_from_environment


def test_what_another_program_keeps_and_forgets_is_followed_and_cached_tokens_go(
    kept: Kept, bandwidth: SimulatedBandwidth, tmp_path: Path
) -> None:
    account = bandwidth.account.as_account()
    assert isinstance(kept.inbox.sign_in().credentials(), Failure)
    with closing(Kept(tmp_path / "inbox", bandwidth)) as other:
        kept.keeper.follow()
        assert kept.changes == 0
        assert other.keeper.save(account) is None
        kept.keeper.follow()
        assert (kept.changes, kept.keeper.followed) == (1, 1)
        assert not isinstance(kept.inbox.sign_in().credentials(), Failure)
        assert account.client_secret not in kept.inbox.folder.account_stamp.read_text()
        assert other.keeper.forget() is None
        kept.keeper.follow()
        assert not kept.keeper.read().is_set
        assert isinstance(kept.inbox.sign_in().credentials(), Failure)
        kept.keeper.follow()
        assert (kept.changes, kept.keeper.followed) == (2, 2)
        other.keeper.follow()
        assert other.keeper.followed == 0, "one's own change is no news"


def test_an_account_of_the_environment_goes_on_whatever_the_keyring_holds(
    kept: Kept, bandwidth: SimulatedBandwidth, tmp_path: Path
) -> None:
    with closing(Kept(tmp_path / "inbox", bandwidth, BW_ACCOUNT_ID="1", BW_CLIENT_ID="a", BW_CLIENT_SECRET="s")) as named:
        kept.keeper.save(bandwidth.account.as_account())
        named.keeper.follow()
        assert (named.changes, named.keeper.followed) == (0, 0)


@pytest.mark.expects_log
def test_an_account_is_kept_although_no_other_program_can_be_told(
    kept: Kept, bandwidth: SimulatedBandwidth, caplog: pytest.LogCaptureFixture
) -> None:
    kept.inbox.folder.account_stamp.mkdir()
    assert kept.keeper.save(bandwidth.account.as_account()) is None
    assert kept.changes == 1
    assert "until it is started again" in caplog.text
