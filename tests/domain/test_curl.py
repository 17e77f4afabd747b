"""Each command is really run by bash, and what arrives is compared byte for byte."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from inbox.domain.curl import as_curl, quoted
from inbox.domain.delivery import Delivery

pytestmark = pytest.mark.skipif(
    shutil.which("curl") is None or shutil.which("bash") is None, reason="needs bash and curl (Debian packages bash, curl)"
)


@dataclass
class Arrived:
    address: str
    requests: list[tuple[str, str, list[tuple[str, str]], bytes]] = field(default_factory=list)


@pytest.fixture
def arrived() -> Iterator[Arrived]:
    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            result.requests.append((self.command, self.path, list(self.headers.items()), body))
            self.send_response(204)
            self.end_headers()

        do_GET = do_PUT = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    result = Arrived(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield result
    server.shutdown()
    thread.join()
    server.server_close()


def delivery(body: bytes, *headers: tuple[str, str], method: str = "POST", target: str = "/") -> Delivery:
    return Delivery(datetime(2026, 11, 23, tzinfo=UTC), method, target, headers, body, "127.0.0.1:1")


def sent_again(arrived: Arrived, made: Delivery, folder: Path) -> tuple[str, str, list[tuple[str, str]], bytes]:
    command = as_curl(made, arrived.address)
    assert command.isascii()
    assert "\n" not in command
    script = folder / "command.sh"
    script.write_text(f"set -o pipefail\n{command} --silent --show-error --fail --noproxy '*'\n")
    done = subprocess.run(["bash", str(script)], capture_output=True, text=True, timeout=30, check=False, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == ["command.sh"], "something in it was run"
    return arrived.requests.pop()


@pytest.mark.parametrize(
    "body",
    [
        b'{"eventType":"conferenceRecordingAvailable"}',
        b"it's $(touch pwned) `touch pwned` \"$HOME\" \\n \\' !! ~ * {a,b} & touch pwned; | #",
        "Besprechung \u202eÄÖ € 🎧\r\n\ttab".encode(),
        bytes(range(1, 256)) * 2,
        bytes(range(256)),
        b"@/etc/hostname",
        b"\x00",
        b"",
        b"\x011234567",
        b"x" * 300_000,
        b"-d @- --output pwned",
        b"'",
        b"$'\\x00'\n",
    ],
)
def test_any_body_arrives_as_it_came(arrived: Arrived, tmp_path: Path, body: bytes) -> None:
    method, path, headers, content = sent_again(arrived, delivery(body, ("Content-Type", "application/json")), tmp_path)
    assert (method, path, content) == ("POST", "/", body)
    assert ("Content-Type", "application/json") in headers


@pytest.mark.parametrize(
    "target",
    [
        "/hook?eventType=conferenceRecordingAvailable&name=a%20b%00&x=[1-3]{a,b}",
        "/a/../b/./c?x='; touch pwned; '",
        "/%C3%A9#fragment?q",
        "//two?$(touch pwned)",
    ],
)
def test_a_query_arrives_as_it_came(arrived: Arrived, tmp_path: Path, target: str) -> None:
    with_space = " " in target
    method, path, _, body = sent_again(arrived, delivery(b"", method="GET", target=target.replace(" ", "%20")), tmp_path)
    expected = target.replace(" ", "%20") if with_space else target
    # the server of the standard library folds double slashes at the start
    assert (method, path, body) == ("GET", "/" + expected.lstrip("/"), b"")


def test_headers_arrive_as_they_came_and_curl_adds_none_of_its_own(arrived: Arrived, tmp_path: Path) -> None:
    given = [
        ("Host", "inbox.example"),
        ("Content-Length", "99"),
        ("X-Text", 'it\'s "quoted" $(touch pwned)'),
        ("X-Latin", "caf\xe9 \xff"),
        ("X-Twice", "1"),
        ("X-Twice", "2"),
        ("X-Empty", ""),
        ("Transfer-Encoding", "chunked"),
    ]
    _, _, headers, body = sent_again(arrived, delivery(b"body", *given), tmp_path)
    assert body == b"body"
    assert [pair for pair in headers if pair[0] not in ("Host", "Content-Length")] == given[2:-1]
    assert ("Content-Length", "4") in headers


def test_another_method_is_kept(arrived: Arrived, tmp_path: Path) -> None:
    assert sent_again(arrived, delivery(b"{}", method="GET"), tmp_path)[0::3] == ("GET", b"{}")


def test_it_goes_to_the_address_that_is_asked_for_whatever_path_that_has() -> None:
    command = as_curl(delivery(b"{}", target="/x?y"), "https://inbox.example/secret-path")
    assert command.endswith("'https://inbox.example/x?y'")


def test_a_word_holds_nothing_that_a_shell_expands() -> None:
    assert quoted(b"plain $HOME") == "'plain $HOME'"
    assert quoted(b"it's\x07") == "$'it\\'s\\007'"


def test_the_listener_takes_what_the_command_sends(tmp_path: Path) -> None:
    from inbox.domain.delivery import DeliveryOutcome, Receipt
    from inbox.network.listener.listener import Listener

    taken: list[Delivery] = []

    def accept(came: Delivery, done: object) -> bool:
        taken.append(came)
        assert callable(done)
        done(Receipt(DeliveryOutcome.RECORDING))
        return True

    listener = Listener("127.0.0.1", 0, accept)
    listener.start()
    try:
        body = b'{"eventType":"x","name":"it\'s \xc3\xa4"}'
        made = delivery(body, ("Content-Type", "application/json"), ("User-Agent", "Bandwidth"))
        for _ in range(2):
            subprocess.run(["bash", "-c", as_curl(made, listener.address)], timeout=30, check=True, cwd=tmp_path)
            made = taken[-1]
    finally:
        listener.stop()
    assert [came.body for came in taken] == [body, body]
    assert taken[0].headers[1:] == taken[1].headers[1:]
