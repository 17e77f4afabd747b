"""A delivery as a command of the shell that sends it again, byte for byte."""

import base64
import re
from collections.abc import Iterator

from inbox.domain.delivery import Delivery

_PLAIN = re.compile(rb"[ -~]*")
_PLAIN_TARGET = re.compile(r"/[!-\"$-~]*")
_OF_THE_CONNECTION = frozenset(
    {"host", "content-length", "connection", "keep-alive", "transfer-encoding", "expect", "upgrade", "te", "trailer"}
)
_LONGEST_WORD = 100_000
"""One word of a command line may hold 128 KiB on Linux."""
_BY_NAME = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": "\\'"}


def as_curl(delivery: Delivery, address: str) -> str:
    """The command that sends ``delivery`` to ``address`` (scheme, host and port; the path is the delivery's own).

    It is for bash, zsh or ksh: text is quoted so that nothing in it is a command, other bytes come by way of base64. What is
    secret is not in it, as it is not in the journal: a receiver that asks for a user name is given it by curl's own ``--user``.
    """
    body = delivery.body
    words = ["curl", "--globoff", "--path-as-is"]
    if delivery.method != "POST" and (delivery.method != "GET" or body):
        words += ["--request", quoted(delivery.method.encode())]
    for header in _headers(delivery):
        words += ["--header", quoted(header)]
    piped = b"\x00" in body or body.startswith(b"@") or len(body) > _LONGEST_WORD
    if piped:
        words += ["--data-binary", "@-"]
    elif body or delivery.method == "POST":
        words += ["--data-binary", quoted(body)]
    words += _where(delivery.target, address)
    command = " ".join(words)
    return f"printf %s {base64.b64encode(body).decode()} | base64 -d | {command}" if piped else command


def quoted(content: bytes) -> str:
    """``content``, which has no NUL, as one word of bash: nothing in it is expanded, and it holds printable ASCII only."""
    if _PLAIN.fullmatch(content) and b"'" not in content:
        return f"'{content.decode()}'"
    return "$'" + "".join(_BY_NAME.get(letter) or _escaped(letter) for letter in content.decode("latin-1")) + "'"


def _escaped(letter: str) -> str:
    return letter if " " <= letter <= "~" else f"\\{ord(letter):03o}"  # of three digits, so that a digit after it stays apart


def _headers(delivery: Delivery) -> Iterator[bytes]:
    given = set()
    for name, value in delivery.headers:
        given.add(name.lower())
        if name.lower() in _OF_THE_CONNECTION:
            continue
        line = f"{name}: {value}" if value else f"{name};"
        yield line.encode("latin-1" if _is_latin(line) else "utf-8", "backslashreplace").replace(b"\x00", b"")
    # curl's own habits, which the sender did not have
    yield from (f"{name}:".encode() for name in ("Content-Type", "Accept", "User-Agent", "Expect") if name.lower() not in given)


def _is_latin(text: str) -> bool:
    return all(ord(letter) < 256 for letter in text)


def _where(target: str, address: str) -> list[str]:
    scheme, _, rest = address.partition("://")
    origin = f"{scheme}://{rest.partition('/')[0]}"
    if _PLAIN_TARGET.fullmatch(target):
        return [quoted(f"{origin}{target}".encode())]
    exact = target.encode("utf-8", "backslashreplace").replace(b"\x00", b"")
    return ["--request-target", quoted(exact), quoted(f"{origin}/".encode())]
