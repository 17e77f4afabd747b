"""What is tried of an address or a certificate before the settings take it."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from network.certificates import Authority

from inbox.domain.times import now
from inbox.pipeline.opened import OpenInbox, Options
from inbox.pipeline.requests.receiving_requests import ReceivingRequests


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"), trustme.CA())


def _requests(own_port: int | None = None) -> ReceivingRequests:
    return ReceivingRequests("", Path("settings.toml"), lambda: "", lambda: own_port)


def test_a_taken_port_is_a_sentence_and_a_free_one_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 is in use" in _requests().address_problem("127.0.0.1", port)
        assert _requests(own_port=port).address_problem("127.0.0.1", port) == "", "the inbox itself has it"
    assert _requests().address_problem("127.0.0.1", port) == ""
    assert _requests().address_problem("127.0.0.1", 0) == ""


def test_a_certificate_and_its_key_are_looked_at(authority: Authority, tmp_path: Path) -> None:
    good, other = authority.issue("good", not_after=datetime(2199, 1, 1, tzinfo=UTC)), authority.issue("other")
    old = authority.issue("old", not_before=now() - timedelta(days=9), not_after=now() - timedelta(days=1))
    look = _requests().look_at_certificate
    found = look(str(good.certificate), str(good.key))
    assert (found.problem, found.valid_until) == ("", datetime(2199, 1, 1, tzinfo=UTC))
    assert "does not belong to the certificate" in look(str(good.certificate), str(other.key)).problem
    assert "was valid until" in look(str(old.certificate), str(old.key)).problem
    assert "does not exist" in look(str(tmp_path / "none.pem"), str(good.key)).problem
    assert "does not hold a certificate" in look(str(good.key), str(good.key)).problem


@pytest.mark.parametrize(
    ("listen", "environ", "expected"),
    [
        (None, {}, ""),
        ("127.0.0.1:0", {"INBOX_LISTEN": "127.0.0.1:1"}, "--listen"),
        (None, {"INBOX_LISTEN": "127.0.0.1:1"}, "INBOX_LISTEN"),
    ],
)
def test_what_outranks_the_settings_is_named(tmp_path: Path, listen: str | None, environ: dict[str, str], expected: str) -> None:
    inbox = OpenInbox(Options(data_dir=str(tmp_path), listen=listen), environ)
    assert inbox.listen_from == expected
    inbox.close()
