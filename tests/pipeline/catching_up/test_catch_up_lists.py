"""Lists that are longer than one answer, or without an end; and what a round tells the ledger."""

import itertools
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import orjson
from catching.rounds import CatchingUp, fast_clock, made
from servers.scripted_server import Request, ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.catch_up import Reason
from inbox.domain.gap import SpanEnd
from inbox.domain.times import iso_z, now, parse_time
from inbox.network.client.list_client import ListClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.catching_up.catch_up_findings import tell_ledger
from inbox.pipeline.catching_up.catch_up_round import CatchUpParts, RoundDone, catch_up_round
from inbox.pipeline.catching_up.pace import Pace
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns
from inbox.storage.catching_up.conferences_listed import ConferencesListed
from inbox.storage.database import Database
from inbox.storage.journal.ledger import Ledger

ACCOUNT = Account("5555555", "id", "secret")
Lists = Callable[[str, dict[str, str]], tuple[object, dict[str, str]]]
"""What a server says to a path and a query: JSON, and headers."""


def round_against(database: Database, lists: Lists) -> tuple[RoundDone, list[str]]:
    """A round against a server that says this; gives the paths that were asked for as well."""

    def behave(request: Request, connection: socket.socket) -> None:
        if request.method == "POST":
            answer(200, b'{"access_token":"t","expires_in":3600}')(request, connection)
            return
        parts = urlsplit(request.target)
        value, headers = lists(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})
        answer(200, orjson.dumps(value), **headers)(request, connection)

    with ScriptedServer(behave) as server:
        client = ListClient(server.address, SignIn(lambda: ACCOUNT, server.address))
        parts = CatchUpParts(database, ConferencesListed(database), CatchUpRuns(database), client, Pace(1000, fast_clock))
        done = catch_up_round(
            parts, ACCOUNT.account_id, since=None, reason=Reason.TIMER, calls=True, progress=lambda _: None,
            cancelled=lambda: False, came=lambda _: None, wait=lambda _: None,
        )  # fmt: skip
        client.close()
        return done, [urlsplit(request.target).path for request in server.requests if request.method == "GET"]


def calls_server(starts: list[datetime]) -> Lists:
    """A Bandwidth whose calls were recorded from these moments on; it lists a thousand at most."""
    recordings = [(start, f"r-{number}") for number, start in enumerate(starts)]

    def lists(path: str, query: dict[str, str]) -> tuple[object, dict[str, str]]:
        if path.endswith("/conferences"):
            return [], {}
        first, last = parse_time(query["minStartTime"]), parse_time(query["maxStartTime"])
        assert first is not None
        assert last is not None
        found = [
            {"recordingId": name, "callId": "c-1", "startTime": iso_z(at), "status": "complete"}
            for at, name in recordings
            if first <= at <= last
        ]
        return found[:1000], {}

    return lists


