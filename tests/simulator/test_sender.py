"""The sender does what Bandwidth does, seen from a server that answers as it is told, byte by byte."""

import base64
import json
import socket
import struct
import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from servers.scripted_server import Behaviour, Request, ScriptedServer, answer, raw

from inbox.domain.delivery import Delivery
from inbox.domain.events import RecordingEvent, understand
from inbox.domain.times import now
from inbox.simulator.account import SimulatedAccount
from inbox.simulator.scenarios import PlannedEvent, plan
from inbox.simulator.sender import Sender, SendResult, is_basic_challenge

_CHALLENGE = answer(401, WWW_Authenticate='Basic realm="recording-inbox"')
_CREDENTIALS = ("bändwidth", "pä:ss")
_HEADER = "Basic " + base64.b64encode("bändwidth:pä:ss".encode()).decode()


@pytest.fixture
def event() -> PlannedEvent:
    return plan("happy")[0]


def reset(_request: Request, connection: socket.socket) -> None:
    """RST in place of an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def send(server: ScriptedServer, event: PlannedEvent, credentials: tuple[str, str] | None = None, **options: Any) -> SendResult:
    with Sender(f"{server.address}/hook", SimulatedAccount(), credentials, **options) as sender:
        return sender.send(event)


def authorizations(server: ScriptedServer) -> list[str | None]:
    return [request.headers.get("authorization") for request in server.requests]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_event_is_posted_as_json_and_taken(event: PlannedEvent, status: int) -> None:
    with ScriptedServer(answer(status)) as server:
        result = send(server, event)
    assert (result.ok, result.status, result.attempts, result.sentence) == (True, status, 1, "Taken.")
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/hook")
    assert request.headers["content-type"] == "application/json"
    assert "authorization" not in request.headers
    assert json.loads(request.body) == event.properties


def test_with_get_the_properties_come_as_strings_in_the_query(event: PlannedEvent) -> None:
    properties = {**event.properties, "name": "Zürich & Söhne = 1?", "tag": None}
    with ScriptedServer(answer(204)) as server:
        assert send(server, PlannedEvent(properties), method="GET").ok
    (request,) = server.requests
    assert (request.method, request.body) == ("GET", b"")
    query = parse_qs(urlsplit(request.target).query)
    assert query == {name: [str(value)] for name, value in properties.items() if value is not None}
    understood = understand(Delivery(now(), "GET", request.target, (), b"", "127.0.0.1:5"))
    assert isinstance(understood, RecordingEvent)
    assert (understood.name, understood.channels) == ("Zürich & Söhne = 1?", 1)


@pytest.mark.parametrize("behaviour", [reset, raw(b"")], ids=["reset", "closed"])
def test_a_connection_that_breaks_is_tried_once_more(event: PlannedEvent, behaviour: Behaviour) -> None:
    with ScriptedServer(behaviour, answer(204)) as server:
        result = send(server, event)
    assert (result.status, result.attempts) == (204, 2)
    assert server.requests[0].body == server.requests[1].body


def test_there_is_one_retry_only(event: PlannedEvent) -> None:
    with ScriptedServer(reset) as server:
        result = send(server, event)
    assert (result.status, result.ok, len(server.requests), result.attempts) == (None, False, 2, 2)
    assert result.sentence.startswith("The connection failed twice: ")


def test_a_refused_connection_is_tried_once_more(event: PlannedEvent) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with Sender(f"http://127.0.0.1:{port}/") as sender:
        result = sender.send(event)
    assert (result.status, result.attempts) == (None, 2)
    assert "Connection refused" in result.sentence


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_an_answer_is_final_whatever_it_is(event: PlannedEvent, status: int) -> None:
    with ScriptedServer(answer(status, Retry_After="1")) as server:
        result = send(server, event)
    assert (result.status, result.ok, result.attempts, len(server.requests)) == (status, False, 1, 1)


def test_a_redirect_is_not_followed(event: PlannedEvent) -> None:
    with ScriptedServer(answer(302, Location="/elsewhere"), answer(204)) as server:
        result = send(server, event)
    assert (result.status, len(server.requests)) == (302, 1)


def test_a_server_that_does_not_answer_is_given_up_without_a_retry(event: PlannedEvent) -> None:
    ended = threading.Event()
    with ScriptedServer(raw(b"", then_wait=ended), answer(204)) as server:
        began = time.monotonic()
        result = send(server, event, time_out_seconds=0.3)
        took = time.monotonic() - began
        ended.set()
    assert (result.status, result.attempts, len(server.requests)) == (None, 1, 1)
    assert result.sentence == "No answer within 0.3 s. The event is lost."
    assert 0.25 < took < 15


def test_credentials_come_only_after_a_challenge(event: PlannedEvent) -> None:
    with ScriptedServer(_CHALLENGE, answer(204)) as server:
        result = send(server, event, _CREDENTIALS)
    assert (result.status, result.attempts, result.sentence) == (204, 2, "Taken, after the challenge.")
    assert authorizations(server) == [None, _HEADER]
    assert server.requests[1].body == server.requests[0].body


def test_a_401_without_the_header_loses_the_event(event: PlannedEvent) -> None:
    with ScriptedServer(answer(401), answer(204)) as server:
        result = send(server, event, _CREDENTIALS)
    assert (result.status, result.attempts, authorizations(server)) == (401, 1, [None])
    assert "without WWW-Authenticate" in result.sentence


def test_a_challenge_of_another_kind_loses_the_event(event: PlannedEvent) -> None:
    with ScriptedServer(answer(401, WWW_Authenticate='Bearer realm="Basic"')) as server:
        assert send(server, event, _CREDENTIALS).status == 401
    assert authorizations(server) == [None]


def test_credentials_that_are_refused_are_not_sent_again(event: PlannedEvent) -> None:
    with ScriptedServer(_CHALLENGE) as server:
        result = send(server, event, _CREDENTIALS)
    assert (result.status, result.attempts) == (401, 2)
    assert result.sentence == "The credentials were refused; the event is lost."


def test_a_challenge_without_credentials_loses_the_event(event: PlannedEvent) -> None:
    with ScriptedServer(_CHALLENGE) as server:
        result = send(server, event)
    assert (result.attempts, result.sentence) == (1, "Credentials are asked for and there are none; the event is lost.")


def test_credentials_can_come_at_once(event: PlannedEvent) -> None:
    with ScriptedServer(answer(204)) as server:
        assert send(server, event, _CREDENTIALS, credentials_at_once=True).attempts == 1
    assert authorizations(server) == [_HEADER]


def test_a_connection_that_breaks_after_the_challenge_is_tried_once_more_with_credentials(event: PlannedEvent) -> None:
    with ScriptedServer(_CHALLENGE, reset, answer(204)) as server:
        result = send(server, event, _CREDENTIALS)
    assert (result.status, result.attempts) == (204, 3)
    assert authorizations(server) == [None, _HEADER, _HEADER]


def test_passwords_of_the_persons_netrc_are_not_sent(
    event: PlannedEvent, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with ScriptedServer(answer(204)) as server:
        send(server, event)
    assert authorizations(server) == [None]


def test_loopback_is_reached_past_a_proxy_of_the_environment(event: PlannedEvent, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(answer(502)) as proxy, ScriptedServer(answer(204)) as server:
        monkeypatch.setenv("http_proxy", proxy.address)
        assert send(server, event).ok
    assert proxy.requests == []


def test_an_answer_that_is_not_http_is_no_answer(event: PlannedEvent) -> None:
    with ScriptedServer(raw(b"SSH-2.0-OpenSSH_9.2\r\n")) as server:
        result = send(server, event)
    assert (result.status, result.ok) == (None, False)


def test_a_scenario_is_played_from_its_plan() -> None:
    with ScriptedServer(answer(204)) as server, Sender(f"{server.address}/") as sender:
        results = list(sender.play("duplicate", 2, interval=0.05))
    assert [result.ok for result in results] == [True] * 4
    ids = [json.loads(request.body)["recordingId"] for request in server.requests]
    assert (ids[0], ids[2]) == (ids[1], ids[3])
    assert ids[0] != ids[2]


@pytest.mark.parametrize(
    ("header", "is_one"), [('Basic realm="x"', True), ("basic", True), ("Bearer", False), ("", False), ("Basically", False)]
)
def test_what_counts_as_a_challenge(header: str, is_one: bool) -> None:
    assert is_basic_challenge(header) is is_one
