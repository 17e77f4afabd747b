"""Asking Bandwidth about a recording: its own word, or no answer; credentials for the one origin only."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from servers.scripted_server import Behaviour, ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.network.client.metadata_client import MetadataClient
from inbox.network.client.sign_in import SignIn

pytestmark = pytest.mark.timed

OF_CONFERENCE = RecordingIds("5555555", "conf-1", "", "r-1")
KNOWN = b'{"recordingId":"r-1", "status":"complete"}'
NOT_FOUND = b'{"type":"validation","description":"The resource was not found.","id":"1"}'
TOKEN = answer(200, b'{"access_token":"secret-token","expires_in":3600}')


@pytest.fixture
def token_server() -> Iterator[ScriptedServer]:
    with ScriptedServer(TOKEN) as server:
        yield server


def client_at(voice_url: str, token_url: str, *, total_seconds: float = 20.0) -> MetadataClient:
    account = Account(client_id="id", client_secret="secret")
    return MetadataClient(voice_url, SignIn(lambda: account, token_url), stall_seconds=0.5, total_seconds=total_seconds)


def ask(behaviour: Behaviour, token_server: ScriptedServer, ids: RecordingIds = OF_CONFERENCE) -> str | Failure:
    with ScriptedServer(behaviour) as voice:
        client = client_at(voice.address, token_server.address)
        result = client.ask(ids)
        client.close()
    return result


def test_a_conference_recording_is_asked_about_by_its_ids(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200, KNOWN, Content_Type="application/json")) as voice:
        client = client_at(voice.address + "/api/v2", token_server.address)
        assert client.ask(OF_CONFERENCE) == KNOWN.decode()
        client.close()
        request = voice.requests[0]
    assert request.target == "/api/v2/accounts/5555555/conferences/conf-1/recordings/r-1"
    assert request.headers["authorization"] == "Bearer secret-token"
    assert request.headers["accept"] == "application/json"


def test_a_call_recording_is_asked_about_at_its_call(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200, KNOWN)) as voice:
        client = client_at(voice.address, token_server.address)
        assert client.ask(RecordingIds("5555555", "", "c-1", "r-1")) == KNOWN.decode()
        client.close()
        assert voice.requests[0].target == "/accounts/5555555/calls/c-1/recordings/r-1"


def test_an_array_of_one_is_taken_and_kept_as_it_came(token_server: ScriptedServer) -> None:
    assert ask(answer(200, b"[" + KNOWN + b"]"), token_server) == f"[{KNOWN.decode()}]"


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("body", [NOT_FOUND, b'{"type":"validation"}', b'{"description":"no"}'])
def test_bandwidths_own_error_says_that_it_does_not_know_the_recording(
    token_server: ScriptedServer, status: int, body: bytes
) -> None:
    result = ask(answer(status, body), token_server)
    assert isinstance(result, Failure)
    assert result.remedy is Remedy.NOT_FOUND


@pytest.mark.parametrize("body", [b"", b"<html>404 Not Found</html>", b"[]", b"null", b'{"error":"x"}', b'{"type":1}', b"\xff"])
def test_a_404_of_somebody_else_is_no_answer_about_the_recording(token_server: ScriptedServer, body: bytes) -> None:
    result = ask(answer(404, body), token_server)
    assert isinstance(result, Failure)
    assert result.remedy is Remedy.ACT
    assert "INBOX_VOICE_URL" in result.sentence


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"null", b"{}", b'{"recordingId":"r-2"}', b"[%s,%s]" % (KNOWN, KNOWN), b'["r-1"]', b"[" * 5000],
)
def test_an_answer_that_does_not_tell_of_this_recording_verifies_nothing(token_server: ScriptedServer, body: bytes) -> None:
    result = ask(answer(200, body), token_server)
    assert isinstance(result, Failure)
    assert (result.remedy, result.only_here) == (Remedy.TRY_LATER, True)


@pytest.mark.parametrize(
    ("status", "remedy", "only_here", "says"),
    [
        (400, Remedy.ACT, True, "did not take the ids with which the recording's metadata was asked for (it answered 400)"),
        (401, Remedy.ACT, False, "did not accept the credentials (401)"),
        (403, Remedy.ACT, True, "account 5555555 (403)"),
        (429, Remedy.TRY_LATER, False, "slow down (429)"),
        (500, Remedy.TRY_LATER, False, "problem of its own (500)"),
        (503, Remedy.TRY_LATER, False, "problem of its own (503)"),
        (206, Remedy.TRY_LATER, False, "a part of the recording's metadata"),
        (418, Remedy.ACT, False, "answered 418"),
    ],
)
def test_each_refusal_has_its_own_sentence(
    token_server: ScriptedServer, status: int, remedy: Remedy, only_here: bool, says: str
) -> None:
    result = ask(answer(status, NOT_FOUND, Retry_After="30"), token_server)
    assert isinstance(result, Failure)
    assert (result.remedy, result.only_here, says in result.sentence) == (remedy, only_here, True), result
    if status in (429, 503):
        assert result.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_never_follow_a_redirect_to_another_origin(status: int, token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200, KNOWN)) as elsewhere:
        for target in (
            elsewhere.address + "/x",
            elsewhere.address.removeprefix("http:") + "/x",
            "https://127.0.0.1/x",
            "file:///etc/passwd",
        ):
            result = ask(answer(status, Location=target), token_server)
            assert isinstance(result, Failure)
            assert "another host" in result.sentence
        assert elsewhere.requests == []


def test_a_redirect_within_the_origin_is_followed(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(302, Location="/elsewhere"), answer(200, KNOWN)) as voice:
        client = client_at(voice.address, token_server.address)
        assert client.ask(OF_CONFERENCE) == KNOWN.decode()
        client.close()


def test_a_token_refused_before_its_time_is_renewed_once() -> None:
    with (
        ScriptedServer(TOKEN, answer(200, b'{"access_token":"fresh"}')) as tokens,
        ScriptedServer(answer(401), answer(200, KNOWN)) as voice,
    ):
        client = client_at(voice.address, tokens.address)
        assert client.ask(OF_CONFERENCE) == KNOWN.decode()
        client.close()
        assert [request.headers["authorization"] for request in voice.requests] == ["Bearer secret-token", "Bearer fresh"]


@pytest.mark.parametrize("length", [b"Content-Length: 3000000\r\n", b""])
def test_an_answer_without_an_end_is_not_read_to_it(token_server: ScriptedServer, length: bytes) -> None:
    result = ask(raw(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + b" " * 3_000_000), token_server)
    assert isinstance(result, Failure)
    assert "larger than any such answer" in result.sentence


def test_a_compressed_answer_is_refused_uninflated(token_server: ScriptedServer) -> None:
    result = ask(answer(200, b"\x1f\x8b", Content_Encoding="gzip"), token_server)
    assert isinstance(result, Failure)
    assert "compressed" in result.sentence


def test_an_answer_that_breaks_off_is_no_answer(token_server: ScriptedServer) -> None:
    result = ask(raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 900\r\n\r\n" + NOT_FOUND), token_server)
    assert isinstance(result, Failure)
    assert (result.remedy, "broke off" in result.sentence) == (Remedy.TRY_LATER, True)


def test_a_server_that_trickles_is_left_when_the_time_is_over(token_server: ScriptedServer) -> None:
    over = threading.Event()

    def trickle(_request: object, connection: object) -> None:
        send = connection.sendall  # type: ignore[attr-defined]
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n")
        for _ in range(40):
            if not over.wait(0.05):
                send(b" ")

    with ScriptedServer(trickle) as voice:
        client = client_at(voice.address, token_server.address, total_seconds=0.3)
        result = client.ask(OF_CONFERENCE)
        over.set()
        client.close()
    assert isinstance(result, Failure)
    assert "too long" in result.sentence


def test_a_server_that_falls_silent_is_left_with_a_sentence(token_server: ScriptedServer) -> None:
    over = threading.Event()
    timer = threading.Timer(3, over.set)
    timer.start()
    result = ask(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", over), token_server)
    over.set()
    timer.cancel()
    timer.join()
    assert isinstance(result, Failure)
    assert "stopped answering" in result.sentence


def test_nothing_is_asked_with_ids_of_a_wrong_form(token_server: ScriptedServer) -> None:
    with pytest.raises(ValueError, match="recordingId"):
        ask(answer(200, KNOWN), token_server, RecordingIds("5555555", "conf-1", "", "../r-1"))
