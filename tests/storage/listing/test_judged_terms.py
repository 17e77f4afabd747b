"""What the person made of recordings is found by search, in every order."""

from collections.abc import Callable

import pytest

from inbox.domain.query import SortColumn, parse_query
from inbox.domain.review_change import ReviewField
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing import query_sql
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.notes import Notes
from inbox.storage.review.reviews import change


@pytest.fixture(autouse=True)
def six_judged(database: Database, deliver: Callable[..., Committed]) -> None:
    for number in range(1, 7):
        deliver(recordingId=f"r-{number}", name="stand-up" if number < 4 else "planning")
    for row, stars in ((1, 1), (2, 3), (3, 5), (4, 4)):
        change(database, [row], ReviewField.STARS, stars, str, "Ann")
    for row, tag in ((1, "Complaint"), (2, "compliance"), (2, "VIP"), (5, "Größe")):
        change(database, [row], ReviewField.TAG, tag, str, "Ann", tag.casefold())
    notes = Notes(database)
    notes.add(1, 1.0, None, "Wants a REFUND of 20 %", "Ann")
    notes.add(1, 2.0, None, "Refund granted", "Ann")
    notes.add(4, 1.0, 2.0, "Über [Größe] gestritten * sehr", "Ann")
    given = (1, "Resolved?", "Yes"), (2, "Resolved?", "no"), (2, "Was it friendly?", "yes, very"), (3, "Größe?", "Öfter")
    for row, question, answer in given:
        change(database, [row], ReviewField.ANSWER, answer, str, "Ann", question)


FOUND: tuple[tuple[str, set[int]], ...] = (
    ("stars:5", {3}),
    ("stars:4+", {3, 4}),
    ("stars:>3", {3, 4}),
    ("stars:>=3", {2, 3, 4}),
    ("stars:<3", {1}),
    ("stars:<=3", {1, 2}),
    ("stars:1-3", {1, 2}),
    ("stars:none", {5, 6}),
    ("stars:0", {5, 6}),
    ("stars:9", set()),
    ("stars:many", set()),
    ("stars:>3+", set()),
    ("is:starred", {1, 2, 3, 4}),
    ("tagged:complaint", {1}),
    ("tagged:COMPL*", {1, 2}),
    ("tagged:vip", {2}),
    ("tagged:größe", {5}),
    ("tagged:GRÖSSE", {5}),
    ("tagged:compl", set()),
    ("is:tagged", {1, 2, 5}),
    ("tagged:*", {1, 2, 5}),
    ("is:noted", {1, 4}),
    ("note:refund", {1}),
    ("note:fund", {1}),
    ('note:"refund of"', {1}),
    ("note:ÜBER", {4}),
    ("note:größ", {4}),
    ("note:[", {4}),
    ("note:*", {4}),
    ("note:?", set()),
    ("note:%", {1}),
    ("note:_", set()),
    ("note:\\", set()),
    ("note:ü", {4}),
    ("note:ÜB", {4}),
    ("note:hr", {4}),
    ("note:r", {1, 4}),
    ("note:qx", set()),
    ("note:dR", set()),
    ('note:"% ref"', set()),
    ("note:refund note:granted", {1}),
    ("note:20 note:granted", {1}),  # two notes of the same recording
    ("note:20 note:gestritten", set()),
    ('note:"', set()),
    ("answer:yes", {1}),
    ("answer:YES*", {1, 2}),
    ("answer:no", {2}),
    ("answer:öfter", {3}),
    ("answer:resolved=yes", {1}),
    ('answer:"was it friendly?=yes*"', {2}),
    ("answer:größe?=*", {3}),
    ("answer:resolved=öfter", set()),
    ("answer:*", {1, 2, 3}),
    ("answer:%=yes", set()),
    ("is:answered", {1, 2, 3}),
    ("answer:yes note:refund stars:1", {1}),
    ("note:refund stars:1 tagged:complaint stand-up", {1}),
    ("is:noted planning", {4}),
    ("stars:4+ planning", {4}),
    ("stars:none is:tagged", {5}),
)


def test_what_was_made_of_recordings_is_found(recordings: Recordings) -> None:
    for text, found in FOUND:
        for sort in (SortColumn.FIRST_SEEN, SortColumn.CONFERENCE, SortColumn.LENGTH, SortColumn.STARS):
            for descending in (False, True):
                query = parse_query(text, sort, descending)
                whole, page = list(recordings.ids(query)), list(recordings.ids(query, 3))
                assert set(whole) == found, text
                assert len(whole) == len(found), f"each once: {text}"
                assert page == whole[:3]


def test_stars_sort_the_list_and_those_without_come_last(recordings: Recordings, monkeypatch: pytest.MonkeyPatch) -> None:
    best, fewest = [3, 4, 2, 1, 6, 5], [1, 2, 4, 3, 5, 6]
    for few in (0, 25_000):  # along the index, and collected
        monkeypatch.setattr(query_sql, "FEW", few)
        monkeypatch.setattr(query_sql, "FEW_OF_ALL", few)
        for text, kept in (("", range(1, 7)), ("review:new", range(1, 7)), ("stand-up", (1, 2, 3)), ("is:tagged", (1, 2, 5))):
            for descending, order in ((True, best), (False, fewest)):
                query = parse_query(text, SortColumn.STARS, descending)
                assert list(recordings.ids(query)) == [row for row in order if row in kept]
                assert list(recordings.ids(query, 2)) == [row for row in order if row in kept][:2]


def test_a_row_of_the_list_carries_its_stars(recordings: Recordings) -> None:
    assert {row: found.stars for row, found in recordings.rows(range(1, 7)).items()} == {1: 1, 2: 3, 3: 5, 4: 4, 5: None, 6: None}
