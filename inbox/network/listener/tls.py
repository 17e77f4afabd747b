"""TLS with the person's own certificate, for those whose listener is reached without a tunnel."""

import logging
import os
import ssl
import stat
from dataclasses import dataclass
from pathlib import Path

from inbox.domain.times import now
from inbox.network.listener.binding import ListenerProblem
from inbox.network.listener.certificate import Validity, validity_of

_log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
"""How often `Certificate.renew` is worth calling."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the certificate (with the chain that leads to its issuer) and its private key are, both as PEM."""

    certificate: Path
    key: Path


class _Encrypted(Exception):
    """The key asks for a password."""


class Certificate:
    """The certificate in use. Raises `ListenerProblem`, with a sentence, when it cannot be used."""

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._seen = files_state(files)
        self._context = server_context(files)

    @property
    def context(self) -> ssl.SSLContext:
        """For the connections that come from now on."""
        return self._context

    def renew(self) -> None:
        """Takes new files into use when they have changed; goes on with the old ones, and says so once, when it cannot."""
        state = files_state(self._files)
        if state == self._seen:
            return
        self._seen = state
        try:
            self._context = server_context(self._files)
        except ListenerProblem as problem:
            _log.warning("The certificate was changed and cannot be used; the listener goes on with the old one. %s", problem)
        else:
            _log.info("The certificate was renewed.")


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """What TLS 1.2 and later is spoken with. Raises `ListenerProblem`."""
    _check_certificate(files.certificate)
    _read(files.key, "key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(files.certificate, files.key, _no_password)
    except _Encrypted:
        raise ListenerProblem(
            f"The key file {files.key} is encrypted, and nobody is there to type its password when the program starts. "
            f"Decrypt it with: openssl pkey -in {files.key} -out key.pem"
        ) from None
    except ssl.SSLError as problem:
        raise ListenerProblem(_sentence(files, problem)) from problem
    except OSError as problem:  # it went after it had been looked at, as files do that are being renewed
        raise ListenerProblem(
            f"The certificate or its key cannot be read: {problem.strerror or problem}. Let the user who runs this read both."
        ) from problem
    if os.name == "posix" and _mode(files.key) & stat.S_IRWXO:
        _log.warning("The key file %s can be read by everybody on this computer. Forbid it with: chmod o= %s", *[files.key] * 2)
    return context


def _check_certificate(path: Path) -> None:
    try:
        validity = validity_of(_read(path, "certificate"))
    except ValueError as problem:
        raise ListenerProblem(
            f"The certificate file {path} does not hold a certificate in PEM form; its first line is "
            "“-----BEGIN CERTIFICATE-----” in most cases. Name the right file."
        ) from problem
    sentence = _validity_problem(path, validity)
    if sentence is not None:
        raise ListenerProblem(sentence)


def _validity_problem(path: Path, validity: Validity) -> str | None:
    at = now()
    if at > validity.end:
        return f"The certificate {path} was valid until {validity.end:%d %B %Y %H:%M} UTC, and senders refuse it. Renew it."
    if at < validity.start:
        return (
            f"The certificate {path} is not valid before {validity.start:%d %B %Y %H:%M} UTC, and senders refuse it until then. "
            "Check this computer's clock."
        )
    return None


def _read(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        raise ListenerProblem(f"The {what} file {path} does not exist. Name the right file in the settings.") from None
    except OSError as problem:
        reason = problem.strerror or problem
        raise ListenerProblem(
            f"The {what} file {path} cannot be read: {reason}. Let the user who runs this read it."
        ) from problem


def _no_password() -> str:
    raise _Encrypted


def _sentence(files: TlsFiles, problem: ssl.SSLError) -> str:
    if problem.reason == "KEY_VALUES_MISMATCH":
        return (
            f"The key {files.key} does not belong to the certificate {files.certificate}. Name the two that were made together."
        )
    return (
        f"The certificate {files.certificate} and the key {files.key} cannot be used: {problem.reason or problem}. "
        "Both must be files in PEM form."
    )


def files_state(files: TlsFiles) -> tuple[tuple[int, ...] | None, ...]:
    """What changes when either file is replaced or rewritten, or may be read by others than before."""
    return tuple(_stamp(path) for path in (files.certificate, files.key))


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):  # it is not there, or its name is none that a file may have
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0
