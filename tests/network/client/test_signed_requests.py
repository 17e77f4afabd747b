"""Requests to Bandwidth's API: what goes along, and where it does not go."""

from collections.abc import Callable

import requests
from servers.scripted_server import ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.failure import Failure
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests

LEGACY = Account(account_id="5555555", username="user", password="p")


def ask(server: ScriptedServer, use: Callable[[SignedRequests], requests.Response | Failure]) -> requests.Response | Failure:
    client = SignedRequests(SignIn(lambda: LEGACY, server.address), accept="audio/*", read_seconds=5)
    try:
        response = use(client)
        if not isinstance(response, Failure):
            response.close()
        return response
    finally:
        client.close()


def test_what_is_asked_along_goes_with_the_request_and_with_where_it_leads() -> None:
    with ScriptedServer(answer(302, Location="/there"), answer(206, b"abc")) as server:
        response = ask(server, lambda client: client.get(server.address + "/here", "the media", {"Range": "bytes=5-"}))
        assert not isinstance(response, Failure)
        assert [(request.target, request.headers.get("range")) for request in server.requests] == [
            ("/here", "bytes=5-"),
            ("/there", "bytes=5-"),
        ]
        assert {request.headers["accept-encoding"] for request in server.requests} == {"identity"}
