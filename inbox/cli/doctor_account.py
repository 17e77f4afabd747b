"""The doctor's line on the account: signing in, the account, what may be read."""

from inbox.domain.account import HOW_TO_SET, Account
from inbox.storage.settings.settings import Settings

_NONE = f"{{why}}, so recordings are listed but not downloaded. {HOW_TO_SET}"


def account(kept: Account, settings: Settings) -> tuple[bool, str]:
    """Whether all is well with the account that is ``kept``, and what was found. Asks Bandwidth."""
    if not kept.is_set:
        return False, _NONE.format(why=kept.why_not_set)
    from inbox.network.client.connection_test import test_connection

    steps = test_connection(kept, settings.voice_url, settings.token_url)
    wrong = [step for step in steps if not step.is_well]
    if wrong:
        return False, " / ".join(f"{step.name}: {step.sentence}" for step in wrong)
    if not kept.has_oauth:
        return True, f"{steps[0].sentence} Recordings of account {kept.account_id} can be read"
    several = " and each of two secrets" if len(kept.secrets) == 2 else ""
    return True, f"signed in with OAuth2 for account {kept.account_id}{several}; recordings of conferences and calls can be read"
