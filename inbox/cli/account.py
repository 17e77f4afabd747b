"""``account``: what to sign in to Bandwidth with: shown, tried, kept in the keyring, forgotten."""

import argparse
import getpass
import sys

from inbox.app import open_inbox
from inbox.domain.account import HOW_TO_SET, Account
from inbox.domain.connection_steps import Step
from inbox.domain.environments import Environment, environment_of
from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible
from inbox.pipeline.account_keeper import AccountKeeper

_NO_TERMINAL = (
    "Secrets are asked for on a terminal, so that they stand in no command line and no file. Run this in one, or set "
    "BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET."
)
_RUNNING = "An inbox that is running now over this data folder uses it within seconds."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Shows the account unless told otherwise."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--test", action="store_true", help="sign in, and say what may be read; exit 1 when something is missing")
    group.add_argument("--set", action="store_true", help="ask for number, client id and secrets, and keep them in the keyring")
    group.add_argument("--forget", action="store_true", help="take the account out of the keyring")


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked; 1 where there is no account to show, or where a step of the test fails."""
    with open_inbox(arguments) as inbox:
        keeper = AccountKeeper(inbox, lambda: None)
        if arguments.set:
            return _set(keeper)
        if arguments.forget:
            return _forget(keeper)
        account = keeper.read()
        if arguments.test:
            return _tell(keeper.test(account, *keeper.addresses))
        _show(account, keeper)
        return 0 if account.is_set else 1


def _set(keeper: AccountKeeper) -> int:
    from inbox.storage.settings.secrets import keyring_name

    if keyring_name() is None and not keeper.is_from_environment:
        raise Problem(
            "There is no keyring here to keep secrets in. Set the environment variables BW_ACCOUNT_ID, BW_CLIENT_ID and "
            "BW_CLIENT_SECRET instead."
        )
    if not keeper.is_from_environment and not sys.stdin.isatty():
        raise Problem(_NO_TERMINAL)
    _done(keeper.save(keeper.read() if keeper.is_from_environment else _asked()), f"Kept in the keyring. {_RUNNING}")
    return _tell(keeper.test(keeper.read(), *keeper.addresses))


def _forget(keeper: AccountKeeper) -> int:
    from inbox.storage.settings.secrets import keyring_name

    if keyring_name() is None and not keeper.is_from_environment:
        raise Problem("There is no keyring here, so there is no account in one that could be forgotten.")
    _done(
        keeper.forget(),
        "The keyring holds no account any more. An inbox that is running now over this data folder does without it within "
        "seconds.",
    )
    return 0


def _asked() -> Account:
    """What the person types. Secrets are not shown, and an empty second one means that there is only one."""
    try:
        return Account(
            account_id=input("Account number: ").strip(),
            client_id=input("Client id: ").strip(),
            client_secret=getpass.getpass("Client secret (not shown): ").strip(),
            next_client_secret=getpass.getpass("Second client secret, if one takes over from the other (not shown): ").strip(),
        )
    except EOFError:
        raise Problem("The input ended before the account was complete, so nothing was kept.") from None


def _done(why_not: str | None, sentence: str) -> None:
    if why_not is not None:
        raise Problem(why_not)
    print(sentence)


def _tell(steps: tuple[Step, ...]) -> int:
    for step in steps:
        print(f"{'ok   ' if step.is_well else 'look '} {step.name:15} {visible(step.sentence, 1_000)}")
    return 0 if all(step.is_well for step in steps) else 1


def _show(account: Account, keeper: AccountKeeper) -> None:
    if not account.is_set:
        half = account.missing_half
        print(f"No account is set{f': {half}' if half else ''}. {HOW_TO_SET}")
        return
    source = "environment" if keeper.is_from_environment else "keyring"
    print(f"account     {visible(account.account_id, 100) or 'not named'}, from the {source}")
    if account.has_oauth:
        secrets = len(account.secrets)
        print(f"client id   {visible(account.client_id, 200)}, with {'two secrets' if secrets == 2 else 'one secret'}")
    if account.has_basic:
        print(
            f"API user    {visible(account.username, 200)}{' (not used)' if account.has_oauth else ''}, ends on 2 December 2026"
        )
    environment = environment_of(*keeper.addresses)
    where = "; ".join(keeper.addresses) if environment is Environment.OWN else environment
    print(f"Bandwidth   {where}")
