"""Fetching media: whole or a sentence, and credentials for the one origin only."""

import io
import re
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from servers.scripted_server import Behaviour, ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.domain.largest_media import LargestMedia
from inbox.domain.part_file import MediaVersion
from inbox.network.client.media_client import MediaClient
from inbox.network.client.sign_in import SignIn

pytestmark = pytest.mark.timed

MEDIA = b"RIFF" + bytes(200_000)
LARGEST = 10_000_000
TOKEN = answer(200, b'{"access_token":"secret-token","expires_in":3600}')


class Sink(io.BytesIO):
    """Takes what comes, from the start."""

    def begin(self, offset: int, version: MediaVersion) -> None:
        assert offset == 0
        assert version.etag is None


class Fetch:
    """A media client at a scripted voice server, with a scripted sign-in."""

    def __init__(self, voice_url: str, token_url: str, total_seconds: float = 60.0) -> None:
        self.sink = Sink()
        self.seen: list[tuple[int, int | None]] = []
        self.cancelled = threading.Event()
        account = Account(client_id="id", client_secret="secret")
        sign_in = SignIn(lambda: account, token_url)
        self.client = MediaClient(voice_url, sign_in, stall_seconds=0.5, total_seconds=total_seconds)

    def __call__(self, largest_bytes: int = LARGEST) -> int | Failure:
        return self.client.fetch(
            RecordingIds("5555555", "conf-1", "", "r-1"),
            self.sink,
            progress=lambda received, total: self.seen.append((received, total)),
            cancelled=self.cancelled.is_set,
            largest=LargestMedia(largest_bytes, largest_bytes),
        )


@pytest.fixture
def token_server() -> Iterator[ScriptedServer]:
    with ScriptedServer(TOKEN) as server:
        yield server


def fetch_from(behaviour: Behaviour, token_server: ScriptedServer, largest_bytes: int = LARGEST) -> tuple[int | Failure, Fetch]:
    with ScriptedServer(behaviour) as voice:
        fetch = Fetch(voice.address, token_server.address)
        result = fetch(largest_bytes)
        fetch.client.close()
    return result, fetch


def test_the_media_arrives_whole_with_progress(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200, MEDIA, Content_Type="audio/vnd.wave")) as voice:
        fetch = Fetch(voice.address + "/api/v2", token_server.address)
        assert fetch() == len(MEDIA)
        fetch.client.close()
        request = voice.requests[0]
    assert fetch.sink.getvalue() == MEDIA
    assert fetch.seen[-1] == (len(MEDIA), len(MEDIA))
    assert request.target == "/api/v2/accounts/5555555/conferences/conf-1/recordings/r-1/media"
    assert request.headers["authorization"] == "Bearer secret-token"
    assert request.headers["accept-encoding"] == "identity"


def test_chunked_media_without_a_length_arrives_whole(token_server: ScriptedServer) -> None:
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (MEDIA[:5], MEDIA[5:])) + b"0\r\n\r\n"
    result, fetch = fetch_from(raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body), token_server)
    assert (result, fetch.sink.getvalue()) == (len(MEDIA), MEDIA)
    assert fetch.seen[-1] == (len(MEDIA), None)


@pytest.mark.parametrize(
    ("status", "remedy", "says"),
    [
        (403, Remedy.ACT, "Voice role"),
        (404, Remedy.NOT_FOUND, "no such media (404)"),
        (410, Remedy.NOT_FOUND, "no such media (410)"),
        (429, Remedy.TRY_LATER, "slow down (429)"),
        (500, Remedy.TRY_LATER, "problem of its own (500)"),
        (503, Remedy.TRY_LATER, "problem of its own (503)"),
        (206, Remedy.TRY_LATER, "a part of the media"),
        (418, Remedy.ACT, "answered 418"),
    ],
)
def test_each_refusal_has_its_own_sentence(status: int, remedy: Remedy, says: str, token_server: ScriptedServer) -> None:
    result, fetch = fetch_from(answer(status, b"{}", Retry_After="30"), token_server)
    assert isinstance(result, Failure)
    assert (result.remedy, says in result.sentence) == (remedy, True), result
    assert result.is_gone == (status == 410)
    assert fetch.sink.getvalue() == b""
    if status in (429, 503):
        assert result.retry_after == timedelta(seconds=30)


