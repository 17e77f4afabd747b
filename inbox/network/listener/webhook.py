"""What the listener does with a request: turns it away, or gives it on as a delivery and answers when it is stored."""

import time
from collections.abc import Awaitable, Callable
from typing import cast

from tornado.http1connection import HTTP1Connection
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

from inbox.domain.delivery import QUEUE_FULL, Accept, Delivery, DeliveryOutcome, Receipt
from inbox.domain.knock import KnockReason
from inbox.domain.times import now
from inbox.network.listener import answers
from inbox.network.listener.admission import BODY_BYTES, Admission, Admitted, Refusal, declared_length
from inbox.network.listener.answers import Answer, Persistence, Rendering
from inbox.network.listener.basic_auth import BasicAuth
from inbox.network.listener.connection import Connection
from inbox.network.listener.connection_cap import ConnectionCap
from inbox.network.listener.guessing import Guessing
from inbox.network.listener.kept_headers import kept_headers
from inbox.network.listener.receipts import Receipts
from inbox.network.listener.request_target import ascii_target

_READ_FOR_NOTHING_BYTES = 64 * 1024
"""The longest body that is read and forgotten so that a refused client may keep its connection."""

_STOPPING = Refusal(answers.TRY_LATER, KnockReason.STOPPING, closes=True)


