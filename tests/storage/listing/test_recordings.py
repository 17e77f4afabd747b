import itertools
from collections.abc import Callable

import pytest

from inbox.domain.query import FIELDS, RecordingQuery, SortColumn, Term, parse_query
from inbox.domain.statuses import ReviewStatus
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings
from inbox.storage.listing.search_index import bring_up_to_date
from inbox.storage.review.reviews import set_review

Deliver = Callable[..., Committed]

_EVENTS = (
    {"recordingId": "r-aa11", "conferenceId": "conf-95ac90b3-ac6c", "name": "Thursday stand-up", "duration": "PT20M"},
    {
        "recordingId": "r-bb22",
        "name": "Zoë’s review",
        "status": "partial",
        "startTime": "2026-06-10T10:00:00Z",
        "tag": "Kunde 4711",
    },
    {"recordingId": "r-cc33", "name": None, "status": "error", "mediaUrl": None, "duration": "PT5S"},
    {"recordingId": "r-dd44", "name": "planning", "status": "Translating", "fileFormat": "MP3", "accountId": "66666666"},
    {"recordingId": "r-ee55", "name": "🎉 ***", "status": "completed", "startTime": "2026-06-11T10:00:00Z", "fileFormat": "wav"},
)


@pytest.fixture(autouse=True)
def five_recordings(database: Database, deliver: Deliver) -> None:
    for event in _EVENTS:
        deliver(**event)
    set_review(database, [1, 2], ReviewStatus.REVIEWED)
    set_review(database, [3], ReviewStatus.FLAGGED)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {1, 2, 3, 4, 5}),
        ("status:partial", {2}),
        ("status:complete", {1, 5}),
        ("status:completed", {1, 5}),
        ("status:unknown", {4}),
        ("status:translating", {4}),
        ("status:elsewhere", set()),
        ("review:new", {4, 5}),
        ("review:reviewed", {1, 2}),
        ("review:flagged", {3}),
        ("download:waiting", {1, 2, 4, 5}),
        ("download:given-up", {3}),
        ("download:nonsense", set()),
        ("is:error", {3}),
        ("is:flagged", {3}),
        ("is:nonsense", set()),
        ("source:webhook", {1, 2, 3, 4, 5}),
        ("source:catch-up", set()),
        ("format:mp3", {4}),
        ("account:66666666", {4}),
        ("recording:r-b", {2}),
        ("recording:%", set()),
        ("conference:conf-95ac", {1}),
        ("conference:review", {2}),
        ("name:stand", {1}),
        ("name:4711", set()),
        ("tag:4711", {2}),
        ("stand", {1}),
        ("STAND", {1}),
        ("up", {1}),
        ("stand-up", {1}),
        ("tand", set()),
        ("zoe", {2}),
        ("Zoë", {2}),
        ("kunde 47", {2}),
        ("kunde stand", set()),
        ("r-aa11", {1}),
        ("95ac90b3", {1}),
        ("666", {4}),
        ("🎉", {5}),
        ("name:🎉", {5}),
        ("***", {5}),
        ("—", set()),
        ("status:partial review:reviewed zoe", {2}),
        ("status:partial review:new", set()),
    ],
)
def test_a_search_finds_what_it_says_in_every_order(recordings: Recordings, text: str, found: set[int]) -> None:
    for sort, descending in itertools.product(SortColumn, (False, True)):
        query = parse_query(text, sort, descending)
        every = list(recordings.ids(query))
        assert set(every) == found
        assert len(every) == len(found)
        assert list(recordings.ids(query, limit=2)) == every[:2]