def test_a_long_pause_that_bandwidth_asks_for_is_told_with_its_end(token_server: ScriptedServer) -> None:
    result, _ = fetch_from(answer(429, b"{}", Retry_After="86400"), token_server)
    assert isinstance(result, Failure)
    assert result.for_all
    told = r"\(429\)\. Downloads and catching up go on by themselves at \d\d:\d\d UTC on \d+ \w+ 20\d\d\.$"
    assert re.search(told, result.sentence)


def test_a_token_refused_before_its_time_is_renewed_once() -> None:
    with (
        ScriptedServer(TOKEN, answer(200, b'{"access_token":"fresh"}')) as tokens,
        ScriptedServer(answer(401), answer(200, MEDIA)) as voice,
    ):
        fetch = Fetch(voice.address, tokens.address)
        assert fetch() == len(MEDIA)
        fetch.client.close()
        assert [request.headers["authorization"] for request in voice.requests] == ["Bearer secret-token", "Bearer fresh"]


def test_a_token_refused_twice_is_a_sentence(token_server: ScriptedServer) -> None:
    result, _ = fetch_from(answer(401), token_server)
    assert isinstance(result, Failure)
    assert "did not accept the credentials (401)" in result.sentence


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_never_follow_a_redirect_to_another_origin(status: int, token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200, MEDIA)) as elsewhere:
        for target in (
            elsewhere.address + "/x",
            elsewhere.address.removeprefix("http:") + "/x",
            "https://127.0.0.1/x",
            "file:///etc/passwd",
        ):
            result, _ = fetch_from(answer(status, Location=target), token_server)
            assert isinstance(result, Failure)
            assert "another host" in result.sentence
        assert elsewhere.requests == []


def test_a_redirect_within_the_origin_is_followed(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(302, Location="/elsewhere"), answer(200, MEDIA)) as voice:
        fetch = Fetch(voice.address, token_server.address)
        assert fetch() == len(MEDIA)
        fetch.client.close()
        assert voice.requests[1].target == "/elsewhere"


def test_a_redirect_in_a_circle_ends(token_server: ScriptedServer) -> None:
    result, _ = fetch_from(answer(302, Location="/again"), token_server)
    assert isinstance(result, Failure)
    assert "circle" in result.sentence