class Webhook(HTTPServerConnectionDelegate):
    """Makes an `_Exchange` for each request, and knows what they share. Lives on the listener's thread."""

    def __init__(
        self,
        accept: Accept,
        receipts: Receipts,
        *,
        path: str,
        auth: BasicAuth | None,
        store_is_failing: Callable[[], bool],
        cap: ConnectionCap,
        guessing: Guessing,
        rendering: Rendering,
    ) -> None:
        self.accept = accept
        self.receipts = receipts
        self.auth = auth
        self.admission = Admission(path, auth)
        self.store_is_failing = store_is_failing
        self.cap = cap
        self.guessing = guessing
        self.rendering = rendering
        self.pending = 0
        """Deliveries given on and not yet answered."""
        self.stopping = False

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A new request begins on a connection."""
        del server_conn
        return _Exchange(self, cast(HTTP1Connection, request_conn))


class _Exchange(HTTPMessageDelegate):
    """One request and its answer."""

    def __init__(self, webhook: Webhook, http: HTTP1Connection) -> None:
        self._webhook = webhook
        self._http = http
        self._connection = cast(Connection, http.stream)
        self._start: RequestStartLine | None = None
        self._head = b""
        self._persistence = Persistence.KEPT
        self._admitted: Admitted | None = None
        self._answered = False
        self._body: list[bytes] = []
        self._length = 0

    def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> Awaitable[None] | None:
        """Decides from the header section alone; a refusal goes out before any of the body is read."""
        start = cast(RequestStartLine, start_line)
        self._start = start
        self._head = self._connection.take_head()
        self._connection.headers = headers
        self._connection.wait_for_body()
        self._persistence = _persistence(start, headers)
        expected = headers.pop("Expect", "").lower() if "Expect" in headers else ""
        if expected and start.version != "HTTP/1.0":
            headers["Expect"] = expected  # Tornado knows it in lower case only.
        decision = _STOPPING if self._webhook.stopping else self._webhook.admission.decide(start, headers, self._head)
        match decision:
            case Admitted():
                self._admitted = decision
            case Refusal(knock=KnockReason.WRONG_CREDENTIALS) if self._webhook.guessing.is_one_too_many():
                return self._refuse_later(decision, headers)
            case Refusal():
                self._refuse(decision, headers)
        return None

    def data_received(self, chunk: bytes) -> None:
        """Keeps a part of the body, up to the limit."""
        if self._answered:
            return
        self._length += len(chunk)
        if self._length > BODY_BYTES:
            self._body.clear()
            self._knock(KnockReason.BODY_TOO_LARGE)
            self._persistence = Persistence.CLOSED
            self._answer(answers.CONTENT_TOO_LARGE)
            return
        self._body.append(chunk)

    def finish(self) -> None:
        """The whole request has come."""
        self._connection.wait_for_nothing()
        if self._answered:
            self._end()
            return
        match self._admitted:
            case Admitted(asks_for_health=True):
                self._answer(answers.FAILING if self._webhook.store_is_failing() else answers.HEALTHY)
            case Admitted():
                self._deliver()
            case None:  # its client went away, or was sent away, while the answer that turns it away was held back
                self._connection.abort()

    def on_connection_close(self) -> None:
        """The client went away, or was cut, before the whole request had come."""
        self._body.clear()

    def _deliver(self) -> None:
        webhook, start = self._webhook, self._start
        if start is None:
            raise RuntimeError("a request without a start line")
        webhook.cap.renew(self._connection)
        delivery = Delivery(
            received_at=now(),
            method=start.method,
            target=ascii_target(start.path),
            headers=kept_headers(self._head, webhook.auth),
            body=self._body[0] if len(self._body) == 1 else b"".join(self._body),
            peer=self._connection.peer,
            waits_since=time.monotonic(),
        )
        self._body.clear()
        receipts, settle = webhook.receipts, self._settle
        if webhook.accept(delivery, lambda receipt: receipts.put(settle, receipt)):
            webhook.pending += 1
        else:
            self._knock(KnockReason.QUEUE_FULL)
            self._answer(answers.TRY_LATER)

    def _settle(self, receipt: Receipt) -> None:
        self._webhook.pending -= 1
        match receipt.outcome:
            case None:
                if receipt.error == QUEUE_FULL:
                    self._knock(KnockReason.QUEUE_FULL)
                self._answer(answers.TRY_LATER)
            case DeliveryOutcome.REJECTED:
                self._answer(answers.bad_request(receipt.error or "rejected", receipt.reason))
            case _:
                self._answer(answers.NO_CONTENT)

    def _answer(self, answer: Answer) -> None:
        self._answered = True
        if self._webhook.stopping:
            self._persistence = Persistence.CLOSED
        self._write(answer)
        self._end()

    def _refuse(self, refusal: Refusal, headers: HTTPHeaders) -> None:
        """Answers before the body. A short body is then read and forgotten, so that the next request may follow."""
        self._knock(refusal.knock)
        length = None if refusal.closes else declared_length(headers)
        if length is None or length > _READ_FOR_NOTHING_BYTES or "Expect" in headers:
            self._persistence = Persistence.CLOSED
            self._answer(refusal.answer)
        else:
            self._answered = True
            self._write(refusal.answer)

    async def _refuse_later(self, refusal: Refusal, headers: HTTPHeaders) -> None:
        """The same after a pause, during which nothing more is read from this client."""
        webhook, connection = self._webhook, self._connection
        webhook.pending += 1
        connection.wait_for_nothing()
        try:
            await webhook.guessing.hold()
        finally:
            webhook.pending -= 1
        if connection.closed():
            connection.knock(refusal.knock, self._start.path if self._start else "")
            return
        connection.wait_for_body()
        self._refuse(refusal, headers)

    def _knock(self, reason: KnockReason) -> None:
        self._connection.knock(reason, self._start.path if self._start is not None else "")

    def _write(self, answer: Answer) -> None:
        self._http.write(self._webhook.rendering.render(answer, self._persistence))

    def _end(self) -> None:
        self._http.finish()
        if self._persistence is Persistence.CLOSED:
            self._connection.close_when_sent()


def _persistence(start: RequestStartLine, headers: HTTPHeaders) -> Persistence:
    wish = headers.get("Connection")
    if start.version == "HTTP/1.0":
        framed = start.method == "GET" or "Content-Length" in headers
        return Persistence.KEPT_AND_SAID if framed and wish is not None and wish.lower() == "keep-alive" else Persistence.CLOSED
    if wish is not None and "close" in (option.strip() for option in wish.lower().split(",")):
        return Persistence.CLOSED
    return Persistence.KEPT
