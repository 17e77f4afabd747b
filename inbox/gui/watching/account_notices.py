"""What the banner says of the account, and of what Bandwidth deletes before it is here."""

import time
from collections.abc import Callable

from inbox.gui.frame.banner import Notice
from inbox.gui.frame.parts import WindowParts

_IN_ENVIRONMENT = " Set BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET, and start the inbox again."
NO_ACCOUNT = "No Bandwidth account is set, so recordings are listed but cannot be downloaded."
_QUIET_SECONDS = 1_800.0
"""So long nothing is said of what the person has just asked for, unless it becomes more."""


class AccountNotices:
    """Asked for twice a second: it only looks at what is known."""

    def __init__(
        self, parts: WindowParts, open_account: Callable[[], None], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._parts, self._open, self._monotonic = parts, open_account, monotonic
        self._count = 0
        self._asked_for = 0
        self._quiet_until = 0.0

    def show_expiring(self, count: int) -> None:
        """What the folder Expiring holds now: the banner tells the same number."""
        self._count = count

    def notice(self, has_account: bool) -> Notice | None:
        """What is to be said now: what loses recordings first."""
        return self._expiring(has_account) or (self._account() if has_account else self._no_account())

    def _expiring(self, has_account: bool) -> Notice | None:
        tidy, days, count = self._parts.tidy, self._parts.warning_days(), self._count
        if tidy is None or not days or not count or (count <= self._asked_for and self._monotonic() < self._quiet_until):
            return None
        sentence = expiring_text(count, days)
        if not has_account and self._parts.account is not None:
            sentence += " Without an account they cannot be downloaded."
            return Notice(sentence, button="Account…", action=self._open)
        download = tidy.download_expiring

        def ask() -> None:
            self._asked_for, self._quiet_until = count, self._monotonic() + _QUIET_SECONDS
            download()

        return Notice(sentence, button="Download" if has_account else "", action=ask)

    def _account(self) -> Notice | None:
        keeper = self._parts.account
        state = keeper.state if keeper is not None else None
        if state is None or not state.sentence:
            return None
        return Notice(state.sentence, is_error=state.works is False, button="Account…", action=self._open)

    def _no_account(self) -> Notice:
        if self._parts.account is None:
            return Notice(NO_ACCOUNT + _IN_ENVIRONMENT, is_error=False)
        return Notice(NO_ACCOUNT, is_error=False, button="Enter the account…", action=self._open)


def expiring_text(count: int, days: int) -> str:
    """``3 recordings that are not downloaded are deleted at Bandwidth within 2 days.``"""
    when = "a day" if days == 1 else f"{days} days"
    if count == 1:
        return f"A recording that is not downloaded is deleted at Bandwidth within {when}."
    return f"{count:,} recordings that are not downloaded are deleted at Bandwidth within {when}."
