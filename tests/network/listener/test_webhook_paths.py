"""Which paths events are taken at: the configured one, in every form that means the same, and no other."""

import pytest
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.knock import KnockReason
from inbox.network.listener.listener import Listener


@pytest.mark.parametrize(
    "target", ["/other", "//", "/.", "/healthz/", "/%2F", "/%252F", "*", "x", "/index.html", "/\x80", "http:", "ftp://h/"]
)
def test_another_path_is_answered_404_and_only_counted(listener: Listener, deliveries: Deliveries, target: str) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}", target=target)).status == 404
    assert deliveries.taken == []
    assert listener.knocks.counts() == {KnockReason.OTHER_PATH: 1}


def test_a_secret_path_replaces_the_root(start_listener: StartListener, deliveries: Deliveries) -> None:
    listener = start_listener(path="/h%C3%B6ok/a b")
    assert listener.address == f"http://127.0.0.1:{listener.port}/h%C3%B6ok/a%20b"
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}")).status == 404
        for same in ("/h%C3%B6ok/a%20b", "/%68%c3%b6ok/a%20b", "http://tunnel.example/h%c3%b6ok/a%20b?x=1"):
            assert client.ask(post(b"{}", target=same)).status == 204
        assert client.ask(post(b"{}", target="/h%C3%B6ok/a%20b/")).status == 404
    assert len(deliveries.taken) == 3


def test_paths_are_compared_after_decoding_and_once_only(start_listener: StartListener, deliveries: Deliveries) -> None:
    listener = start_listener(path="/in/x-1")
    with RawClient(listener.port) as client:
        for same in ("/in/x-1", "/in%2Fx-1", "/in%2fx%2D1", "/%69n/x-1"):
            assert client.ask(post(b"{}", target=same)).status == 204, same
        for other in ("//in/x-1", "/in//x-1", "/in/x-1/", "/in/./x-1", "/in/y/../x-1", "/in%252Fx-1", "/in\\x-1", "/IN/x-1",
                      "/in/x-1;a=b", "/in/x-1%00", "/in/x-1%20", "in/x-1", "http://h//in/x-1", "/%c0%afin/x-1"):  # fmt: skip
            assert client.ask(post(b"{}", target=other)).status == 404, other
    assert len(deliveries.taken) == 4


def test_a_target_in_absolute_form_is_understood(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}", target="http://localhost")).status == 204
        assert client.ask(get("HTTPS://localhost?eventType=x")).status == 204
    assert [each.target for each in deliveries.taken] == ["http://localhost", "HTTPS://localhost?eventType=x"]
