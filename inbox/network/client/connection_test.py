"""Trying an account at Bandwidth, step by step, so that it can be said which part of it is missing."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import orjson
from requests.auth import AuthBase

from inbox.domain.account import HOW_TO_SET, Account
from inbox.domain.api_users import days_left, ending_sentence, refused_sentence
from inbox.domain.connection_steps import Step
from inbox.domain.failure import Failure
from inbox.domain.identifiers import base_address_problem, is_id
from inbox.domain.times import iso_z
from inbox.domain.visible_text import visible
from inbox.network.client.bounded_body import read_bounded
from inbox.network.client.sign_in import BearerAuth, SignIn
from inbox.network.client.signed_requests import SignedRequests, refusal
from inbox.network.client.token_claims import TokenClaims, claims

ADDRESSES, SIGN_IN, ACCOUNT, VOICE_ROLE, CALL_RECORDINGS = "Addresses", "Sign-in", "Account", "Voice role", "Call recordings"
_READ_SECONDS = 15.0
_TOTAL_SECONDS = 20.0
_LARGEST_BYTES = 8 << 20
_NOTHING = (
    f"No client id with a secret, and no API user, is given. Make a client id and secret in the Bandwidth dashboard. {HOW_TO_SET}"
)
_NO_CALLS = (
    "The recordings of calls cannot be read (403), those of conferences can. If you record calls, give the credentials the Voice "
    "role for them in the Bandwidth dashboard; if not, switch calls off under Settings, Gaps (catch_up_calls = false)."
)
_NO_ROLE = (
    "Signed in, but Bandwidth does not let these credentials read the recordings of account {account_id} (403){why} In the "
    "Bandwidth dashboard, give them the Voice role for that account."
)
_OTHER_ACCOUNT = (
    "The credentials are not for account {account_id}, but for {others}. Correct the number under Settings, Account "
    "(BW_ACCOUNT_ID where it comes from the environment), or enter credentials of account {account_id}."
)


@dataclass(frozen=True, slots=True)
class _SignedIn:
    """A sign-in that gave credentials, and what they claim of themselves."""

    sign_in: SignIn
    step: Step
    said: TokenClaims


def test_connection(account: Account, voice_url: str, token_url: str) -> tuple[Step, ...]:
    """What works of ``account``, in order; the first step that fails ends it, except the last two, which are apart.

    Asks Bandwidth itself, in the caller's thread, for a minute at most where nothing answers. Nothing is kept of it.
    """
    if not account.is_set:
        return (Step(SIGN_IN, False, f"{account.why_not_set}. {HOW_TO_SET}" if account.missing_half else _NOTHING),)
    for title, address in (("Voice API", voice_url), ("sign-in", token_url)):
        why_not = base_address_problem(address)
        if why_not is not None:
            return (Step(ADDRESSES, False, f"The address of the {title} cannot be used: {why_not}."),)
    signed_in = _sign_in(account, token_url)
    if isinstance(signed_in, Step):
        return (signed_in,)
    named = _account_step(account, signed_in.said)
    if not named.is_well:
        return signed_in.step, named
    client = SignedRequests(signed_in.sign_in, accept="application/json", read_seconds=_READ_SECONDS)
    try:
        steps = [signed_in.step, named]
        voice = _ask(client, account, voice_url, VOICE_ROLE, signed_in.said)
        if voice.name == SIGN_IN:  # an API user is tried with the first request only
            return (voice,)
        steps.append(voice)
        if voice.is_well:
            steps.append(_ask(client, account, voice_url, CALL_RECORDINGS, signed_in.said))
        return tuple(steps)
    finally:
        client.close()


def _sign_in(account: Account, token_url: str) -> _SignedIn | Step:
    if not account.has_oauth:
        moment = datetime.now(UTC)
        step = Step(SIGN_IN, days_left(moment) > 0, ending_sentence(moment))
        return _SignedIn(SignIn(lambda: account, token_url), step, TokenClaims())
    answers: list[tuple[SignIn, AuthBase | Failure]] = []
    for secret in account.secrets:  # each by itself: the one that is refused should be known before the other one ends
        one = replace(account, client_secret=secret, next_client_secret="")
        sign_in = SignIn(lambda one=one: one, token_url)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        answers.append((sign_in, sign_in.credentials()))
    good = next(((sign_in, given) for sign_in, given in answers if isinstance(given, BearerAuth)), None)
    if good is None:
        failure = answers[-1][1]
        assert isinstance(failure, Failure)
        return Step(SIGN_IN, False, failure.sentence)
    return _SignedIn(good[0], _secrets_step([given for _, given in answers]), claims(good[1].token))


def _secrets_step(given: list[AuthBase | Failure]) -> Step:
    """Of one secret, or of two of which one at least works."""
    refused = [place for place, answer in enumerate(given) if isinstance(answer, Failure)]
    if len(given) == 1:
        return Step(SIGN_IN, True, "Signed in with the client id and secret (OAuth2).")
    if not refused:
        return Step(SIGN_IN, True, "Signed in with the client id and each of the two secrets (OAuth2).")
    name, other = ("first", "second") if refused[0] == 0 else ("second", "first")
    failure = given[refused[0]]
    assert isinstance(failure, Failure)
    return Step(SIGN_IN, False, f"Signed in with the {other} of the two secrets, but not with the {name} one: {failure.sentence}")


def _account_step(account: Account, said: TokenClaims) -> Step:
    account_id = account.account_id
    others = visible(", ".join(said.accounts[:5]), 200)
    if not account_id:
        hint = f" The credentials are for {others}." if others else ""
        return Step(ACCOUNT, False, f"The account is not named: enter its number (or set BW_ACCOUNT_ID).{hint}")
    if not is_id(account_id):
        return Step(ACCOUNT, False, "The account number has signs in it that no account number has: it is 7 or 8 digits.")
    if said.accounts and account_id not in said.accounts:
        return Step(ACCOUNT, False, _OTHER_ACCOUNT.format(account_id=account_id, others=others))
    return Step(ACCOUNT, True, f"Account {account_id}{', as the credentials say' if said.accounts else ''}.")


def _ask(client: SignedRequests, account: Account, voice_url: str, name: str, said: TokenClaims) -> Step:
    if name == VOICE_ROLE:
        path, what = f"conferences?{urlencode({'pageSize': 1})}", "the list of conferences"
    else:
        since = iso_z(datetime.now(UTC) - timedelta(hours=1))
        path, what = f"recordings?{urlencode({'minStartTime': since})}", "the list of call recordings"
    response = client.get(f"{voice_url.rstrip('/')}/accounts/{account.account_id}/{path}", what)
    if isinstance(response, Failure):
        return Step(name, False, response.sentence)
    with client.reading(response):
        host = urlsplit(response.url).netloc
        match response.status_code:
            case 200:
                body = read_bounded(response, _LARGEST_BYTES, _TOTAL_SECONDS, time.monotonic)
                if isinstance(body, Failure):
                    return Step(name, False, body.sentence)
                if not _is_list(body):
                    return Step(
                        name, False, f"{host} answered, but not as Bandwidth does. Is the address of the Voice API right?"
                    )
                return Step(name, True, f"{what[0].upper()}{what[1:]} can be read.")
            case 401 if not account.has_oauth:
                return Step(SIGN_IN, False, refused_sentence(datetime.now(UTC)))
            case 403 if name == CALL_RECORDINGS:
                return Step(name, False, _NO_CALLS)
            case 403:
                return Step(name, False, _NO_ROLE.format(account_id=account.account_id, why=_why(said)))
            case 404:
                return Step(
                    name, False, f"{host} has no such list (404). Are the address of the Voice API and the account right?"
                )
            case _:
                return Step(name, False, refusal(response, account.account_id, what).sentence)


def _why(said: TokenClaims) -> str:
    if not said.roles:
        return ": the Voice role is missing, or the account is another one."
    roles = visible(", ".join(said.roles[:5]), 200)
    if any("voice" in role.lower() for role in said.roles):
        return f", although their roles are {roles}: these may be for another account, or leave recordings out."
    return f": what they may do is only {roles}."


def _is_list(body: bytes) -> bool:
    """Whether it is what a list of Bandwidth's may be: an array, one object of it, or nothing."""
    try:
        said = orjson.loads(body or b"null")
    except orjson.JSONDecodeError:
        return False
    return said is None or isinstance(said, list) or (isinstance(said, dict) and bool({"id", "recordingId"} & said.keys()))
