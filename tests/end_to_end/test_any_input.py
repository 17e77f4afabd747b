"""Any bytes, any JSON, any query, any headers: never a 500 or a traceback, and what was let in is in the journal as it came."""

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from end_to_end import any_input
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from processes.app_process import run_command
from wire.raw_client import RawClient, get, post

from inbox.domain.delivery import DeliveryOutcome, StoredDelivery
from inbox.domain.knock import KnockReason
from inbox.network.listener.listener import Listener
from inbox.pipeline.intake.intake import Intake
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.opening import open_inbox

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
Test = Callable[..., None]

_REFUSALS = {401, 404, 405, 413, 415, 431}

_in_chunks = any_input.bodies.flatmap(lambda body: st.tuples(st.just(body), any_input.chunked(body)))


@dataclass(frozen=True, slots=True)
class Receiver:
    """A listener with its intake and a database on disk."""

    listener: Listener
    journal: Journal
    folder: Path

    def statuses(self, data: bytes) -> list[int]:
        """The answers to ``data``, after which the client says no more; fails when the connection hangs."""
        with RawClient(self.listener.port, seconds=8.0) as client:
            try:
                client.send(data)
                client.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # turned away before the end
            return [int(status) for status in _STATUS.findall(client.rest_until_closed())]

    def newest(self) -> StoredDelivery:
        """What came last."""
        return next(self.journal.entries(limit=1))


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    folder = tmp_path_factory.mktemp("receiver")
    database = open_inbox(DataFolder(folder))
    intake = Intake(partial(commit_deliveries, database), lambda _rows: None, probe=database.prove_writable)
    listener = Listener("127.0.0.1", 0, intake.accept)
    intake.start()
    listener.start()
    yield Receiver(listener, Journal(database), folder)
    listener.stop()
    intake.stop()
    database.close()


def examples(count: int) -> settings:
    """``count`` examples, new ones in each run; the seed of a failure is printed."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def _is_kept(receiver: Receiver, data: bytes, method: str, body: bytes, target: str) -> None:
    before = receiver.journal.count()
    (status,) = receiver.statuses(data)
    assert status in (204, 400)
    assert receiver.journal.count() == before + 1
    stored = receiver.newest()
    assert (stored.delivery.method, stored.delivery.body, stored.delivery.target) == (method, body, target)
    assert (stored.outcome is DeliveryOutcome.REJECTED) == (status == 400)
    assert stored.reason or stored.outcome in (DeliveryOutcome.RECORDING, DeliveryOutcome.DUPLICATE)


def _with_hostile_bodies(test: Test) -> Test:
    for body in any_input.HOSTILE_BODIES:
        test = example(body)(test)
    return test


@_with_hostile_bodies
@examples(150)
@given(any_input.bodies)
def test_any_body_is_kept_byte_for_byte(receiver: Receiver, body: bytes) -> None:
    _is_kept(receiver, post(body), "POST", body, "/")


@examples(60)
@given(_in_chunks)
def test_any_body_in_any_chunks_is_kept_byte_for_byte(receiver: Receiver, sent: tuple[bytes, bytes]) -> None:
    body, data = sent
    _is_kept(receiver, data, "POST", body, "/")


@examples(100)
@given(any_input.queries)
def test_any_query_that_names_an_event_is_kept_as_it_was_sent(receiver: Receiver, query: str) -> None:
    kept = "".join(character if character.isascii() else f"%{ord(character):02X}" for character in query)
    _is_kept(receiver, get("/?" + query), "GET", b"", "/?" + kept)


@examples(100)
@given(any_input.harmless_headers)
def test_any_headers_are_taken_and_kept_in_order(receiver: Receiver, lines: list[str]) -> None:
    assert receiver.statuses(post(b"{}", *lines)) == [204]
    sent = [tuple(part.strip(" \t") for part in line.split(":", 1)) for line in lines]
    kept = list(receiver.newest().delivery.headers)[2:]
    left_out = [pair for pair in sent if pair not in kept]
    assert kept == [pair for pair in sent if pair not in left_out]
    assert all(
        re.search("auth|cookie|token|secret|passw|key|cred|jwt|session", name.lower())
        or re.match("(basic|bearer)", value.lower())
        for name, value in left_out
    )


@examples(300)
@given(any_input.anything)
def test_bytes_that_are_no_request_are_answered_or_the_connection_is_closed(receiver: Receiver, data: bytes) -> None:
    before, malformed = receiver.journal.count(), receiver.listener.knocks[KnockReason.MALFORMED]
    statuses = receiver.statuses(data)
    assert set(statuses) <= {100, 200, 204, 400, *_REFUSALS}
    refused = receiver.listener.knocks[KnockReason.MALFORMED] - malformed
    assert refused <= 1, "a malformed request ends its connection"
    taken = receiver.journal.count() - before
    assert taken == statuses.count(204) + statuses.count(400) - refused


def test_all_that_came_in_can_be_listed(receiver: Receiver) -> None:
    for body in any_input.HOSTILE_BODIES:
        receiver.statuses(post(body))
    for command, count in (("deliveries", receiver.journal.count()), ("list", 1)):
        for form in ("--json", "--limit=100000"):
            told = run_command(command, form, "--data-dir", str(receiver.folder))
            assert (told.returncode, told.stderr) == (0, "")
            assert len(told.stdout.splitlines()) >= count


@pytest.mark.soak
@pytest.mark.parametrize(
    ("test", "strategy"),
    [
        (test_any_body_is_kept_byte_for_byte, any_input.bodies),
        (test_any_body_in_any_chunks_is_kept_byte_for_byte, _in_chunks),
        (test_any_query_that_names_an_event_is_kept_as_it_was_sent, any_input.queries),
        (test_any_headers_are_taken_and_kept_in_order, any_input.harmless_headers),
        (test_bytes_that_are_no_request_are_answered_or_the_connection_is_closed, any_input.anything),
    ],
)
def test_the_same_holds_two_thousand_times(receiver: Receiver, test: Any, strategy: st.SearchStrategy[Any]) -> None:
    examples(2_000)(given(strategy)(test.hypothesis.inner_test))(receiver)
