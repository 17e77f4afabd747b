"""What the simulated Bandwidth does wrong with lists and with credentials when it is asked to."""

from datetime import timedelta

import pytest
import requests
from simulator.conftest import Client, assert_refused

from inbox.domain.times import now
from inbox.simulator.list_faults import LinkForm, ListFaults
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth

_GRANT = {"grant_type": "client_credentials"}


def ask_for_token(bandwidth: SimulatedBandwidth, secret: str) -> int:
    credentials = (bandwidth.account.client_id, secret)
    return requests.post(bandwidth.token_url, auth=credentials, data=_GRANT, timeout=10).status_code


def make(bandwidth: SimulatedBandwidth, count: int) -> list[str]:
    """Conferences, oldest first."""
    began = now() - timedelta(hours=count)
    return [bandwidth.make_recording(made_at=began + timedelta(hours=hour)).conference_id for hour in range(count)]


def test_pages_may_be_smaller_than_was_asked_for(bandwidth: SimulatedBandwidth, client: Client) -> None:
    conferences = make(bandwidth, 5)
    bandwidth.controls.list_faults = ListFaults(page_size=2)
    pages, answer = [], client.get("/conferences?pageSize=1000")
    while True:
        pages.append([conference["id"] for conference in answer.json()])
        if "next" not in answer.links:
            break
        answer = client.get(answer.links["next"]["url"])
    assert pages == [conferences[:2], conferences[2:4], conferences[4:]]


@pytest.mark.parametrize(
    ("form", "begins", "ends"),
    [
        (LinkForm.FOREIGN, "<http://127.0.0.2:9/api/v2/accounts/5555555/conferences?", '; rel="next"'),
        (LinkForm.OTHER_PATH, "<{origin}/api/v2/accounts/9999999/conferences?", '; rel="next"'),
        (LinkForm.PLAIN, "<http://127.0.0.1/api/v2/accounts/5555555/conferences?", '; rel="next"'),
        (LinkForm.RELATIVE, "</api/v2/accounts/5555555/conferences?", '; rel="next"'),
        (LinkForm.UNQUOTED, "<{origin}/api/v2/accounts/5555555/conferences?", ">;rel=next"),
        (LinkForm.SEVERAL, "<{origin}/api/v2/accounts/5555555/conferences?page=first>", '; rel="last"'),
        (LinkForm.GARBLED, "{origin}/api/v2", "rel=next>"),
        (None, "<{origin}/api/v2/accounts/5555555/conferences?", '; rel="next"'),
    ],
)
def test_the_next_page_is_named_in_many_ways(
    bandwidth: SimulatedBandwidth, client: Client, form: LinkForm | None, begins: str, ends: str
) -> None:
    make(bandwidth, 3)
    bandwidth.controls.list_faults = ListFaults(link=form)
    said = client.get("/conferences?pageSize=1").headers["Link"]
    assert said.startswith(begins.format(origin=bandwidth.address.rstrip("/")))
    assert said.endswith(ends)
    assert "Link" not in client.get("/conferences").headers


def test_the_next_page_stands_between_others_one_of_them_with_a_comma(bandwidth: SimulatedBandwidth, client: Client) -> None:
    conferences = make(bandwidth, 3)
    bandwidth.controls.list_faults = ListFaults(link=LinkForm.SEVERAL)
    answer = client.get("/conferences?pageSize=1")
    assert list(answer.links) == ["first", "next", "last"]
    assert "," in answer.links["first"]["title"]
    assert client.get(answer.links["next"]["url"]).json()[0]["id"] == conferences[1]


def test_the_next_page_may_be_the_same_one_again_or_not_be_named(bandwidth: SimulatedBandwidth, client: Client) -> None:
    make(bandwidth, 3)
    bandwidth.controls.list_faults = ListFaults(link=LinkForm.LOOPING)
    answer = client.get("/conferences?pageSize=1")
    again = client.get(answer.links["next"]["url"])
    assert again.json() == answer.json()
    assert again.links == answer.links
    bandwidth.controls.list_faults = ListFaults(link=LinkForm.MISSING)
    assert "Link" not in client.get("/conferences?pageSize=1").headers


