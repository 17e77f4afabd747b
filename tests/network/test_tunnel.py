"""Through a real OpenSSH tunnel: what is posted at its far end arrives, and the challenge comes back untouched."""

import os
import pwd
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, post

EVENT = (Path(__file__).parent.parent / "data" / "documented-event.json").read_bytes()
CREDENTIALS = ("bandwidth", "pass:word ☎")

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH = shutil.which("ssh")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SSHD is None, reason="sshd is not installed (Debian: openssh-server)"),
    pytest.mark.skipif(SSH is None, reason="ssh is not installed (Debian: openssh-client)"),
]

Eventually = Callable[[Callable[[], object]], None]


@pytest.fixture
def tunnel_to(tmp_path: Path, eventually: Eventually) -> Iterator[Callable[[int], int]]:
    """Opens a tunnel to a local port; gives the port of its far end."""
    ssh_port = _free_port()
    with _server(tmp_path, ssh_port) as server:
        eventually(lambda: _is_open(ssh_port) or server.poll() is not None)
        assert server.poll() is None, (tmp_path / "sshd.log").read_text()
        tunnels: list[subprocess.Popen[bytes]] = []

        def open_tunnel(port: int) -> int:
            said = tmp_path / f"ssh-{len(tunnels)}.log"
            with said.open("wb") as log:
                tunnels.append(subprocess.Popen(_client_command(tmp_path, ssh_port, port), stdin=subprocess.DEVNULL, stderr=log))
            eventually(lambda: b"Allocated port" in said.read_bytes() or tunnels[-1].poll() is not None)
            allocated = re.search(r"Allocated port (\d+) for remote forward", said.read_text())
            assert allocated is not None, said.read_text() + (tmp_path / "sshd.log").read_text()
            return int(allocated[1])

        yield open_tunnel
        for tunnel in tunnels:
            tunnel.terminate()
            tunnel.wait(10)


def test_an_event_posted_at_the_far_end_arrives_after_its_challenge(
    start_listener: StartListener, deliveries: Deliveries, tunnel_to: Callable[[int], int]
) -> None:
    listener = start_listener(credentials=CREDENTIALS)
    far_end = f"http://127.0.0.1:{tunnel_to(listener.port)}/"
    username, password = CREDENTIALS
    with requests.Session() as bandwidth:
        challenge = bandwidth.post(far_end, data=EVENT, timeout=15)
        assert challenge.status_code == 401
        assert challenge.headers["WWW-Authenticate"] == 'Basic realm="recording-inbox"'
        assert challenge.content == b""
        assert deliveries.taken == []
        answer = bandwidth.post(far_end, data=EVENT, auth=(username.encode(), password.encode()), timeout=15)  # type: ignore[arg-type]
        assert (answer.status_code, answer.content) == (204, b"")
    assert [delivery.body for delivery in deliveries.taken] == [EVENT]


def test_a_challenge_reaches_the_far_end_byte_by_byte_and_before_the_body(
    start_listener: StartListener, tunnel_to: Callable[[int], int]
) -> None:
    listener = start_listener(credentials=CREDENTIALS)
    far_end = tunnel_to(listener.port)
    request = b"POST / HTTP/1.1\r\nHost: demo.example\r\nContent-Length: 1000000\r\n\r\n"
    answers = []
    for port in (listener.port, far_end):
        with RawClient(port) as client:
            answers.append(re.sub(rb"Date: .*\r\n", b"", client.ask(request).head))
    assert answers[0] == answers[1]


def test_a_large_event_and_a_refused_one_pass_too(
    start_listener: StartListener, deliveries: Deliveries, tunnel_to: Callable[[int], int]
) -> None:
    listener = start_listener()
    body = b'{"eventType":"x","pad":"' + b"p" * 1_000_000 + b'"}'
    far_end = tunnel_to(listener.port)
    with RawClient(far_end) as client:
        assert client.ask(post(body)).status == 204
        assert client.ask(post(b"no json")).status == 400
        assert client.ask(post(b"x" * 2_000_000)).status == 413
    assert [delivery.body for delivery in deliveries.taken] == [body, b"no json"]


@contextmanager
def _server(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """An OpenSSH server of our own: own keys, no passwords, loopback only, nothing but forwarding."""
    assert SSHD is not None
    for name in ("host_key", "person_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    shutil.copy(folder / "person_key.pub", folder / "authorized_keys")
    host_key = " ".join((folder / "host_key.pub").read_text().split()[:2])
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key}\n")
    config = folder / "sshd_config"
    config.write_text(
        "\n".join(
            [
                "ListenAddress 127.0.0.1",
                f"Port {port}",
                f"HostKey {folder / 'host_key'}",
                f"AuthorizedKeysFile {folder / 'authorized_keys'}",
                "AuthenticationMethods publickey",
                "PermitRootLogin prohibit-password",
                "StrictModes no",  # The folders above a test's folder may belong to anyone.
                "PidFile none",
                "AllowTcpForwarding remote",
                f"UsePAM {'yes' if _account_is_locked() else 'no'}",  # Without PAM, sshd refuses locked accounts even with a key.
                "",
            ]
        )
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # The service makes it at start; sshd as root insists on it.
    command = [SSHD, "-D", "-f", str(config), "-E", str(folder / "sshd.log")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as server:
        try:
            yield server
        finally:
            server.terminate()


def _client_command(folder: Path, ssh_port: int, port: int) -> list[str]:
    options = [
        "BatchMode=yes",
        "IdentitiesOnly=yes",
        "StrictHostKeyChecking=yes",
        f"UserKnownHostsFile={folder / 'known_hosts'}",
        "GlobalKnownHostsFile=none",
        "ExitOnForwardFailure=yes",
        "LogLevel=INFO",
    ]
    words = [word for option in options for word in ("-o", option)]
    forward = ["-N", "-R", f"127.0.0.1:0:127.0.0.1:{port}"]
    identity = ["-i", str(folder / "person_key"), "-p", str(ssh_port), f"{_user()}@127.0.0.1"]
    return [str(SSH), "-F", "none", *words, *forward, *identity]


def _user() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _account_is_locked() -> bool:
    try:
        lines = Path("/etc/shadow").read_text().splitlines()
    except OSError:
        return False
    return any(line.startswith(f"{_user()}:!") for line in lines)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_open(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
