"""https with the person's own certificate: which files are taken, and what the person is told of the others."""

import logging
import os
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from network.certificates import Authority
from wire.raw_client import RawClient

from inbox.domain.delivery import Delivery
from inbox.network.listener.binding import ListenerProblem
from inbox.network.listener.certificate import Validity, validity_of
from inbox.network.listener.listener import Listener
from inbox.network.listener.tls import Certificate, TlsFiles, server_context

NOW = datetime.now(UTC).replace(microsecond=0)


def refuse(delivery: Delivery, done: object) -> bool:
    """Takes nothing."""
    return False


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, trustme.CA())


def problem_of(files: TlsFiles) -> str:
    with pytest.raises(ListenerProblem) as problem:
        Listener("127.0.0.1", 0, refuse, tls=files).start()
    return str(problem.value)


def test_a_file_that_is_not_there_is_named(authority: Authority) -> None:
    files = authority.issue()
    missing = authority.folder / "missing"
    assert problem_of(TlsFiles(missing, files.key)) == (
        f"The certificate file {missing} does not exist. Name the right file in the settings."
    )
    assert problem_of(TlsFiles(files.certificate, missing)).startswith(f"The key file {missing} does not exist.")
    assert problem_of(TlsFiles(authority.folder, files.key)).startswith(f"The certificate file {authority.folder} cannot be read")


def test_a_key_of_another_certificate_is_told(authority: Authority) -> None:
    files = TlsFiles(authority.issue("one").certificate, authority.issue("two").key)
    assert problem_of(files) == (
        f"The key {files.key} does not belong to the certificate {files.certificate}. Name the two that were made together."
    )


def test_a_key_with_a_password_says_how_to_take_it_off(authority: Authority) -> None:
    files = authority.issue()
    locked = authority.folder / "locked.key"
    key = serialization.load_pem_private_key(files.key.read_bytes(), None)
    encryption = serialization.BestAvailableEncryption(b"secret")
    locked.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption))
    said = problem_of(TlsFiles(files.certificate, locked))
    assert said.startswith(f"The key file {locked} is encrypted")
    assert f"openssl pkey -in {locked} -out key.pem" in said


def test_a_certificate_out_of_its_time_says_until_or_from_when(authority: Authority) -> None:
    expired = authority.issue(
        "old", not_before=datetime(2023, 11, 5, tzinfo=UTC), not_after=datetime(2024, 2, 3, 4, 5, tzinfo=UTC)
    )
    assert problem_of(expired) == (
        f"The certificate {expired.certificate} was valid until 03 February 2024 04:05 UTC, and senders refuse it. Renew it."
    )
    early = authority.issue("early", not_before=NOW + timedelta(days=2), not_after=NOW + timedelta(days=9))
    assert "is not valid before" in problem_of(early)


@pytest.mark.parametrize(
    "text", ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n"]
)
def test_files_that_hold_something_else_are_told(authority: Authority, text: str) -> None:
    files = authority.issue()
    nonsense = authority.folder / "nonsense.pem"
    nonsense.write_text(text)
    assert problem_of(TlsFiles(nonsense, files.key)).startswith(f"The certificate file {nonsense} does not hold a certificate")
    assert problem_of(TlsFiles(files.certificate, nonsense)).startswith(f"The certificate {files.certificate} and the key")
    nonsense.write_bytes(b"\xff\x00\x30\x82" * 1000)
    assert problem_of(TlsFiles(nonsense, files.key)).startswith(f"The certificate file {nonsense} does not hold a certificate")


@pytest.mark.expects_log
@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_key_that_everybody_can_read_is_warned_of(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    files = authority.issue()
    for mode, warnings in ((0o600, 0), (0o640, 0), (0o644, 1)):
        caplog.clear()
        files.key.chmod(mode)
        server_context(files)
        assert len(caplog.records) == warnings, oct(mode)
    assert "can be read by everybody" in caplog.messages[0]


def test_the_oldest_version_is_tls_1_2(authority: Authority) -> None:
    context = server_context(authority.issue())
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION


def test_both_dates_are_read_from_before_2050_and_from_after(authority: Authority) -> None:
    for end in (datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)):
        start = datetime(1999, 5, 6, 7, 8, 9, tzinfo=UTC)
        files = authority.issue(not_before=start, not_after=end)
        assert validity_of("text before\n" + files.certificate.read_text()) == Validity(start, end)


@pytest.mark.expects_log
def test_a_renewed_certificate_is_used_and_one_that_cannot_be_is_told_once(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    files = authority.issue()
    certificate = Certificate(files)
    first = certificate.context
    certificate.renew()
    assert certificate.context is first
    good = files.key.read_bytes()
    files.key.write_text("half written")
    for _ in range(3):
        certificate.renew()
    assert certificate.context is first
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "goes on with the old one" in caplog.messages[0]
    files.key.unlink()
    certificate.renew()
    files.key.write_bytes(good)
    files.key.chmod(0o600)
    certificate.renew()
    assert certificate.context is not first
    assert caplog.messages[-1] == "The certificate was renewed."


def test_a_key_that_may_be_read_again_is_tried_again(authority: Authority) -> None:
    files = authority.issue()
    certificate = Certificate(files)
    first = certificate.context
    files.key.chmod(0o640)
    certificate.renew()
    assert certificate.context is not first


def test_while_the_port_is_taken_the_log_hears_nothing_of_the_key_again_and_again(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    files = authority.issue()
    files.key.chmod(0o644)
    with socket.create_server(("127.0.0.1", 0)) as other:
        listener = Listener("127.0.0.1", other.getsockname()[1], refuse, tls=files)
        with pytest.raises(ListenerProblem, match="in use"):
            listener.start()
    assert caplog.messages == []


def test_the_port_is_free_after_a_start_that_a_certificate_prevented(authority: Authority) -> None:
    files = authority.issue()
    files.certificate.write_text("no certificate")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    with pytest.raises(ListenerProblem, match="PEM"):
        Listener("127.0.0.1", port, refuse, tls=files).start()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_new_connections_get_the_renewed_certificate_without_a_restart(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.network.listener.listener.LOOK_SECONDS", 0.02)
    files = authority.issue("first")
    listener = Listener("127.0.0.1", 0, refuse, tls=files)
    listener.start()
    try:
        first = _certificate_shown(listener, authority)
        renewed = authority.issue("second")
        renewed.key.replace(files.key)
        renewed.certificate.replace(files.certificate)
        deadline = time.monotonic() + 5
        while (shown := _certificate_shown(listener, authority)) == first:
            assert time.monotonic() < deadline
        assert shown is not None
        assert ssl.DER_cert_to_PEM_cert(shown) in files.certificate.read_text()
    finally:
        listener.stop()


def _certificate_shown(listener: Listener, authority: Authority) -> bytes | None:
    with RawClient(listener.port, tls=authority.trusting()) as client:
        assert isinstance(client.socket, ssl.SSLSocket)
        return client.socket.getpeercert(binary_form=True)