def test_one_comes_without_its_array_and_none_as_null(bandwidth: SimulatedBandwidth, client: Client) -> None:
    call = bandwidth.make_recording(Scenario.CALL)
    (conference,) = make(bandwidth, 1)
    bandwidth.controls.list_faults = ListFaults(one_object=True, null=True)
    assert client.get("/conferences").json()["id"] == conference
    recording = client.get(f"/conferences/{conference}/recordings").json()
    path = f"/conferences/{conference}/recordings/{recording['recordingId']}"
    assert client.get(path).json() == [recording]
    assert client.get(f"/conferences/{conference}").json()[0]["id"] == conference
    assert client.get("/recordings").json()["recordingId"] == call.recording_id
    assert client.get("/conferences?name=none").json() is None
    make(bandwidth, 1)
    assert len(client.get("/conferences").json()) == 2


def test_a_conference_that_goes_on_has_no_end(bandwidth: SimulatedBandwidth, client: Client) -> None:
    conferences = make(bandwidth, 2)
    bandwidth.controls.list_faults = ListFaults(running={conferences[1]})
    assert ["completedTime" in one for one in client.get("/conferences").json()] == [True, False]
    assert "completedTime" not in client.get(f"/conferences/{conferences[1]}").json()
    bandwidth.answer_normally()
    assert ["completedTime" in one for one in client.get("/conferences").json()] == [True, True]


def test_lists_are_refused_where_single_recordings_are_not(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    recordings = f"/conferences/{made.conference_id}/recordings"
    bandwidth.controls.list_faults = ListFaults(refused_with=403)
    for path in ("/conferences", recordings, "/recordings"):
        assert_refused(client.get(path), 403)
    assert client.get(f"{recordings}/{made.recording_id}").status_code == 200


def test_the_recordings_of_one_conference_fail(bandwidth: SimulatedBandwidth, client: Client) -> None:
    first, second = make(bandwidth, 2)
    bandwidth.controls.list_faults = ListFaults(failing={first: 500})
    assert_refused(client.get(f"/conferences/{first}/recordings"), 500)
    assert len(client.get(f"/conferences/{second}/recordings").json()) == 1


def test_things_that_are_no_conferences_and_recordings_stand_in_the_lists(bandwidth: SimulatedBandwidth, client: Client) -> None:
    (conference,) = make(bandwidth, 1)
    odd = [{"id": "../../etc"}, None, 5]
    bandwidth.controls.list_faults = ListFaults(more_conferences=odd, more_recordings=odd)
    assert client.get("/conferences").json()[:3] == odd
    assert client.get(f"/conferences/{conference}/recordings").json()[:3] == odd
    assert client.get("/recordings").json() == odd


def test_two_secrets_are_good_while_they_are_changed_over(bandwidth: SimulatedBandwidth) -> None:
    old = bandwidth.account.client_secret
    bandwidth.tokens.secrets = (old, "new-secret")
    assert [ask_for_token(bandwidth, secret) for secret in (old, "new-secret", "other")] == [200, 200, 401]
    bandwidth.tokens.secrets = ("new-secret",)
    assert [ask_for_token(bandwidth, secret) for secret in (old, "new-secret")] == [401, 200]
    bandwidth.answer_normally()
    assert [ask_for_token(bandwidth, secret) for secret in (old, "new-secret")] == [200, 401]


def test_an_expired_secret_gets_no_token_and_tokens_live_on(bandwidth: SimulatedBandwidth, client: Client) -> None:
    bandwidth.tokens.secrets = ()
    assert ask_for_token(bandwidth, bandwidth.account.client_secret) == 401
    assert client.get("/conferences").status_code == 200


def test_without_the_voice_role_everything_is_forbidden(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording()
    bandwidth.tokens.roles = ("Numbers",)
    recording = f"/conferences/{made.conference_id}/recordings/{made.recording_id}"
    for path in ("/conferences", "/recordings", recording, f"{recording}/media"):
        assert_refused(client.get(path), 403)
    assert ask_for_token(bandwidth, bandwidth.account.client_secret) == 200


def test_the_api_user_can_be_ended(bandwidth: SimulatedBandwidth) -> None:
    account = bandwidth.account
    address = f"{bandwidth.voice_url}/accounts/{account.account_id}/conferences"

    def status() -> int:
        return requests.get(address, auth=(account.username, account.password), timeout=10).status_code

    assert status() == 200
    bandwidth.tokens.api_user_is_good = False
    assert status() == 401


def test_the_log_tells_what_was_asked_in_the_query(bandwidth: SimulatedBandwidth, client: Client) -> None:
    client.get("/conferences?pageSize=3")
    token, conferences = bandwidth.request_log
    assert token.headers["authorization"].startswith("Basic ")
    assert (conferences.query, conferences.status, conferences.sent_bytes) == ("pageSize=3", 200, len("[]"))
