"""The account: where it comes from, keeping another one in the keyring, trying it at Bandwidth."""

import logging
from collections.abc import Callable

from inbox.domain.account import Account
from inbox.domain.connection_steps import Step
from inbox.domain.identifiers import is_id
from inbox.domain.sign_in_state import SignInState
from inbox.pipeline.opened import OpenInbox
from inbox.storage.settings.account_stamp import AccountStamp
from inbox.storage.settings.secrets import forget_account, is_account_in, save_account

_log = logging.getLogger(__name__)

_IN_ENVIRONMENT = (
    "The account is set in the environment (BW_CLIENT_ID and BW_CLIENT_SECRET, or BW_USERNAME and BW_PASSWORD), which comes "
    "first. Change it there, or take it out there to keep one in the keyring."
)


class AccountKeeper:
    """Reading, keeping, forgetting and testing may wait for the keyring or the network: never in the GUI thread."""

    def __init__(self, inbox: OpenInbox, changed: Callable[[], None]) -> None:
        """``changed`` hears, in the thread that asked, that requests are signed with something else from now on."""
        self._inbox = inbox
        self._changed = changed
        self._stamp = AccountStamp(inbox.folder)
        self.followed = 0
        """How often a change that another program made was taken up."""

    def read(self) -> Account:
        """The account in use; empty when there is none."""
        return self._inbox.account()

    def save(self, account: Account) -> str | None:
        """Keeps it in the keyring and uses it from now on; gives the sentence that says why that was not possible, or None."""
        why_not = _IN_ENVIRONMENT if self.is_from_environment else _wrong(account) or save_account(account)
        if why_not is None:
            self._tell_others()
            self._use()
        return why_not

    def forget(self) -> str | None:
        """Takes it out of the keyring; gives the sentence that says why that was not possible, or None."""
        why_not = _IN_ENVIRONMENT if self.is_from_environment else forget_account()
        if why_not is None:
            self._tell_others()
            self._use()
        return why_not

    def follow(self) -> None:
        """Uses from now on what another program over this data folder has kept or forgotten. To be called every few seconds."""
        if self._stamp.has_changed() and not self.is_from_environment:
            _log.info("The account in the keyring was changed by another program, and is used as it is now.")
            self._use()
            self.followed += 1

    def test(self, account: Account, voice_url: str, token_url: str) -> tuple[Step, ...]:
        """What works of it at these addresses, step by step; it need not be kept. Takes a minute where nothing answers."""
        from inbox.network.client.connection_test import test_connection

        steps = test_connection(account, voice_url, token_url)
        if all(step.is_well for step in steps) and account == self._inbox.account() and self.state.works is False:
            self._use()  # what was refused a while ago is not any more
        return steps

    @property
    def is_from_environment(self) -> bool:
        """Whether the account is that of BW_*, and the keyring is not asked."""
        return is_account_in(self._inbox.environ)

    @property
    def addresses(self) -> tuple[str, str]:
        """The Voice API's base address and the sign-in's address that are set now."""
        settings = self._inbox.settings
        return settings.voice_url, settings.token_url

    @property
    def are_addresses_from_environment(self) -> bool:
        """Whether one of them is set by INBOX_VOICE_URL or INBOX_TOKEN_URL, which come before the settings."""
        return any(self._inbox.environ.get(name) for name in ("INBOX_VOICE_URL", "INBOX_TOKEN_URL"))

    @property
    def state(self) -> SignInState:
        """How signing in goes. From any thread; never waits."""
        return self._inbox.sign_in_state()

    def _tell_others(self) -> None:
        try:
            self._stamp.mark()
        except OSError as problem:
            _log.warning(
                "An inbox that is running now goes on with the account as it was until it is started again: %s could not be "
                "written (%s).",
                self._inbox.folder.account_stamp,
                problem.strerror or problem,
            )

    def _use(self) -> None:
        self._inbox.forget_account()
        self._changed()


def _wrong(account: Account) -> str | None:
    if half := account.missing_half:
        return f"{half[0].upper()}{half[1:]}, and it takes both to sign in, so nothing was kept."
    if not account.is_set:
        return "Neither a client id with a secret nor an API user with a password is given, so there is nothing to keep."
    if not is_id(account.account_id):
        return "The account number is missing, or has signs in it that none has: it is 7 or 8 digits."
    return None
