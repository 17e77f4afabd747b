"""Reading Bandwidth's lists: conferences page by page, the recordings of one, the recordings of calls."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import requests

from inbox.domain.events import RecordingEvent
from inbox.domain.failure import Failure
from inbox.domain.identifiers import is_id
from inbox.domain.link_header import next_link
from inbox.domain.listed import ListedConference, count_of, parse_call_recordings, parse_conferences, parse_recordings
from inbox.domain.times import iso_z, now
from inbox.network.client.base_address import BaseAddress
from inbox.network.client.json_client import JsonClient, Wanted
from inbox.network.client.origin import same_origin
from inbox.network.client.sign_in import SignIn
from inbox.network.client.transport_failures import CHECK_ADDRESS

_LARGEST_BYTES = 8 << 20
_LONGEST_QUERY = 8_192
MOST_A_PAGE = 1_000
MOST_CALL_RECORDINGS = 1_000
"""So many recordings of calls are listed at once, and there is no next page."""
_NO_CLOCK_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def _list(name: str) -> Wanted:
    return Wanted(name, f"Bandwidth does not have {name} ({{status}}). Is the account's id right?", f"is not {name}")


_CONFERENCES = _list("the list of conferences")
_RECORDINGS = _list("the list of a conference's recordings")
_CALL_RECORDINGS = _list("the list of call recordings")


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


class ListClient(JsonClient):
    """Reads one list after the other. Not shared between threads, but for `interrupt`."""

    def __init__(
        self, voice_url: BaseAddress, sign_in: SignIn, *, stall_seconds: float = 30.0, total_seconds: float = 120.0
    ) -> None:
        super().__init__(
            voice_url, sign_in, stall_seconds=stall_seconds, total_seconds=total_seconds, largest_bytes=_LARGEST_BYTES
        )

    def conferences(self, account_id: str, since: datetime, until: datetime, page: str | None = None) -> ConferencePage | Failure:
        """The conferences that began between the two moments, the oldest first; ``page`` is the last page's `next_page`.

        Raises ValueError for a wrong account id.
        """
        query = page or _query(minCreatedTime=since, maxCreatedTime=until) + f"&pageSize={MOST_A_PAGE}"
        address = f"{self._account_address(account_id)}/conferences?{query}"
        got = self._get(address, account_id, _CONFERENCES)
        if isinstance(got, Failure):
            return replace(got, only_here=False)
        response = got.response
        found = parse_conferences(got.value)
        if found is None:
            return replace(_CONFERENCES.is_not(response), only_here=False)
        link = next_link(response.headers.get("Link"))
        if link is None:
            return ConferencePage(found, None, _answered_at(response))
        next_page = _next_page(address, response.url, link)
        if next_page is None:
            host = urlsplit(response.url).netloc
            problem = (
                f"{host} named another address for the rest of {_CONFERENCES.name}; credentials are not sent there, so it ends "
                f"early. {CHECK_ADDRESS}"
            )
            return ConferencePage(found, None, _answered_at(response), problem)
        return ConferencePage(found, next_page, _answered_at(response))

    def recordings(self, account_id: str, conference: ListedConference) -> ListedRecordings | Failure:
        """The recordings of one conference; Remedy.NOT_FOUND when Bandwidth does not know it. Raises ValueError as above."""
        if not is_id(conference.conference_id):
            raise ValueError("the conference's id is not of the allowed form")
        address = f"{self._account_address(account_id)}/conferences/{conference.conference_id}/recordings"
        got = self._get(address, account_id, _RECORDINGS)
        if isinstance(got, Failure):
            return got
        found = parse_recordings(got.value, account_id, conference)
        return _RECORDINGS.is_not(got.response) if found is None else ListedRecordings(found, _answered_at(got.response))

    def call_recordings(self, account_id: str, since: datetime, until: datetime) -> ListedRecordings | Failure:
        """The oldest 1000 recordings of calls that began between the two moments. Raises ValueError as above."""
        address = f"{self._account_address(account_id)}/recordings?{_query(minStartTime=since, maxStartTime=until)}"
        got = self._get(address, account_id, _CALL_RECORDINGS)
        if isinstance(got, Failure):
            return replace(got, only_here=False)
        found = parse_call_recordings(got.value, account_id)
        if found is None:
            return replace(_CALL_RECORDINGS.is_not(got.response), only_here=False)
        return ListedRecordings(found, _answered_at(got.response), count_of(got.value) >= MOST_CALL_RECORDINGS)

    def _account_address(self, account_id: str) -> str:
        if not is_id(account_id):
            raise ValueError("the account's id is not of the allowed form")
        return f"{self._base().rstrip('/')}/accounts/{account_id}"

    def _refused(self, response: requests.Response, account_id: str, wanted: Wanted) -> Failure:
        refused = super()._refused(response, account_id, wanted)
        return replace(refused, only_here=False) if response.status_code == 403 else refused  # the account is our own


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
