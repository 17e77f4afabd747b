"""A part of the media: the very bytes that were asked for, of the very file, or a sentence."""

import threading
import time
from collections.abc import Iterator

import pytest
from servers.scripted_server import Behaviour, ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.failure import Failure
from inbox.domain.identifiers import RecordingIds
from inbox.domain.part_file import MediaVersion
from inbox.network.client.range_client import RangeClient
from inbox.network.client.sign_in import SignIn
from inbox.network.client.throttle import Throttle

IDS = RecordingIds("5555555", "conf-1", "", "r-1")
TOKEN = answer(200, b'{"access_token":"secret-token","expires_in":3600}')
PART = bytes(range(100))
VERSION = MediaVersion(1_000, '"one"', None)


@pytest.fixture
def token_server() -> Iterator[ScriptedServer]:
    with ScriptedServer(TOKEN) as server:
        yield server


def _client(voice: ScriptedServer, tokens: ScriptedServer, throttle: Throttle | None = None) -> RangeClient:
    account = Account(client_id="id", client_secret="secret")
    return RangeClient(voice.address, SignIn(lambda: account, tokens.address), throttle)


def _part(body: bytes = PART, content_range: str = "bytes 200-299/1000", **headers: str) -> Behaviour:
    return answer(206, body, Content_Range=content_range, **headers)


def _read(behaviour: Behaviour, tokens: ScriptedServer) -> bytes | Failure:
    with ScriptedServer(behaviour) as voice:
        client = _client(voice, tokens)
        result = client.read(IDS, 200, 300, VERSION)
        client.close()
    return result


def test_the_part_that_was_asked_for_comes(token_server: ScriptedServer) -> None:
    with ScriptedServer(_part(ETag='"one"')) as voice:
        client = _client(voice, token_server)
        assert client.read(IDS, 200, 300, VERSION) == PART
        client.close()
        headers = voice.requests[0].headers
    assert headers["range"] == "bytes=200-299"
    assert headers["authorization"] == "Bearer secret-token"
    assert headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (answer(200, bytes(1_000)), "does not give parts"),
        (_part(content_range="bytes 201-300/1000"), "another part"),
        (_part(content_range="bytes 200-299/1001"), "another part"),
        (_part(content_range="nonsense"), "another part"),
        (answer(206, PART), "another part"),
        (_part(ETag='"two"'), "another part"),
        (_part(Content_Encoding="gzip"), "compressed"),
        (_part(bytes(200)), "larger than"),
        (_part(bytes(50)), "only in part"),
        (answer(404, b"{}"), "404"),
        (answer(503, b"{}"), "503"),
        (answer(302, b"", Location="https://elsewhere.example/media"), "another host"),
        (raw(b""), "Bandwidth"),
    ],
)
def test_anything_else_is_a_sentence(behaviour: Behaviour, says: str, token_server: ScriptedServer) -> None:
    result = _read(behaviour, token_server)
    assert isinstance(result, Failure)
    assert says in result.sentence or says == "Bandwidth", result
    assert result.sentence.endswith(".")


@pytest.mark.timed
def test_a_read_that_waits_ends_at_once_when_it_is_interrupted(token_server: ScriptedServer) -> None:
    over = threading.Event()
    head = b"HTTP/1.1 206 Partial\r\nContent-Length: 100\r\nContent-Range: bytes 200-299/1000\r\n\r\n"
    with ScriptedServer(raw(head + PART[:10], over)) as voice:
        client = _client(voice, token_server)
        threading.Timer(0.3, client.interrupt).start()
        began = time.monotonic()
        assert isinstance(client.read(IDS, 200, 300, VERSION), Failure)
        assert time.monotonic() - began < 3
        over.set()
        client.close()


def test_parts_count_against_the_limit_of_speed(token_server: ScriptedServer) -> None:
    with ScriptedServer(_part()) as voice:
        client = _client(voice, token_server, Throttle(lambda: 200))
        began = time.monotonic()
        client.read(IDS, 200, 300, VERSION)
        assert time.monotonic() - began > 0.4
        client.close()