def test_a_netrc_file_does_not_replace_the_credentials(
    token_server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with ScriptedServer(answer(200, MEDIA)) as voice:
        fetch = Fetch(voice.address, token_server.address)
        fetch()
        fetch.client.close()
        assert voice.requests[0].headers["authorization"] == "Bearer secret-token"


def test_a_download_that_breaks_off_is_never_taken_for_whole(token_server: ScriptedServer) -> None:
    result, _ = fetch_from(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 200004\r\n\r\n" + MEDIA[:999]), token_server)
    assert isinstance(result, Failure)
    assert "999 of 200,004 bytes" in result.sentence


def test_a_chunked_download_that_breaks_off_is_never_taken_for_whole(token_server: ScriptedServer) -> None:
    result, _ = fetch_from(raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nRIFF"), token_server)
    assert isinstance(result, Failure)
    assert "broke off" in result.sentence


def test_a_server_that_falls_silent_is_left_with_a_sentence(token_server: ScriptedServer) -> None:
    silent = threading.Event()
    threading.Timer(3, silent.set).start()
    result, _ = fetch_from(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nRIFF", silent), token_server)
    silent.set()
    assert isinstance(result, Failure)
    assert "stopped answering" in result.sentence


def test_compressed_media_is_refused_uninflated(token_server: ScriptedServer) -> None:
    result, fetch = fetch_from(answer(200, b"\x1f\x8b", Content_Encoding="gzip"), token_server)
    assert isinstance(result, Failure)
    assert "compressed" in result.sentence
    assert fetch.sink.getvalue() == b""


@pytest.mark.parametrize("told", [True, False])
def test_media_larger_than_any_recording_is_stopped(told: bool, token_server: ScriptedServer) -> None:
    length = b"Content-Length: 200004\r\n" if told else b"Connection: close\r\n"
    result, fetch = fetch_from(raw(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + MEDIA), token_server, largest_bytes=50_000)
    assert isinstance(result, Failure)
    assert ("so it was not downloaded" if told else "a recording of this length cannot have more") in result.sentence
    assert len(fetch.sink.getvalue()) < 400_000


def _trickle(stop: threading.Event) -> Behaviour:
    def behave(_request: object, connection: object) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")  # type: ignore[attr-defined]
        while not stop.wait(0.05):
            connection.sendall(b"x")  # type: ignore[attr-defined]

    return behave


def test_a_trickling_download_can_be_cancelled_at_once(token_server: ScriptedServer) -> None:
    stop = threading.Event()
    with ScriptedServer(_trickle(stop)) as voice:
        fetch = Fetch(voice.address, token_server.address)
        threading.Timer(0.3, fetch.cancelled.set).start()
        started = time.monotonic()
        result = fetch()
        taken = time.monotonic() - started
        fetch.client.close()
        stop.set()
    assert isinstance(result, Failure)
    assert "stopped before its end" in result.sentence
    assert taken < 5


def test_a_download_that_never_ends_is_stopped_in_total_and_what_came_is_told_to_be_kept(token_server: ScriptedServer) -> None:
    stop = threading.Event()
    with ScriptedServer(_trickle(stop)) as voice:
        fetch = Fetch(voice.address, token_server.address, total_seconds=0.4)
        result = fetch()
        fetch.client.close()
        stop.set()
    assert isinstance(result, Failure)
    assert "took too long and was stopped. What came is kept" in result.sentence
    assert (result.remedy, result.only_here) == (Remedy.TRY_LATER, True)
    assert fetch.sink.getvalue().startswith(b"xx"), "bytes came all the time: no stall ended it"


def test_a_fetch_that_waits_for_bytes_can_be_interrupted(token_server: ScriptedServer) -> None:
    silent = threading.Event()
    with ScriptedServer(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nRIFF", silent)) as voice:
        account = Account(client_id="id", client_secret="secret")
        client = MediaClient(voice.address, SignIn(lambda: account, token_server.address), stall_seconds=30)
        got_bytes = threading.Event()
        results: list[int | Failure] = []
        waiting = threading.Thread(
            target=lambda: results.append(
                client.fetch(
                    RecordingIds("1", "c", "", "r"),
                    Sink(),
                    progress=lambda received, _: got_bytes.set() if received else None,
                    cancelled=lambda: False,
                    largest=LargestMedia(LARGEST, LARGEST),
                )
            )
        )
        waiting.start()
        assert got_bytes.wait(5)
        client.interrupt()
        waiting.join(5)
        assert not waiting.is_alive()
        silent.set()
        client.close()
    assert isinstance(results[0], Failure)


def test_nobody_there_is_a_sentence(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200)) as server:
        gone = server.address
    fetch = Fetch(gone, token_server.address)
    result = fetch()
    fetch.client.close()
    assert isinstance(result, Failure)
    assert "refused the connection" in result.sentence


def test_an_id_of_the_wrong_form_is_a_bug_not_a_request(token_server: ScriptedServer) -> None:
    fetch = Fetch("http://127.0.0.1:1", token_server.address)
    with pytest.raises(ValueError, match="recordingId"):
        fetch.client.fetch(
            RecordingIds("1", "c", "", "../x"), fetch.sink, progress=print, cancelled=lambda: False, largest=LargestMedia(1, 1)
        )
