"""Reading Bandwidth's lists: each form of answer, no credentials past the one origin, a sentence for each fault."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from servers.scripted_server import Behaviour, ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.domain.listed import ListedConference
from inbox.domain.times import now
from inbox.network.client.list_client import ConferencePage, ListClient, ListedRecordings
from inbox.network.client.sign_in import SignIn

pytestmark = pytest.mark.timed

SINCE, UNTIL = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, 8, 0, 1, 234567, tzinfo=UTC)
CONFERENCE = ListedConference("conf-1", "Board", "billing")
PAGE = b'[{"id":"conf-1","name":"Board","tag":"billing"}]'
RECORDINGS = b'[{"recordingId":"r-1","conferenceId":"conf-1"}]'
TOKEN = answer(200, b'{"access_token":"secret-token","expires_in":3600}')
NOT_FOUND = b'{"type":"validation","description":"The resource was not found.","id":"1"}'


@pytest.fixture
def token_server() -> Iterator[ScriptedServer]:
    with ScriptedServer(TOKEN) as server:
        yield server


def client_at(voice_url: str, token_url: str, total_seconds: float = 20.0) -> ListClient:
    account = Account(client_id="id", client_secret="secret")
    return ListClient(voice_url, SignIn(lambda: account, token_url), stall_seconds=0.5, total_seconds=total_seconds)


def page_of(behaviour: Behaviour, token_server: ScriptedServer) -> ConferencePage | Failure:
    with ScriptedServer(behaviour) as voice:
        client = client_at(voice.address, token_server.address)
        result = client.conferences("5555555", SINCE, UNTIL)
        client.close()
    return result


def recordings_of(behaviour: Behaviour, token_server: ScriptedServer) -> ListedRecordings | Failure:
    with ScriptedServer(behaviour) as voice:
        client = client_at(voice.address, token_server.address)
        result = client.recordings("5555555", CONFERENCE)
        client.close()
    return result


def test_the_lists_are_asked_for_at_their_addresses_with_credentials(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200, PAGE), answer(200, RECORDINGS), answer(200, b"null")) as voice:
        client = client_at(voice.address + "/api/v2/", token_server.address)
        page = client.conferences("5555555", SINCE, UNTIL)
        recordings = client.recordings("5555555", CONFERENCE)
        calls = client.call_recordings("5555555", SINCE, UNTIL)
        client.close()
        requests = voice.requests
    assert isinstance(page, ConferencePage)
    assert (page.conferences, page.next_page) == ((CONFERENCE,), None)
    assert isinstance(recordings, ListedRecordings)
    assert [event.recording_id for event in recordings.events] == ["r-1"]
    assert isinstance(calls, ListedRecordings)
    assert (calls.events, calls.is_cut) == ((), False)
    times = "2026-11-20T00%3A00%3A00.000Z", "2026-11-21T08%3A00%3A01.234Z"
    assert [request.target for request in requests] == [
        f"/api/v2/accounts/5555555/conferences?minCreatedTime={times[0]}&maxCreatedTime={times[1]}&pageSize=1000",
        "/api/v2/accounts/5555555/conferences/conf-1/recordings",
        f"/api/v2/accounts/5555555/recordings?minStartTime={times[0]}&maxStartTime={times[1]}",
    ]
    assert {request.headers["authorization"] for request in requests} == {"Bearer secret-token"}
    assert {request.headers["accept-encoding"] for request in requests} == {"identity"}


@pytest.mark.parametrize("form", ["<{at}?pageToken=2&x=%2F>; rel=next", "<?pageToken=2&x=%2F>; rel=next"])
def test_the_next_page_is_asked_for_at_the_same_path(token_server: ScriptedServer, form: str) -> None:
    path = "/accounts/5555555/conferences"
    with ScriptedServer(answer(200, PAGE, Link=form.format(at=path)), answer(200, b"[]")) as voice:
        client = client_at(voice.address, token_server.address)
        first = client.conferences("5555555", SINCE, UNTIL)
        assert isinstance(first, ConferencePage)
        assert first.next_page is not None
        second = client.conferences("5555555", SINCE, UNTIL, first.next_page)
        client.close()
        assert voice.requests[1].target == f"{path}?pageToken=2&x=%2F"
    assert isinstance(second, ConferencePage)
    assert second.next_page is None


def test_no_next_page_elsewhere_is_asked_for_and_no_credentials_go_there(token_server: ScriptedServer) -> None:
    with ScriptedServer(answer(200, b"[]")) as foreign:
        port = foreign.address.rpartition(":")[2]
        for link in (
            f"{foreign.address}/accounts/5555555/conferences?pageToken=2",
            f"//localhost:{port}/accounts/5555555/conferences?pageToken=2",
            f"http://id:secret@127.0.0.1:{port}/accounts/5555555/conferences?pageToken=2",
            "/accounts/6666666/conferences?pageToken=2",
            "/accounts/5555555/conferences/../../x?pageToken=2",
            "file:///etc/passwd",
            "http://[::1/x",
            "/accounts/5555555/conferences",
            "?pageToken=" + "x" * 9000,
        ):
            result = page_of(answer(200, PAGE, Link=f"<{link}>; rel=next"), token_server)
            assert isinstance(result, ConferencePage), link
            assert (result.conferences, result.next_page) == ((CONFERENCE,), None), "what came is not lost"
            assert "credentials are not sent there" in (result.problem or ""), link
        assert foreign.requests == []


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'"x"', b"5", b'{"conferences":[]}', b"[5]", b"\xff", b"[" * 5000, b'[{"id":"a/b"}]']
)
def test_what_is_no_list_is_not_taken_for_an_empty_one(token_server: ScriptedServer, body: bytes) -> None:
    result = page_of(answer(200, body), token_server)
    assert isinstance(result, Failure)
    assert (result.remedy, result.only_here) == (Remedy.TRY_LATER, False)
    of_one = recordings_of(answer(200, body), token_server)
    assert isinstance(of_one, Failure)
    assert of_one.only_here, "one conference tells nothing of the others"


@pytest.mark.parametrize(
    ("status", "remedy", "only_here", "says"),
    [
        (400, Remedy.ACT, True, "400"),
        (401, Remedy.ACT, False, "credentials (401)"),
        (403, Remedy.ACT, False, "Voice role"),
        (404, Remedy.NOT_FOUND, False, "does not have the list"),
        (429, Remedy.TRY_LATER, False, "slow down (429)"),
        (500, Remedy.TRY_LATER, False, "problem of its own (500)"),
    ],
)
def test_each_refusal_has_its_sentence(
    token_server: ScriptedServer, status: int, remedy: Remedy, only_here: bool, says: str
) -> None:
    result = recordings_of(answer(status, NOT_FOUND, Retry_After="30"), token_server)
    assert isinstance(result, Failure)
    assert (result.remedy, result.only_here, says in result.sentence) == (remedy, only_here, True), result
    if status == 429:
        assert result.retry_after == timedelta(seconds=30)


def test_a_404_of_somebody_else_does_not_say_that_a_conference_is_gone(token_server: ScriptedServer) -> None:
    result = recordings_of(answer(404, b"<html>no</html>"), token_server)
    assert isinstance(result, Failure)
    assert (result.remedy, "INBOX_VOICE_URL" in result.sentence) == (Remedy.ACT, True)


def test_a_list_that_is_too_large_or_compressed_is_not_read(token_server: ScriptedServer) -> None:
    large = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n" + b" " * (9 << 20))
    result = page_of(large, token_server)
    assert isinstance(result, Failure)
    assert "larger than" in result.sentence
    packed = page_of(answer(200, PAGE, Content_Encoding="gzip"), token_server)
    assert isinstance(packed, Failure)
    assert "compressed (gzip)" in packed.sentence


def test_a_server_that_falls_silent_is_left(token_server: ScriptedServer) -> None:
    hold = threading.Event()
    with ScriptedServer(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[", hold)) as voice:
        client = client_at(voice.address, token_server.address)
        result = client.conferences("5555555", SINCE, UNTIL)
        client.close()
        assert not hold.is_set()
        hold.set()
    assert isinstance(result, Failure)
    assert result.remedy is Remedy.TRY_LATER


@pytest.mark.parametrize(
    ("date", "is_taken"),
    [
        ("Fri, 20 Nov 2026 08:00:00 GMT", now() > datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("Fri, 20 Nov 2099 08:00:00 GMT", False),
        ("Thu, 01 Jan 1970 00:00:00 GMT", False),
        ("yesterday", False),
    ],
)
def test_the_moment_of_an_answer_is_bandwidths_where_our_clock_is_ahead(
    token_server: ScriptedServer, date: str, is_taken: bool
) -> None:
    result = page_of(answer(200, PAGE, Date=date), token_server)
    assert isinstance(result, ConferencePage)
    if is_taken:
        assert result.answered_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    else:
        assert abs(result.answered_at - now()) < timedelta(seconds=10)


def test_ids_that_would_lead_to_another_address_are_refused(token_server: ScriptedServer) -> None:
    client = client_at("http://127.0.0.1:9", token_server.address)
    with pytest.raises(ValueError, match="account"):
        client.conferences("../5555555", SINCE, UNTIL)
    with pytest.raises(ValueError, match="conference"):
        client.recordings("5555555", ListedConference("conf-1/../../x"))
    with pytest.raises(ValueError, match="account"):
        client.call_recordings("", SINCE, UNTIL)
    client.close()


def test_1000_call_recordings_may_not_be_all(token_server: ScriptedServer) -> None:
    one = b'{"recordingId":"r-%d","callId":"c-1"}'
    for count, is_cut in ((999, False), (1000, True)):
        with ScriptedServer(answer(200, b"[" + b",".join(one % number for number in range(count)) + b"]")) as voice:
            client = client_at(voice.address, token_server.address)
            result = client.call_recordings("5555555", SINCE, UNTIL)
            client.close()
        assert isinstance(result, ListedRecordings)
        assert (len(result.events), result.is_cut) == (count, is_cut)
