"""Reading Bandwidth's lists: conferences page by page, the recordings of one, the recordings of calls."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import orjson
import requests

from inbox.domain.events import RecordingEvent
from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import is_id
from inbox.domain.link_header import next_link
from inbox.domain.listed import ListedConference, count_of, parse_call_recordings, parse_conferences, parse_recordings
from inbox.domain.times import iso_z, now
from inbox.network.base_address import BaseAddress, address_now
from inbox.network.bounded_body import read_bounded
from inbox.network.origin import same_origin
from inbox.network.sign_in import SignIn
from inbox.network.signed_requests import SignedRequests, refusal

_LARGEST_BYTES = 8 << 20
_LONGEST_QUERY = 8_192
MOST_A_PAGE = 1_000
MOST_CALL_RECORDINGS = 1_000
"""So many recordings of calls are listed at once, and there is no next page."""
_NO_CLOCK_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ConferencePage:
    """A page of the list of conferences."""

    conferences: tuple[ListedConference, ...]
    next_page: str | None
    """What to ask for the next page with; None: this is the last one."""
    answered_at: datetime
    """When Bandwidth said so, never later than now."""
    problem: str | None = None
    """A sentence: there is a next page, but at an address that it cannot be asked for at."""


@dataclass(frozen=True, slots=True)
class ListedRecordings:
    """The recordings of a conference, or of calls."""

    events: tuple[RecordingEvent, ...]
    answered_at: datetime
    is_cut: bool = False
    """Whether there may be more that did not fit into the list."""


class ListClient:
    """Reads one list after the other. Not shared between threads, but for `interrupt`."""

    def __init__(
        self,
        voice_url: BaseAddress,
        sign_in: SignIn,
        *,
        stall_seconds: float = 30.0,
        total_seconds: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voice_url = voice_url
        self._total_seconds = total_seconds
        self._clock = clock
        self._requests = SignedRequests(sign_in, accept="application/json", read_seconds=stall_seconds)

    def close(self) -> None:
        """Closes the kept connections."""
        self._requests.close()

    def interrupt(self) -> None:
        """Makes a request that waits in another thread end at once; it reports the connection as lost."""
        self._requests.interrupt()

    def conferences(self, account_id: str, since: datetime, until: datetime, page: str | None = None) -> ConferencePage | Failure:
        """The conferences that began between the two moments, the oldest first; ``page`` is the last page's `next_page`.

        Raises ValueError for a wrong account id.
        """
        what = "the list of conferences"
        query = page or _query(minCreatedTime=since, maxCreatedTime=until) + f"&pageSize={MOST_A_PAGE}"
        address = f"{self._account_address(account_id)}/conferences?{query}"
        got = self._get(address, account_id, what)
        if isinstance(got, Failure):
            return replace(got, only_here=False)
        response, value = got
        found = parse_conferences(value)
        if found is None:
            return replace(_no_list(response, what), only_here=False)
        link = next_link(response.headers.get("Link"))
        if link is None:
            return ConferencePage(found, None, _answered_at(response))
        next_page = _next_page(address, response.url, link)
        if next_page is None:
            host = urlsplit(response.url).netloc
            problem = f"{host} named another address for the rest of {what}; credentials are not sent there, so it ends early."
            return ConferencePage(found, None, _answered_at(response), problem)
        return ConferencePage(found, next_page, _answered_at(response))

    def recordings(self, account_id: str, conference: ListedConference) -> ListedRecordings | Failure:
        """The recordings of one conference; Remedy.NOT_FOUND when Bandwidth does not know it. Raises ValueError as above."""
        if not is_id(conference.conference_id):
            raise ValueError("the conference's id is not of the allowed form")
        what = "the list of a conference's recordings"
        address = f"{self._account_address(account_id)}/conferences/{conference.conference_id}/recordings"
        got = self._get(address, account_id, what)
        if isinstance(got, Failure):
            return got
        response, value = got
        found = parse_recordings(value, account_id, conference)
        return _no_list(response, what) if found is None else ListedRecordings(found, _answered_at(response))

    def call_recordings(self, account_id: str, since: datetime, until: datetime) -> ListedRecordings | Failure:
        """The oldest 1000 recordings of calls that began between the two moments. Raises ValueError as above."""
        what = "the list of call recordings"
        address = f"{self._account_address(account_id)}/recordings?{_query(minStartTime=since, maxStartTime=until)}"
        got = self._get(address, account_id, what)
        if isinstance(got, Failure):
            return replace(got, only_here=False)
        response, value = got
        found = parse_call_recordings(value, account_id)
        if found is None:
            return replace(_no_list(response, what), only_here=False)
        return ListedRecordings(found, _answered_at(response), count_of(value) >= MOST_CALL_RECORDINGS)

    def _account_address(self, account_id: str) -> str:
        if not is_id(account_id):
            raise ValueError("the account's id is not of the allowed form")
        return f"{address_now(self._voice_url).rstrip('/')}/accounts/{account_id}"

    def _get(self, address: str, account_id: str, what: str) -> tuple[requests.Response, object] | Failure:
        """The answer of status 200 and the JSON value that it holds; the answer is closed."""
        response = self._requests.get(address, what)
        if isinstance(response, Failure):
            return response
        with self._requests.reading(response):
            status = response.status_code
            if status not in (200, 404, 410):
                refused = refusal(response, account_id, what)
                return replace(refused, only_here=False) if status == 403 else refused  # the account is our own
            body = read_bounded(response, _LARGEST_BYTES, self._total_seconds, self._clock)
        if isinstance(body, Failure):
            return body
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError:
            return _no_list(response, what) if status == 200 else _not_bandwidth(response)
        if status == 200:
            return response, value
        if isinstance(value, dict) and any(isinstance(value.get(name), str) for name in ("type", "description")):
            return Failure(f"Bandwidth does not have {what} ({status}). Is the account's id right?", Remedy.NOT_FOUND)
        return _not_bandwidth(response)


def _query(**moments: datetime) -> str:
    return urlencode(
        {name: iso_z(moment.replace(microsecond=moment.microsecond // 1000 * 1000)) for name, moment in moments.items()}
    )


def _next_page(asked: str, answered: str, link: str) -> str | None:
    """The query of the next page, when it is at the same origin and path; ``asked`` may have led to ``answered``."""
    whole = same_origin(answered, link)
    if whole is None:
        return None
    there = urlsplit(whole)
    fits = there.path == urlsplit(asked).path and there.query and len(there.query) <= _LONGEST_QUERY and there.query.isprintable()
    return there.query if fits and there.query.isascii() else None


def _answered_at(response: requests.Response) -> datetime:
    """When Bandwidth answered, by its own clock where ours is ahead."""
    moment = now()
    try:
        said = parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        return moment
    if said.tzinfo is None or said < _NO_CLOCK_BEFORE:
        return moment
    return min(moment, said.astimezone(UTC))


def _no_list(response: requests.Response, what: str) -> Failure:
    host = urlsplit(response.url).netloc
    return Failure(f"{host} gave an answer that is not {what}.", Remedy.TRY_LATER, only_here=True)


def _not_bandwidth(response: requests.Response) -> Failure:
    return Failure(
        f"{urlsplit(response.url).netloc} answered {response.status_code}, but not as Bandwidth does. Is INBOX_VOICE_URL right, "
        "or is there a proxy in between?",
        Remedy.ACT,
    )
