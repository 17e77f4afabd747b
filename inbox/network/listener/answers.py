"""The listener's answers, as bytes made beforehand: nothing of a request ever stands in their headers."""

import json
import time
from dataclasses import dataclass
from email.utils import formatdate
from enum import Enum
from http import HTTPStatus


class Persistence(Enum):
    """What the answer says of the connection."""

    KEPT = b""
    """Kept open without saying so: the rule of HTTP/1.1."""
    KEPT_AND_SAID = b"Connection: keep-alive\r\n"
    """Kept open for a client of HTTP/1.0 that asked."""
    CLOSED = b"Connection: close\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status line, and everything that follows the headers that change (`Date`, `Connection`)."""

    start: bytes
    rest: bytes

    @classmethod
    def of(cls, status: HTTPStatus, *headers: str, body: bytes = b"") -> "Answer":
        """An answer with the given header lines; ``Content-Length`` is added where the status allows a body."""
        lines = list(headers)
        if status is not HTTPStatus.NO_CONTENT:
            lines.append(f"Content-Length: {len(body)}")
        head = "".join(f"{line}\r\n" for line in lines) + "\r\n"
        return cls(f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii"), head.encode("ascii") + body)

    @classmethod
    def of_json(cls, status: HTTPStatus, value: dict[str, str]) -> "Answer":
        """An answer with a JSON object as its body, in ASCII."""
        return cls.of(status, "Content-Type: application/json", body=json.dumps(value, separators=(",", ":")).encode("ascii"))


def bad_request(error: str, detail: str) -> Answer:
    """400: a word for programs and a sentence for the person who reads it."""
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": error, "detail": detail})


_ALLOW = "Allow: GET, POST"
_RETRY_AFTER = "Retry-After: 5"

NO_CONTENT = Answer.of(HTTPStatus.NO_CONTENT)
HEALTHY = Answer.of_json(HTTPStatus.OK, {"status": "ok"})
FAILING = Answer.of_json(HTTPStatus.SERVICE_UNAVAILABLE, {"status": "failing"})
UNAUTHORIZED = Answer.of(HTTPStatus.UNAUTHORIZED, 'WWW-Authenticate: Basic realm="recording-inbox"')
NOT_FOUND = Answer.of(HTTPStatus.NOT_FOUND)
METHOD_NOT_ALLOWED = Answer.of(HTTPStatus.METHOD_NOT_ALLOWED, _ALLOW)
ONLY_GET_ALLOWED = Answer.of(HTTPStatus.METHOD_NOT_ALLOWED, "Allow: GET")
CONTENT_TOO_LARGE = Answer.of(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
UNSUPPORTED_ENCODING = Answer.of(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Accept-Encoding: identity")
HEADERS_TOO_LARGE = Answer.of(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
TRY_LATER = Answer.of(HTTPStatus.SERVICE_UNAVAILABLE, _RETRY_AFTER)


class Rendering:
    """Puts answers into bytes; makes the ``Date`` line once a second."""

    def __init__(self) -> None:
        self._second = 0
        self._date = b""

    def render(self, answer: Answer, persistence: Persistence) -> bytes:
        """The whole answer as it goes over the wire."""
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._date = f"Date: {formatdate(second, usegmt=True)}\r\n".encode("ascii")
        return answer.start + self._date + persistence.value + answer.rest
