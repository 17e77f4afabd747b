"""Words in the journal: what they are looked for in, and how far."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inbox.domain.delivery import Delivery, DeliveryOutcome
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.delivery_list import DeliveryList
from inbox.storage.journal.delivery_search import DeliverySearch, words_of
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.listing.search_index import bring_up_to_date
from inbox.storage.opening import open_inbox


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    folder = DataFolder(tmp_path / "inbox")
    folder.prepare()
    opened = open_inbox(folder)
    yield opened
    opened.close()


def _deliver(database: Database, body: bytes, target: str = "/", peer: str = "192.0.2.1:5") -> None:
    delivery = Delivery(now(), "POST", target, (), body, peer)
    commit_deliveries(database, [(delivery, understand(delivery))])


def _recording(recording_id: str, **more: object) -> bytes:
    event = {"eventType": "conferenceRecordingAvailable", "accountId": "5", "recordingId": recording_id, **more}
    return json.dumps(event).encode()


def _found(database: Database, text: str, outcome: DeliveryOutcome | None = None) -> list[int]:
    return [line.id for line in DeliverySearch(DeliveryList(database)).step(words_of(text), None, outcome).lines]


def test_words_are_found_in_ids_names_types_outcomes_senders_and_bodies(database: Database) -> None:
    _deliver(database, _recording("REC-17", conferenceId="conf-aa", name="Stand-up Zürich"))
    _deliver(database, b'{"eventType":"conferenceCompleted","conferenceId":"conf-bb"}', peer="[2001:db8::7]:9")
    _deliver(database, b"not JSON \x00\xff 100% _here", target="/?x=Needle")
    _deliver(database, _recording("REC-17", conferenceId="conf-aa", name="Stand-up Zürich"))
    _deliver(database, json.dumps({"eventType": "conferenceMemberExit", "said": "Grüße"}).encode())
    _deliver(database, '{"eventType": "conferenceMemberExit", "said": "Grüße"}'.encode())
    for text, wanted in (
        ("grü", [6, 5]),
        ("GRÜ", [6, 5]),
        ("rec-17", [4, 1]),
        ("CONF-AA", [4, 1]),
        ("duplicate", [4]),
        ("rejected", [3]),
        ("conferenceCompleted", [2]),
        ("memberexit", [6, 5]),
        ("2001:db8::7", [2]),
        ("zürich", [4, 1]),
        ("ZÜRICH", [4, 1]),
        ("needle", [3]),
        ("100%", [3]),
        ("_here", [3]),
        ("conf", [6, 5, 4, 2, 1]),
        ("conf aa", [4, 1]),
        ('"stand-up z"', [4, 1]),
        ("up conferenceCompleted", []),
        ("%", [3]),
    ):
        assert _found(database, text) == wanted, text
    assert _found(database, "conf", DeliveryOutcome.IGNORED) == [6, 5, 2]


def test_the_journal_is_looked_through_step_by_step_to_its_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox.storage.journal.delivery_search.STEP", 3)
    for number in range(8):
        _deliver(database, b'{"eventType":"conferenceCompleted","n":"%s"}' % (b"odd" if number % 2 else b"even"))
    search = DeliverySearch(DeliveryList(database))
    before, seen = None, []
    while True:
        looked = search.step(("odd",), before)
        seen.append(([line.id for line in looked.lines], looked.count, looked.down_to))
        assert looked.back_to is not None
        if looked.down_to is None:
            break
        before = looked.down_to
    assert seen == [([8, 6], 3, 6), ([4], 3, 3), ([2], 2, None)]
    assert search.step(("odd",), 1).back_to is None
    assert [line.id for line in search.newer(("odd",), 5)] == [8, 6]


def test_a_recording_is_found_by_name_and_ids_however_old_its_delivery_is(database: Database) -> None:
    _deliver(database, _recording("REC-17", conferenceId="conf-aa", name="Stand-up"))
    _deliver(database, _recording("REC-18", conferenceId="conf-bb", name="Board"))
    bring_up_to_date(database)
    search = DeliverySearch(DeliveryList(database))
    for text, wanted in (("rec-17", [1]), ("conf-bb", [2]), ("stand", [1]), ("board REC", [2]), ('a" OR "b', []), ("%", [])):
        assert [line.id for line in search.named(words_of(text))] == wanted, text
    (line,) = search.named(("board",))
    assert (line.recording_id, line.title) == ("REC-18", "Board")


def test_what_is_typed_is_taken_as_words(database: Database) -> None:
    assert words_of(' a  "b c" a ') == ("a", "b c")
    assert words_of('an "open quote') == ("an", '"open', "quote")
    assert words_of("  ") == ()
    assert len(words_of(" ".join(map(str, range(100))))) == 16
    assert _found(database, "anything") == []
