"""What the simulated Bandwidth does wrong with media when it is asked to: each fault as a client sees it."""

import io
import select
import time

import pytest
import requests
import soundfile
from simulator.conftest import Client
from simulator.test_media_handler import content_of, path_of

from inbox.domain.media_format import MediaFormat
from inbox.simulator.media_faults import LENGTH_FAULT_BYTES, LengthFault, MediaFaults, RangeFault, Validator
from inbox.simulator.server import SimulatedBandwidth

_BROKEN = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)


def fetch_on(client: Client, path: str, whole: int) -> tuple[bytes, int]:
    """The whole, fetched on from where each answer broke off; and how many answers that took."""
    content, answers = b"", 0
    while len(content) < whole:
        answers += 1
        assert answers < 500
        answer = client.get_stream(path, Range=f"bytes={len(content)}-")
        try:
            for piece in answer.iter_content(1_000):
                content += piece
        except _BROKEN:
            pass
        finally:
            answer.close()
    return content, answers


def test_a_link_that_drops_at_random_gives_the_whole_to_who_goes_on(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    whole = content_of(made)
    bandwidth.controls.media_faults = MediaFaults(drop_every_bytes=len(whole) // 8, seed=3)
    content, answers = fetch_on(client, path_of(made), len(whole))
    assert content == whole
    assert answers > 1, "about nine; the recording, and so where it drops, is another one each time"


def test_the_same_seed_drops_at_the_same_places_and_another_one_does_not() -> None:
    def drops(seed: int, recording_id: str = "r-1") -> list[int | None]:
        return [MediaFaults(drop_every_bytes=50_000, seed=seed).drop_after(recording_id, answer) for answer in range(200)]

    assert drops(1) == drops(1)
    assert drops(1) != drops(2)
    assert drops(1) != drops(1, "r-2")
    assert len(set(drops(1))) > 190, "each answer breaks off elsewhere"
    mean = sum(after or 0 for after in drops(1)) / 200
    assert 35_000 < mean < 65_000


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (RangeFault.SHIFTED, "bytes 99-299/{total}"),
        (RangeFault.OTHER_TOTAL, "bytes 100-299/{more}"),
        (RangeFault.GARBLED, "bytes from 100 of {total}"),
        (RangeFault.MISSING, None),
    ],
)
def test_a_wrong_range_is_said(bandwidth: SimulatedBandwidth, client: Client, fault: RangeFault, said: str | None) -> None:
    made = bandwidth.make_recording()
    whole = content_of(made)
    bandwidth.controls.media_faults = MediaFaults(content_range=fault)
    answer = client.get(path_of(made), Range="bytes=100-299")
    first = 99 if fault is RangeFault.SHIFTED else 100
    wanted = None if said is None else said.format(total=len(whole), more=len(whole) + LENGTH_FAULT_BYTES)
    assert (answer.status_code, answer.content, answer.headers.get("Content-Range")) == (206, whole[first:300], wanted)


def test_a_length_that_is_too_long_ends_with_a_broken_connection(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    whole = len(content_of(made))
    bandwidth.controls.media_faults = MediaFaults(content_length=LengthFault.LONGER)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match=rf"IncompleteRead\({whole} bytes read, 1000 more"):
        client.get(path_of(made))