@pytest.mark.parametrize(
    "text",
    [
        '"', '""', '"stand" OR "zoe"', "stand* NOT zoe", "NEAR(stand up)", "name : stand", "{name} : stand", "^stand",
        "stand AND", "(", "'; DROP TABLE recordings; --", "\x00", "stand\x00", "\ud800", "-stand", "+stand", "\\", "%", "_",
        'stand"*', "𞤀𞤁", "e\u0301", "rowid:1", "recordings_fts", ":", "a:", "x" * 10_000, "\u202e",
    ],
)  # fmt: skip
def test_no_text_is_taken_for_search_syntax(recordings: Recordings, text: str) -> None:
    query = RecordingQuery(words=(text,), terms=(Term("name", text), Term("conference", text), Term("recording", text)))
    assert list(recordings.ids(query)) == []
    for field in FIELDS:
        recordings.ids(RecordingQuery(terms=(Term(field, text),)), limit=10)
    assert len(recordings.ids(RecordingQuery())) == 5


def test_a_search_of_very_many_words_is_answered(recordings: Recordings) -> None:
    assert list(recordings.ids(RecordingQuery(words=("stand",) * 5000))) == [1]
    assert list(recordings.ids(RecordingQuery(words=("stand", *(f"other{number}" for number in range(3000)))))) == []
    assert list(recordings.ids(RecordingQuery(words=tuple("—" * (number + 1) for number in range(3000))))) == []


@pytest.mark.parametrize(
    ("sort", "ascending"),
    [
        (SortColumn.FIRST_SEEN, [1, 2, 3, 4, 5]),
        (SortColumn.CONFERENCE, [3, 4, 1, 2, 5]),
        (SortColumn.LENGTH, [3, 1, 2, 4, 5]),
        (SortColumn.STARTED, [2, 5, 1, 3, 4]),
        (SortColumn.REVIEW, [3, 4, 5, 1, 2]),
        (SortColumn.STATUS, [1, 5, 3, 2, 4]),
        (SortColumn.DOWNLOAD, [3, 1, 2, 4, 5]),
    ],
)
def test_ties_are_in_the_order_of_arrival_and_what_is_missing_comes_last(
    recordings: Recordings, sort: SortColumn, ascending: list[int]
) -> None:
    assert list(recordings.ids(RecordingQuery(sort=sort, descending=False))) == ascending
    descending = list(recordings.ids(RecordingQuery(sort=sort, descending=True)))
    missing = {SortColumn.LENGTH: 3, SortColumn.STARTED: 3}.get(sort, 0)
    split = len(ascending) - missing
    assert descending == ascending[:split][::-1] + ascending[split:][::-1]


def test_a_renamed_recording_is_found_by_its_new_name_only(recordings: Recordings, deliver: Deliver) -> None:
    deliver(**{**_EVENTS[0], "name": "Friday retro", "eventTime": "2031-01-01T00:00:00Z"})
    assert list(recordings.ids(parse_query("thursday"))) == []
    assert list(recordings.ids(parse_query("friday"))) == [1]
    assert list(recordings.ids(RecordingQuery(sort=SortColumn.CONFERENCE, descending=False))) == [3, 1, 4, 2, 5]


def test_the_search_index_and_the_recordings_agree(database: Database, deliver: Deliver) -> None:
    for number in range(30):
        deliver(recordingId=f"r-{number % 7}", name=f"name {number}", eventTime=f"2031-01-01T00:00:{number:02}Z")
        if number == 4:
            assert bring_up_to_date(database)
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM recordings WHERE id IN (2, 7)")
    assert bring_up_to_date(database)
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO recordings_fts(recordings_fts, rank) VALUES ('integrity-check', 1)")


def test_rows_are_read_by_id(recordings: Recordings) -> None:
    found = recordings.rows([5, 1, 99])
    assert {row: recording.recording_id for row, recording in found.items()} == {5: "r-ee55", 1: "r-aa11"}
    assert recordings.rows([]) == {}
    assert len(recordings.rows(range(2000))) == 5


def test_a_recording_is_found_by_bandwidths_id(recordings: Recordings, deliver: Deliver) -> None:
    assert [recording.id for recording in recordings.with_recording_id("r-bb22")] == [2]
    assert recordings.with_recording_id("r-b") == []
    assert recordings.with_recording_id("\ud800\x00") == []
