"""A media server in a process of its own that the kernel does the work of: one file, by sendfile, and a sign-in.

Run as a program with the file's path; the first line on stdout is its address. A ``Range`` of the form ``bytes=N-`` is honoured.
"""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TOKEN = b'{"access_token":"token","expires_in":3600}'
_RANGE = re.compile(rb"\r\nrange: *bytes=(\d+)-\r\n", re.IGNORECASE)


def _serve(connection: socket.socket, path: Path) -> None:
    with connection, path.open("rb") as file:
        received = b""
        while True:
            while b"\r\n\r\n" not in received:
                data = connection.recv(65_536)
                if not data:
                    return
                received += data
            head, _, received = received.partition(b"\r\n\r\n")
            if head.startswith(b"POST"):
                received = b""
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(_TOKEN), _TOKEN))
                continue
            total = os.fstat(file.fileno()).st_size
            match = _RANGE.search(head + b"\r\n")
            start = int(match[1]) if match else 0
            status = b"206 Partial\r\nContent-Range: bytes %d-%d/%d" % (start, total - 1, total) if start else b"200 OK"
            connection.sendall(b'HTTP/1.1 %s\r\nETag: "e"\r\nContent-Length: %d\r\n\r\n' % (status, total - start))
            while start < total:
                start += os.sendfile(connection.fileno(), file.fileno(), start, total - start)


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """The server as a process of its own; gives its address."""
    process = subprocess.Popen([sys.executable, __file__, str(path)], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def main() -> None:
    """Serves until it is killed."""
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=_serve, args=(connection, Path(sys.argv[1])), daemon=True).start()


if __name__ == "__main__":
    main()
