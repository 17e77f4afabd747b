"""What is known of signing in with one account at one address, and for how long it may be taken for granted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from inbox.domain.account import Account
from inbox.domain.api_users import ending_sentence, refused_sentence
from inbox.domain.failure import Failure, Remedy
from inbox.domain.sign_in_state import SignInState
from inbox.domain.times import now
from inbox.network.client.token_request import NoToken, Token

_REFRESH_EARLY_SECONDS = 60.0
_AFTER_REFUSAL_SECONDS = 300.0
"""An expired secret does not come back, but Bandwidth may have refused it by mistake."""
_AFTER_FAILURE_SECONDS = (2.0, 60.0)
"""The first pause, which doubles with each failure, and the longest."""
_BETWEEN_REFUSED_TOKENS_SECONDS = 10.0
_NAMES = ("first", "second")
_ROTATE = (
    "Bandwidth no longer takes the {refused} of the two client secrets; the {other} one works. Take the {refused} one out under "
    "Settings, Account, or put a new one in its place (BW_CLIENT_SECRET, BW_CLIENT_SECRET_2)."
)
_REFUSED_BY_API = (
    "Bandwidth's API does not accept the credentials (401), so nothing can be downloaded. Check them under Settings, Account, or "
    "make a new client id and secret in the Bandwidth dashboard."
)


class SignInMemory:
    """Not safe for threads by itself: `SignIn` holds its lock for all but `order` and `told`, which one thread asks at a time."""

    def __init__(self, account: Account, token_url: str, clock: Callable[[], float]) -> None:
        self._account = account
        self._token_url = token_url
        self._clock = clock
        self.token = ""
        self._renew_at = 0.0
        self._failure: Failure | None = None
        self._failed_until = 0.0
        self._failures = 0
        self._forgot_at = float("-inf")
        self._worked = ""
        self._refused: frozenset[str] = frozenset()
        self._is_accepted: bool | None = None
        """What the API, or the sign-in, said last."""

    def is_of(self, account: Account, token_url: str) -> bool:
        """Whether it is about these."""
        return (self._account, self._token_url) == (account, token_url)

    def good_token(self) -> str | None:
        """The token in use while its time is not over; None when one must be asked for."""
        return self.token if self.token and self._clock() < self._renew_at else None

    def remembered(self) -> Failure | None:
        """The last failure while its pause lasts, with what is left of the wait that the server asked for."""
        left = self._failed_until - self._clock()
        if self._failure is None or left <= 0:
            return None
        if self._failure.retry_after is None:
            return self._failure
        return replace(self._failure, retry_after=timedelta(seconds=left))

    def order(self) -> list[str]:
        """The secrets: the one that worked last first, those that were refused last."""
        return sorted(self._account.secrets, key=lambda secret: (secret != self._worked, secret in self._refused))

    def told(self, secret: str, answer: Token | NoToken) -> None:
        """What the sign-in said of one secret."""
        if isinstance(answer, Token):
            self._worked, self._refused = secret, self._refused - {secret}
        elif answer.refuses_secret:
            self._worked, self._refused = "" if self._worked == secret else self._worked, self._refused | {secret}

    def learn(self, answer: Token | NoToken) -> None:
        """What the sign-in came to."""
        moment = self._clock()
        if isinstance(answer, Token):
            lifetime = answer.lifetime_seconds
            self.token, self._renew_at = answer.text, moment + max(lifetime - _REFRESH_EARLY_SECONDS, lifetime / 2)
            self._failure, self._failures, self._is_accepted = None, 0, True
            return
        self.token, self._failure = "", answer.failure
        self._failed_until = moment + self._pause(answer)
        self._failures += 1
        if answer.failure.remedy is Remedy.ACT:
            self._is_accepted = False

    def forget(self, token: str) -> bool:
        """The API refused ``token``. True when another can be had: a new one is not asked for again and again."""
        if token != self.token:
            return True
        moment = self._clock()
        if moment - self._forgot_at < _BETWEEN_REFUSED_TOKENS_SECONDS:
            return False
        self.token, self._forgot_at = "", moment
        return True

    def heard(self, token: str | None, *, is_accepted: bool) -> None:
        """What the API finally said of ``token``, or, where that is None, of the API user."""
        if (token is None and not self._account.has_oauth) or (token and token == self.token):
            self._is_accepted = is_accepted

    def state(self) -> SignInState:
        """For the person."""
        uses_basic = self._account.has_basic and not self._account.has_oauth
        refused = ""
        sentence = ending_sentence(now()) if uses_basic else ""
        if self._is_accepted is False:
            refusal = self._failure
            sentence = refusal.sentence if refusal is not None and refusal.remedy is Remedy.ACT else _REFUSED_BY_API
            if uses_basic:
                sentence = refused_sentence(now())
        elif len(self._account.secrets) == 2 and self._worked and self._refused:
            place = self._account.secrets.index(next(iter(self._refused)))
            refused = _NAMES[place]
            sentence = _ROTATE.format(refused=refused, other=_NAMES[1 - place])
        return SignInState(self._is_accepted, refused, uses_basic, sentence)

    def _pause(self, answer: NoToken) -> float:
        wait = answer.failure.retry_after
        if wait is not None:
            return max(wait.total_seconds(), 1.0)
        if answer.refuses_secret:
            return _AFTER_REFUSAL_SECONDS
        first, longest = _AFTER_FAILURE_SECONDS
        return float(min(first * 2 ** min(self._failures, 10), longest))