def in_the_inbox(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM recordings").scalar_one())


def test_more_than_a_thousand_recordings_of_calls_are_all_read(database: Database) -> None:
    begin = (now() - timedelta(hours=20)).replace(microsecond=0)
    done, asked = round_against(database, calls_server([begin + timedelta(seconds=20 * number) for number in range(2300)]))
    assert (done.added, done.problem, done.notes) == (2300, None, ())
    assert in_the_inbox(database) == 2300
    assert sum(path.endswith("/accounts/5555555/recordings") for path in asked) == 3


def test_more_than_a_thousand_of_one_moment_are_told_and_do_not_hold_up_the_rest(database: Database) -> None:
    begin = (now() - timedelta(hours=20)).replace(microsecond=0)
    starts = [begin] * 1200 + [begin + timedelta(seconds=1)] * 5
    done, _ = round_against(database, calls_server(starts))
    assert (done.added, done.problem) == (1005, None)
    assert len(done.notes) == 1
    assert "not all are listed" in done.notes[0]


def test_a_list_of_calls_that_never_goes_on_ends_with_a_sentence(database: Database) -> None:
    found = [
        {"recordingId": f"r-{number}", "callId": "c-1", "startTime": iso_z(now() - timedelta(hours=2)), "status": "complete"}
        for number in range(1000)
    ]
    done, asked = round_against(database, lambda path, _query: ([] if path.endswith("conferences") else found, {}))
    assert "does not go on" in (done.problem or "")
    assert done.added == 1000
    assert len(asked) <= 5


def test_a_list_of_conferences_without_an_end_is_left(database: Database) -> None:
    number = itertools.count()

    def lists(path: str, _query: dict[str, str]) -> tuple[object, dict[str, str]]:
        if path.endswith("/conferences"):
            first = next(number) == 0
            link = {"Link": f"<?pageToken={next(number)}>; rel=next"}
            return [{"id": "conf-1", "createdTime": iso_z(now() - timedelta(hours=3))}] if first else [], link
        return [], {}

    done, asked = round_against(database, lists)
    assert "has no end" in (done.problem or "")
    assert len(asked) < 20
    assert any(path.endswith("/conf-1/recordings") for path in asked), "what it held is asked about all the same"


def test_a_clock_that_is_ahead_leaves_no_hole_before_the_next_round(database: Database) -> None:
    said = (now() - timedelta(days=1)).replace(microsecond=0)
    done, _ = round_against(database, lambda _path, _query: ([], {"Date": format_datetime(said, usegmt=True)}))
    assert (done.until, done.problem) == (said, None)
    run = CatchUpRuns(database).last(ACCOUNT.account_id)
    assert run is not None
    assert run.until == said, "once the clock is right the next round goes on from where Bandwidth was"


def test_a_very_long_list_is_asked_about_in_parts(database: Database) -> None:
    begin = datetime.now(UTC) - timedelta(hours=20)
    pages: list[str] = []

    def lists(path: str, query: dict[str, str]) -> tuple[object, dict[str, str]]:
        if not path.endswith("/conferences"):
            return [], {}
        since = parse_time(query["minCreatedTime"])
        assert since is not None
        number = int(query.get("pageToken", "0")) or max(int((since - begin).total_seconds() // 60) + 1, 0)
        pages.append(path)
        one = {"id": f"conf-{number}", "createdTime": iso_z(begin + timedelta(minutes=number)), "completedTime": iso_z(begin)}
        more = {"Link": f"<?pageToken={number + 1}&minCreatedTime={iso_z(since)}>; rel=next"} if number < 120 else {}
        return [one], more

    done, _ = round_against(database, lists)
    assert (done.conferences, done.problem) == (121, None)
    assert len(pages) >= 121


def test_the_ledger_says_that_nothing_more_is_to_come_only_when_every_conference_has_ended(
    database: Database, bandwidth: SimulatedBandwidth
) -> None:
    ledger, catching_up = Ledger(database), CatchingUp(database, bandwidth)
    hour = timedelta(hours=1)
    ledger.beat(now() - 9 * hour)
    ledger.close(now() - 8 * hour, SpanEnd.ASLEEP)
    ledger.beat(now() - 5 * hour)
    ledger.close(now() - 2 * hour, SpanEnd.STOPPED)
    ledger.beat(now() - 0.5 * hour)
    ledger.beat(now())
    missed = [made(bandwidth, hours_ago) for hours_ago in (7, 6, 1)]
    done = catching_up.round()
    assert done.added == len(missed)
    tell_ledger(ledger, done, now())
    first, second = ledger.gaps()
    assert first.found is not None
    assert (first.found.recordings, first.found.recovered, first.found.is_final) == (2, 2, True)
    assert second.found is not None
    assert (second.found.recordings, second.found.recovered, second.found.is_final) == (1, 1, False)


def test_the_ledger_is_told_nothing_by_a_round_that_could_not_look(database: Database, bandwidth: SimulatedBandwidth) -> None:
    ledger, catching_up = Ledger(database), CatchingUp(database, bandwidth)
    ledger.beat(now() - timedelta(hours=9))
    ledger.close(now() - timedelta(hours=8), SpanEnd.ASLEEP)
    ledger.beat(now())
    bandwidth.answer_api_with(403)
    tell_ledger(ledger, catching_up.round(), now())
    assert [gap.found for gap in ledger.gaps()] == [None]
