"""A name that means another host from one request to the next gets no credentials there."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from ctypes.util import find_library
from pathlib import Path

import psutil
import pytest
import trustme
from network.certificates import Authority
from servers.scripted_server import ScriptedServer, answer
from servers.tls_server import TlsServer

from inbox.network.listener.tls import TlsFiles

_CHILD = Path(__file__).with_name("asking_child.py")
_NAME = "voice.bandwidth.test"


class Asking:
    """The child, and the names that it knows."""

    def __init__(self, folder: Path) -> None:
        library = find_library("nss_wrapper")
        if library is None:
            pytest.skip("needs libnss-wrapper, Debian's package of that name")
        self._hosts = folder / "hosts"
        self._changes = 0
        self.means(_NAME, "127.0.0.1")
        self._process = subprocess.Popen(
            [sys.executable, _CHILD],
            env={
                **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
                "LD_PRELOAD": library,
                "NSS_WRAPPER_HOSTS": str(self._hosts),
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                "REQUESTS_CA_BUNDLE": str(folder / "ca.pem"),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def means(self, name: str, address: str) -> None:
        """From now on the name leads there."""
        self._hosts.write_text(f"{address} {name}\n")
        self._changes += 10  # the library looks whether the file is newer, in seconds
        os.utime(self._hosts, (1_700_000_000 + self._changes,) * 2)

    def ask(self, address: str) -> str:
        """What came of a request to there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(address + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        """Ends the child."""
        self._process.communicate(timeout=20)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    made = Authority(tmp_path, trustme.CA())
    made.ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    return made


@pytest.fixture
def asking(authority: Authority) -> Iterator[Asking]:
    with closing(Asking(authority.folder)) as child:
        yield child


def files_for(authority: Authority, name: str) -> TlsFiles:
    made = authority.ca.issue_cert(name)
    files = TlsFiles(authority.folder / f"{name}.pem", authority.folder / f"{name}.key")
    files.certificate.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
    files.key.write_bytes(made.private_key_pem.bytes())
    return files


def test_a_name_that_leads_to_another_host_now_is_not_given_credentials(authority: Authority, asking: Asking) -> None:
    with TlsServer(files_for(authority, _NAME), answer(200)) as right:
        port = right.address.rpartition(":")[2]
        address = f"https://{_NAME}:{port}/media"
        assert asking.ask(address) == "200"
        asking.means(_NAME, "127.0.0.2")
        with TlsServer(files_for(authority, "evil.test"), answer(200), host="127.0.0.2", port=int(port)) as wrong:
            assert "certificate" in asking.ask(address)
            assert wrong.requests == []
        asking.means(_NAME, "127.0.0.1")
        assert asking.ask(address) == "200"
        assert len(right.requests) == 2


def test_localhost_is_this_computer_or_nothing_is_said(asking: Asking) -> None:
    own = next(
        (
            each.address
            for addresses in psutil.net_if_addrs().values()
            for each in addresses
            if each.family is socket.AF_INET and not each.address.startswith("127.")
        ),
        None,
    )
    if own is None:
        pytest.skip("needs an address of this computer beside loopback")
    with ScriptedServer(answer(200), host="0.0.0.0") as server:
        port = server.address.rpartition(":")[2]
        asking.means("localhost", "127.0.0.1")
        assert asking.ask(f"http://localhost:{port}/") == "200"
        asking.means("localhost", own)
        sentence = asking.ask(f"http://localhost:{port}/")
        assert len(server.requests) == 1, "not a byte came by the other way"
    assert "leads to another computer now" in sentence
