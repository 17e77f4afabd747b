"""Calls are found by who called whom, recordings by whether Bandwidth knows them."""

from collections.abc import Callable

import pytest

from inbox.domain.query import SortColumn, parse_query
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings

_CALL = {"eventType": "recordingAvailable", "conferenceId": None}
_EVENTS = (
    {"recordingId": "r-1", "name": "stand-up 1919"},
    {**_CALL, "recordingId": "r-2", "callId": "c-aa11-bb", "from": "+19195550112", "to": "+19845550100", "direction": "inbound"},
    {**_CALL, "recordingId": "r-3", "callId": "c-cc22-dd", "from": "+19845550100", "to": "+19195550112", "direction": "Outbound"},
    {**_CALL, "recordingId": "r-4", "callId": "c-ee33-ff", "from": "sip:alice@example.org", "to": None},
    {"recordingId": "r-5", "conferenceId": "conf-2", "name": "planning"},
)


@pytest.fixture(autouse=True)
def five_recordings(database: Database, deliver: Callable[..., Committed]) -> None:
    for event in _EVENTS:
        deliver(**event)
    verifications = Verifications(database)
    verifications.verified(1, "{}", now())
    verifications.verified(2, "{}", now())
    verifications.refuted(3, "Bandwidth does not know it.", now(), None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("is:call", {2, 3, 4}),
        ("is:conference", {1, 5}),
        ("is:verified", {1, 2}),
        ("is:refuted", {3}),
        ("is:unverified", {4, 5}),
        ("verification:refuted", {3}),
        ("verification:VERIFIED", {1, 2}),
        ("verification:nonsense", set()),
        ("from:+1919", {2}),
        ("from:+19195550112", {2}),
        ("to:+1919", {3}),
        ("from:alice", {4}),
        ("to:+", {2, 3}),
        ("direction:inbound", {2}),
        ("direction:OUTBOUND", {3}),
        ("direction:sideways", set()),
        ("call:c-cc22", {3}),
        ("call:c-cc22-dd", {3}),
        ("call:conf", set()),
        ("+1919", {1, 2, 3}),
        ("+19195550112", {2, 3}),
        ('"+1 (919) 555-0112"', {2, 3}),
        ('from:"+1 919-555 0112"', {2}),
        ("1984", {2, 3}),
        ("is:call is:verified", {2}),
        ("is:call alice", {4}),
        ("is:conference planning", {5}),
        ("c-aa11", {2}),
    ],
)
def test_a_search_finds_what_it_says_in_every_order(recordings: Recordings, text: str, found: set[int]) -> None:
    for sort in SortColumn:
        for descending in (False, True):
            query = parse_query(text, sort, descending)
            assert set(recordings.ids(query)) == found
            assert set(recordings.ids(query, limit=10)) == found
