"""Fetching the rest of a file: only the rest of that very file, all of it and no more, at the speed that is allowed."""

import io
import time
from collections.abc import Iterator

import pytest
from servers.scripted_server import Behaviour, ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.domain.identifiers import RecordingIds
from inbox.domain.largest_media import LargestMedia
from inbox.domain.part_file import MediaVersion, PartFile
from inbox.network.client.media_client import MediaClient
from inbox.network.client.sign_in import SignIn
from inbox.network.client.throttle import Throttle

pytestmark = pytest.mark.timed

MEDIA = b"RIFF" + bytes(range(256)) * 800
HERE = 100_000
PART = PartFile(HERE, len(MEDIA), '"e"', None, None)
LAST = len(MEDIA) - 1


class Sink(io.BytesIO):
    began: tuple[int, MediaVersion] | None = None

    def begin(self, offset: int, version: MediaVersion) -> None:
        self.began = offset, version


@pytest.fixture
def token_server() -> Iterator[ScriptedServer]:
    with ScriptedServer(answer(200, b'{"access_token":"t"}')) as server:
        yield server


def fetch(
    tokens: ScriptedServer, *behaviours: Behaviour, part: PartFile | None = PART, throttle: Throttle | None = None
) -> tuple[int | Failure, Sink, ScriptedServer]:
    sink = Sink()
    with ScriptedServer(*behaviours) as voice:
        sign_in = SignIn(lambda: Account(client_id="a", client_secret="b"), tokens.address)
        client = MediaClient(voice.address, sign_in, throttle=throttle, stall_seconds=2)
        result = client.fetch(
            RecordingIds("1", "c", "", "r"),
            sink,
            part=part,
            progress=lambda *_: None,
            cancelled=lambda: False,
            largest=LargestMedia(1 << 30, 1 << 30),
        )
        client.close()
    return result, sink, voice


def rest(
    first: int = HERE, last: int = LAST, total: object = len(MEDIA), body: bytes = MEDIA[HERE:], **headers: str
) -> Behaviour:
    return answer(206, body, Content_Range=f"bytes {first}-{last}/{total}", **headers)


def test_the_rest_is_taken_with_what_the_server_says_of_the_file(token_server: ScriptedServer) -> None:
    result, sink, voice = fetch(token_server, rest(ETag='"e"', Last_Modified="Monday"))
    assert result == len(MEDIA)
    assert sink.getvalue() == MEDIA[HERE:]
    assert sink.began == (HERE, MediaVersion(len(MEDIA), '"e"', "Monday"))
    assert voice.requests[0].headers["range"] == f"bytes={HERE}-"


def test_a_rest_of_unknown_length_in_all_counts_by_what_is_known(token_server: ScriptedServer) -> None:
    result, _, _ = fetch(token_server, rest(total="*"))
    assert result == len(MEDIA)


def test_a_rest_that_ends_before_the_file_does_is_not_taken_for_its_end(token_server: ScriptedServer) -> None:
    result, sink, _ = fetch(token_server, rest(last=HERE + 499, body=MEDIA[HERE : HERE + 500]))
    assert isinstance(result, Failure)
    assert f"{HERE + 500:,} of {len(MEDIA):,} bytes came" in result.sentence
    assert sink.getvalue() == MEDIA[HERE : HERE + 500]


def test_more_bytes_than_the_range_says_are_not_kept(token_server: ScriptedServer) -> None:
    result, sink, _ = fetch(token_server, rest(last=HERE + 9))
    assert isinstance(result, Failure)
    assert "another part of the media" in result.sentence
    assert len(sink.getvalue()) <= 10


@pytest.mark.parametrize(
    "wrong",
    [
        rest(ETag='"f"'),
        rest(total=len(MEDIA) + 1),
        rest(first=HERE - 1),
        answer(206, MEDIA[HERE:]),
        answer(206, b"--x", Content_Type="multipart/byteranges; boundary=x"),
        answer(416, b"", Content_Range=f"bytes */{HERE}"),
    ],
)
def test_what_is_not_the_rest_of_that_file_is_left_and_all_is_asked_for(token_server: ScriptedServer, wrong: Behaviour) -> None:
    result, sink, voice = fetch(token_server, wrong, answer(200, MEDIA))
    assert (result, sink.getvalue()) == (len(MEDIA), MEDIA)
    assert sink.began is not None
    assert sink.began[0] == 0
    assert "range" not in voice.requests[1].headers


def test_a_refusal_of_the_rest_is_no_reason_to_ask_for_all_of_it(token_server: ScriptedServer) -> None:
    result, _, voice = fetch(token_server, answer(503, b"", Retry_After="7"))
    assert isinstance(result, Failure)
    assert (result.remedy, result.for_all, len(voice.requests)) == (Remedy.TRY_LATER, True, 1)


def test_the_limit_of_speed_is_kept(token_server: ScriptedServer) -> None:
    began = time.monotonic()
    result, _, _ = fetch(token_server, answer(200, MEDIA), part=None, throttle=Throttle(lambda: 200_000))
    assert result == len(MEDIA)
    assert 0.8 <= time.monotonic() - began < 8