def test_a_length_that_is_too_short_leaves_the_end_out(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    whole = content_of(made)
    bandwidth.controls.media_faults = MediaFaults(content_length=LengthFault.SHORTER)
    assert client.get(path_of(made)).content == whole[:-LENGTH_FAULT_BYTES]
    part = client.get(path_of(made), Range="bytes=500-")
    assert part.content == whole[500:-LENGTH_FAULT_BYTES]
    assert part.headers["Content-Range"] == f"bytes 500-{len(whole) - 1}/{len(whole)}"


def test_media_come_in_chunks_without_a_length(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(content_length=LengthFault.NONE)
    answer = client.get(path_of(made))
    assert "Content-Length" not in answer.headers
    assert answer.content == content_of(made)


@pytest.mark.parametrize("file_format", list(MediaFormat))
@pytest.mark.parametrize("longer", [False, True])
def test_a_file_changes_between_answers_and_is_playable_each_time(
    bandwidth: SimulatedBandwidth, client: Client, file_format: MediaFormat, longer: bool
) -> None:
    made = bandwidth.make_recording(file_format=file_format)
    bandwidth.controls.media_faults = MediaFaults(changes=2, changes_length=longer)
    answers = [client.get(path_of(made)) for _ in range(4)]
    assert answers[0].content == content_of(made)
    assert len({answer.content for answer in answers}) == len({answer.headers["ETag"] for answer in answers}) == 3
    assert answers[2].content == answers[3].content
    same_length = file_format is MediaFormat.WAV and not longer
    assert len({len(answer.content) for answer in answers}) == (1 if same_length else 3)
    for answer in answers:
        samples, _ = soundfile.read(io.BytesIO(answer.content), dtype="int16")
        assert len(samples)
        if file_format is MediaFormat.WAV:
            assert len(answer.content) - samples.nbytes < 100, "its header does not tell of all of it"


def test_a_changed_file_is_given_whole_to_who_asks_for_the_rest_of_the_old_one(
    bandwidth: SimulatedBandwidth, client: Client
) -> None:
    made = bandwidth.make_recording()
    for ignores, status in ((False, 200), (True, 206)):
        bandwidth.controls.media_faults = MediaFaults(changes=1, ignores_if_range=ignores)
        old = client.get(path_of(made)).headers["ETag"]
        answer = client.get(path_of(made), **{"Range": "bytes=100-", "If-Range": old})
        assert (answer.status_code, answer.headers["ETag"] != old) == (status, True)


def test_bytes_change_under_the_same_etag(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(changes=1, keeps_validator=True)
    first, second = client.get(path_of(made)), client.get(path_of(made))
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.content != second.content


@pytest.mark.parametrize(
    ("validator", "header", "status"),
    [
        (Validator.ETAG, "ETag", 206),
        (Validator.WEAK_ETAG, "ETag", 200),
        (Validator.LAST_MODIFIED, "Last-Modified", 206),
    ],
)
def test_only_a_strong_validator_continues(
    bandwidth: SimulatedBandwidth, client: Client, validator: Validator, header: str, status: int
) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(validator=validator)
    said = client.get(path_of(made)).headers
    assert sorted(said.keys() & {"ETag", "Last-Modified"}) == [header]
    assert said[header].startswith("W/") == (validator is Validator.WEAK_ETAG)
    assert client.get(path_of(made), **{"Range": "bytes=9-", "If-Range": said[header]}).status_code == status


@pytest.mark.parametrize("keeps", [False, True])
def test_a_changed_file_is_of_another_time_unless_its_time_is_to_stay(
    bandwidth: SimulatedBandwidth, client: Client, keeps: bool
) -> None:
    made = bandwidth.make_recording()
    faults = MediaFaults(validator=Validator.LAST_MODIFIED, changes=1, keeps_validator=keeps)
    bandwidth.controls.media_faults = faults
    first, second = client.get(path_of(made)), client.get(path_of(made))
    assert first.content != second.content
    assert (first.headers["Last-Modified"] == second.headers["Last-Modified"]) == keeps


def test_without_a_validator_nothing_can_be_named(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(validator=Validator.NONE)
    assert not client.get(path_of(made)).headers.keys() & {"ETag", "Last-Modified"}
    assert client.get(path_of(made), Range="bytes=9-").status_code == 206
    assert client.get(path_of(made), **{"Range": "bytes=9-", "If-Range": '"x"'}).status_code == 200


def test_media_without_end_go_on(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(endless=True)
    answer = client.get_stream(path_of(made))
    assert "Content-Length" not in answer.headers
    size = 3 * len(content_of(made))
    pieces = answer.iter_content(100_000)
    assert sum(len(next(pieces)) for _ in range(size // 100_000)) > 2 * len(content_of(made))
    answer.close()
    part = client.get_stream(path_of(made), Range="bytes=9-")
    assert part.status_code == 200, "there is no range of what has no end"
    part.close()
    bandwidth.stop()


def test_a_web_page_and_a_compressed_file_are_given_with_status_200(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(html=True)
    answer = client.get(path_of(made))
    assert (answer.status_code, answer.content[:9]) == (200, b"<!DOCTYPE")
    assert answer.headers["Content-Type"].startswith("text/html")
    bandwidth.controls.media_faults = MediaFaults(compressed=True)
    answer = client.get(path_of(made))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.content == content_of(made)


def test_a_redirect_leads_where_it_was_told_to(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(redirect_to="{path}?redirected")
    answer = client.get(path_of(made))
    assert [hop.status_code for hop in answer.history] == [302]
    assert answer.content == content_of(made)
    bandwidth.controls.media_faults = MediaFaults(redirect_to="{path}")
    with pytest.raises(requests.TooManyRedirects):
        client.get(path_of(made))


def test_a_stalled_answer_stays_open_and_the_server_can_stop(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(stall_after=5_000)
    for turn in range(2):  # the first client goes away, the second one waits until the server stops
        answer = client.get_stream(path_of(made))
        assert len(answer.raw.read(5_000)) == 5_000
        if turn == 0:
            answer.close()
    assert answer.raw.connection is not None
    assert select.select([answer.raw.connection.sock], [], [], 0.3)[0] == [], "neither bytes nor an end come"
    began = time.monotonic()
    bandwidth.stop()
    assert time.monotonic() - began < 15
    with pytest.raises(_BROKEN):
        answer.content  # noqa: B018 - reads
    answer.close()


def test_faults_hold_for_the_recordings_and_answers_that_were_named(bandwidth: SimulatedBandwidth, client: Client) -> None:
    bad, good = bandwidth.make_recording(), bandwidth.make_recording()
    bandwidth.controls.media_faults = MediaFaults(html=True, recording_ids={bad.recording_id}, times=2)
    kinds = [client.get(path_of(made)).headers["Content-Type"] for made in (bad, good, bad, good, bad)]
    assert [kind.startswith("text/html") for kind in kinds] == [True, False, True, False, False]
    bandwidth.controls.media_faults = MediaFaults(html=True)
    bandwidth.answer_normally()
    assert client.get(path_of(bad)).content == content_of(bad)


def test_the_log_tells_headers_and_the_bytes_that_went_out(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    client.get(path_of(made), **{"Range": "bytes=10-59", "If-Range": '"old"'})
    client.get(path_of(made), Range="bytes=10-59")
    bandwidth.cut_media_after(700)
    with pytest.raises(_BROKEN):
        client.get(path_of(made))
    media = [request for request in bandwidth.request_log if request.path.endswith("/media")]
    assert [request.headers.get("if-range") for request in media] == ['"old"', None, None]
    assert [request.headers.get("range") for request in media] == ["bytes=10-59", "bytes=10-59", None]
    assert [(request.status, request.sent_bytes) for request in media] == [(200, len(content_of(made))), (206, 50), (200, 700)]
    assert all(request.headers["authorization"].startswith("Bearer ") for request in media)
