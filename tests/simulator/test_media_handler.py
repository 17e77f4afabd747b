"""Media over HTTP: whole, in ranges, late, forbidden, slow, and cut off."""

import time
from datetime import timedelta

import pytest
import requests
from simulator.conftest import Client

from inbox.domain.media_format import MediaFormat
from inbox.domain.times import now
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth


def path_of(made: SimulatedRecording) -> str:
    return f"/conferences/{made.conference_id}/recordings/{made.recording_id}/media"


def content_of(made: SimulatedRecording) -> bytes:
    media = SimulatedMedia.of(made)
    return media.part(0, len(media))


@pytest.mark.parametrize(("file_format", "kind"), [(MediaFormat.WAV, "audio/vnd.wave"), (MediaFormat.MP3, "audio/mpeg")])
def test_media_come_whole_with_their_type_and_length(
    bandwidth: SimulatedBandwidth, client: Client, file_format: MediaFormat, kind: str
) -> None:
    made = bandwidth.make_recording(file_format=file_format)
    answer = client.get(path_of(made))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.content == content_of(made)


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("0-0", 0, 1), ("100-199", 100, 200), ("5000-", 5_000, None), ("-10", -10, None), ("7-99999999", 7, None)],
)
def test_a_range_is_answered_with_206_and_its_place(
    bandwidth: SimulatedBandwidth, client: Client, asked: str, start: int, stop: int | None
) -> None:
    made = bandwidth.make_recording()
    content = content_of(made)
    answer = client.get(path_of(made), Range=f"bytes={asked}")
    wanted = content[start:stop]
    first = start % len(content)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(content)}"
    assert answer.content == wanted


def test_a_range_outside_is_answered_with_416(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    length = len(content_of(made))
    for asked in (f"{length}-", "99999999-999999999", "-0"):
        answer = client.get(path_of(made), Range=f"bytes={asked}")
        assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{length}")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "bytes=1-2,5-6", "lines=1-2", "bytes=a-b"])
def test_a_range_that_means_nothing_gives_the_whole(bandwidth: SimulatedBandwidth, client: Client, asked: str) -> None:
    made = bandwidth.make_recording()
    answer = client.get(path_of(made), Range=asked)
    assert (answer.status_code, answer.content) == (200, content_of(made))


def test_a_range_of_a_file_that_changed_gives_the_whole(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    etag = client.get(path_of(made)).headers["ETag"]
    assert client.get(path_of(made), Range="bytes=10-", **{"If-Range": etag}).status_code == 206
    assert client.get(path_of(made), Range="bytes=10-", **{"If-Range": '"other"'}).status_code == 200
    assert client.get(path_of(bandwidth.make_recording())).headers["ETag"] != etag


def test_a_server_that_knows_no_ranges_can_be_played(bandwidth: SimulatedBandwidth, client: Client) -> None:
    bandwidth.honours_range = False
    made = bandwidth.make_recording()
    answer = client.get(path_of(made), Range="bytes=10-")
    assert (answer.status_code, len(answer.content)) == (200, len(content_of(made)))


def test_unauthorized_media_are_forbidden_but_the_recording_is_there(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording(Scenario.UNAUTHORIZED)
    answer = client.get(path_of(made))
    assert (answer.status_code, answer.json()["type"]) == (403, "authorization-error")
    assert client.get(path_of(made).removesuffix("/media")).status_code == 200


@pytest.mark.parametrize(("scenario", "status"), [(Scenario.ERROR, 404), (Scenario.UNKNOWN_STATUS, 200), (Scenario.PARTIAL, 200)])
def test_what_the_status_says_of_the_media_holds(
    bandwidth: SimulatedBandwidth, client: Client, scenario: Scenario, status: int
) -> None:
    assert client.get(path_of(bandwidth.make_recording(scenario))).status_code == status


def test_expired_media_are_not_found(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording(made_at=now() - timedelta(days=31))
    assert client.get(path_of(made)).status_code == 404


def test_late_media_are_not_found_at_first_and_then_they_are() -> None:
    server = SimulatedBandwidth(late_media_seconds=0.6)
    server.start()
    client = Client(server)
    try:
        made = server.make_recording(Scenario.LATE_MEDIA)
        assert client.get(path_of(made)).status_code == 404
        deadline = time.monotonic() + 5
        while (answer := client.get(path_of(made))).status_code == 404:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert answer.content == content_of(made)
    finally:
        client.close()
        server.stop()


def test_slow_media_trickle_at_the_speed_at_which_they_play(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording(Scenario.SLOW)
    began = time.monotonic()
    answer = client.get(path_of(made), Range="bytes=0-15999")
    took = time.monotonic() - began
    assert answer.content == content_of(made)[:16_000]
    assert 0.8 < took < 15


@pytest.mark.timed
def test_the_link_can_be_narrowed_and_widened_on_the_way(bandwidth: SimulatedBandwidth, client: Client) -> None:
    bandwidth.link_bytes_per_second = 20_000
    made = bandwidth.make_recording()
    with requests.get(
        f"{bandwidth.voice_url}/accounts/5555555{path_of(made)}",
        auth=(bandwidth.account.username, bandwidth.account.password),
        stream=True,
        timeout=10,
    ) as answer:
        began = time.monotonic()
        pieces = answer.iter_content(1_000)
        head = b"".join(next(pieces) for _ in range(10))
        assert time.monotonic() - began > 0.3
        bandwidth.link_bytes_per_second = None
        assert head + b"".join(pieces) == content_of(made)
        assert time.monotonic() - began < 8  # the whole at 20 kB a second takes 15 s at least


def test_a_cut_ends_the_connection_in_the_middle_once(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    for after in (0, 5_000):
        bandwidth.cut_media_after(after)
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match=f"IncompleteRead\\({after} bytes read"):
            client.get(path_of(made))
    assert client.get(path_of(made)).content == content_of(made)


def test_a_fault_is_answered_as_often_as_asked(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.answer_media_with(429, {"Retry-After": "3"}, times=2)
    answers = [client.get(path_of(made)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert [answer.headers.get("Retry-After") for answer in answers] == ["3", "3", None]


def test_stopping_does_not_wait_for_media_that_trickle(bandwidth: SimulatedBandwidth) -> None:
    made = bandwidth.make_recording(Scenario.SLOW)
    bandwidth.link_bytes_per_second = 10
    with requests.get(
        f"{bandwidth.voice_url}/accounts/5555555{path_of(made)}",
        auth=(bandwidth.account.username, bandwidth.account.password),
        stream=True,
        timeout=10,
    ) as answer:
        assert answer.status_code == 200
        began = time.monotonic()
        bandwidth.stop()
        assert time.monotonic() - began < 15  # what trickles would take hours


def test_a_client_that_goes_away_does_no_harm(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording(loops=100)
    for _ in range(5):
        answer = requests.get(
            f"{bandwidth.voice_url}/accounts/5555555{path_of(made)}",
            auth=(bandwidth.account.username, bandwidth.account.password),
            stream=True,
            timeout=10,
        )
        assert answer.raw.read(100)
        answer.close()
    assert client.get("/conferences").status_code == 200
