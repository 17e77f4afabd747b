"""Which requests come in, and with which answer the others are turned away. Decided from the header section alone."""

import hmac
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from tornado.httputil import HTTPHeaders, RequestStartLine

from inbox.domain.knock import KnockReason
from inbox.network.listener import answers
from inbox.network.listener.answers import Answer
from inbox.network.listener.basic_auth import BasicAuth
from inbox.network.listener.request_target import address_path, names_event, split_target

HEADER_SECTION_BYTES = 64 * 1024
BODY_BYTES = 1024 * 1024
_HEADER_FIELDS = 128

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._~!$&'()*+,;=%-]{1,255})(?::[0-9]{0,5})?", re.ASCII)
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)
_HEALTH_PATH = b"/healthz"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer for a request that is not taken."""

    answer: Answer
    knock: KnockReason
    closes: bool = False
    """Where the request ends cannot be trusted, or its body is too long to be read for nothing."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that is taken: an event, or a question about the health of the store."""

    asks_for_health: bool


def malformed(detail: str) -> Refusal:
    """400: the request's framing cannot be trusted."""
    return Refusal(answers.bad_request("malformed-request", detail), KnockReason.MALFORMED, closes=True)


_TOO_LARGE = Refusal(answers.CONTENT_TOO_LARGE, KnockReason.BODY_TOO_LARGE, closes=True)
_HEADERS_TOO_LARGE = Refusal(answers.HEADERS_TOO_LARGE, KnockReason.HEADERS_TOO_LARGE, closes=True)
_OTHER_METHOD = Refusal(answers.METHOD_NOT_ALLOWED, KnockReason.OTHER_METHOD)
_OTHER_METHOD_FOR_HEALTH = Refusal(answers.ONLY_GET_ALLOWED, KnockReason.OTHER_METHOD)
_OTHER_PATH = Refusal(answers.NOT_FOUND, KnockReason.OTHER_PATH)
_NO_EVENT = Refusal(answers.NOT_FOUND, KnockReason.NO_EVENT)
_NO_CREDENTIALS = Refusal(answers.UNAUTHORIZED, KnockReason.NO_CREDENTIALS)
_WRONG_CREDENTIALS = Refusal(answers.UNAUTHORIZED, KnockReason.WRONG_CREDENTIALS)
_ENCODED = Refusal(answers.UNSUPPORTED_ENCODING, KnockReason.ENCODED_BODY)
_EVENT = Admitted(asks_for_health=False)
_HEALTH = Admitted(asks_for_health=True)


class Admission:
    """The rules of the door, for one configured path and one pair of credentials (or none)."""

    def __init__(self, path: str, auth: BasicAuth | None) -> None:
        self._path = unquote_to_bytes(address_path(path))
        self._auth = auth

    def decide(self, start: RequestStartLine, headers: HTTPHeaders, head: bytes) -> Admitted | Refusal:
        """What becomes of the request whose header section is ``head`` (parsed as ``start`` and ``headers``).

        The order matters: framing first, the body's size last, so that a stranger learns nothing of what is behind.
        """
        framing = _framing_problem(start, headers, head)
        if framing is not None:
            return framing
        method = start.method
        path, query = split_target(start.path)
        is_for_events = hmac.compare_digest(path, self._path)
        if method not in ("POST", "GET"):
            return _OTHER_METHOD_FOR_HEALTH if path == _HEALTH_PATH and not is_for_events else _OTHER_METHOD
        if is_for_events:
            refusal = self._event_problem(method, query, headers)
            return refusal or _body_problem(headers) or _EVENT
        if path == _HEALTH_PATH:
            return (_body_problem(headers) or _HEALTH) if method == "GET" else _OTHER_METHOD_FOR_HEALTH
        return _OTHER_PATH

    def _event_problem(self, method: str, query: str, headers: HTTPHeaders) -> Refusal | None:
        if self._auth is not None:
            given = headers.get_list("Authorization")
            if not given:
                return _NO_CREDENTIALS
            if len(given) > 1 or not self._auth.admits(given[0]):
                return _WRONG_CREDENTIALS
        if method == "GET" and not names_event(query):
            return _NO_EVENT
        return None


def _framing_problem(start: RequestStartLine, headers: HTTPHeaders, head: bytes) -> Refusal | None:
    """Why two readers of the same bytes could disagree about this request; None when they cannot."""
    lines = head.count(b"\n")
    if lines != head.count(b"\r\n"):
        return malformed("A line of the header section does not end with CRLF.")
    if lines > _HEADER_FIELDS + 2:
        return _HEADERS_TOO_LARGE
    hosts = headers.get_list("Host")
    if len(hosts) > 1 or (not hosts and start.version != "HTTP/1.0"):
        return malformed("There must be exactly one Host.")
    if hosts and _HOST.fullmatch(hosts[0]) is None:
        return malformed("Host is not a host.")
    lengths = headers.get_list("Content-Length")
    codings = headers.get_list("Transfer-Encoding")
    if codings and (lengths or len(codings) > 1 or codings[0].lower() != "chunked" or start.version == "HTTP/1.0"):
        return malformed("The body's length is given in a way that is not accepted.")
    if len(lengths) > 1 or (lengths and _LENGTH.fullmatch(lengths[0]) is None):
        return malformed("Content-Length must be given once, as digits.")
    return None


def _body_problem(headers: HTTPHeaders) -> Refusal | None:
    for coding in headers.get_list("Content-Encoding"):
        if coding.lower() not in ("identity", ""):
            return _ENCODED
    return _TOO_LARGE if (declared_length(headers) or 0) > BODY_BYTES else None


def declared_length(headers: HTTPHeaders) -> int | None:
    """The body's length, 0 without a body; None when it comes in chunks. Framing must have been checked."""
    if "Transfer-Encoding" in headers:
        return None
    return int(headers.get("Content-Length") or 0)
