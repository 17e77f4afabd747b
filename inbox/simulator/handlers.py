"""What all answers of the simulated Bandwidth share, and its tokens."""

import uuid
from typing import Any

import orjson
import tornado.web

from inbox.simulator.controls import Part
from inbox.simulator.named_faults import NamedFault, go_wrong
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.request_log import SeenRequest
from inbox.simulator.simulation import Simulation

_ERRORS = {
    400: ("validation", "The request is not valid."),
    401: ("authentication-error", "The credentials are missing, wrong or expired."),
    403: ("authorization-error", "These credentials do not have the role that this needs."),
    404: ("validation", "The resource was not found."),
    405: ("validation", "The method is not allowed here."),
    416: ("validation", "The range cannot be had."),
    429: ("error", "Too many requests."),
    503: ("system-overloaded", "The system is overloaded."),
}


class BandwidthHandler(tornado.web.RequestHandler):
    """Answers errors as Bandwidth does, and with a fault where a test asked for one."""

    part = Part.API
    simulation: Simulation
    seen: SeenRequest

    def initialize(self, simulation: Simulation) -> None:
        """Takes what all handlers share."""
        self.simulation = simulation

    def set_default_headers(self) -> None:
        """Leaves out the name of the server software."""
        self.clear_header("Server")

    def compute_etag(self) -> None:
        """Only media have an ETag."""

    def prepare(self) -> None:
        """Notes the request; a fault answers it."""
        headers = {name.lower(): value for name, value in self.request.headers.items()}
        self.seen = SeenRequest(self.request.method or "", self.request.path, self.request.query, headers)
        self.simulation.requests.add(self.seen)
        fault = self.simulation.controls.take_fault(self.part)
        if fault is not None:
            for name, value in fault.headers.items():
                self.set_header(name, value)
            self.refuse(fault.status)

    def refuse(self, status: int, description: str | None = None) -> None:
        """An error, in the form of Bandwidth's."""
        kind, sentence = _ERRORS.get(status, ("internal-error", "Something went wrong."))
        self.set_status(status)
        if status == 401:
            self.set_header("WWW-Authenticate", 'Basic realm="Bandwidth"')
        self.answer({"type": kind, "description": description or sentence, "id": str(uuid.uuid4())})

    def answer(self, value: Any) -> None:
        """JSON."""
        self.set_header("Content-Type", "application/json")
        body = orjson.dumps(value)
        self.note(len(body))
        self.finish(body)

    def note(self, sent_bytes: int) -> None:
        """Status and bytes for the log of requests."""
        self.seen.status = self.get_status()
        self.seen.sent_bytes += sent_bytes

    def write_error(self, status_code: int, **_: Any) -> None:
        """What Tornado refuses by itself has the same form."""
        self.refuse(status_code)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A request that Tornado refuses is the client's affair; anything else is a bug and is logged."""
        if not isinstance(value, tornado.web.HTTPError):
            super().log_exception(typ, value, tb)

    @property
    def base(self) -> str:
        """Where the client thinks that we are: scheme, host and port."""
        return f"{self.request.protocol}://{self.request.host}"

    @property
    def voice_url(self) -> str:
        """The base address of the API."""
        return f"{self.base}/api/v2"


class UnknownHandler(BandwidthHandler):
    """Every other address."""

    def prepare(self) -> None:
        """404, whatever the method."""
        super().prepare()
        if not self._finished:
            self.refuse(404)


class TokenHandler(BandwidthHandler):
    """``POST /api/v1/oauth2/token``."""

    part = Part.TOKEN

    def post(self) -> None:
        """Gives a token for the client's id and secret."""
        if not self.simulation.tokens.may_have_token(self.request.headers.get("Authorization", "")):
            self.set_status(401)
            self.set_header("WWW-Authenticate", 'Basic realm="Bandwidth"')
            self.answer({"error": "invalid_client", "error_description": "The client id or secret is wrong or has expired."})
        elif self.get_body_arguments("grant_type") != ["client_credentials"]:
            self.set_status(400)
            self.answer({"error": "unsupported_grant_type", "error_description": "grant_type must be client_credentials."})
        else:
            self.set_header("Cache-Control", "no-store")
            tokens = self.simulation.tokens
            self.answer({"access_token": tokens.issue(), "expires_in": tokens.lifetime_seconds, "token_type": "Bearer"})


class AccountHandler(BandwidthHandler):
    """Everything under ``/api/v2/accounts/{a}``: for who may come in, and for the account's own."""

    def prepare(self) -> None:
        """401 without good credentials, 403 without the role and for another account."""
        super().prepare()
        if self._finished:
            return
        if not self.simulation.tokens.may_come_in(self.request.headers.get("Authorization", "")):
            self.refuse(401)
        elif not self.simulation.tokens.has_role() or self.path_kwargs["account_id"] != self.simulation.account.account_id:
            self.refuse(403)


class ToldHandler(BandwidthHandler):
    """``POST /simulator/recordings``: not Bandwidth's; the sender in another process tells of what it made."""

    def post(self) -> None:
        """Takes ``{"recordingIds": […]}``; foreign ids are passed over."""
        try:
            told = orjson.loads(self.request.body)["recordingIds"]
            ids = [text for text in told if isinstance(text, str)]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            self.refuse(400, 'The body must be JSON: {"recordingIds": [...]}.')
            return
        account_id = self.simulation.account.account_id
        recordings = [SimulatedRecording.from_id(account_id, text) for text in ids]
        self.simulation.register.add(recording for recording in recordings if recording is not None)
        self.set_status(204)
        self.finish()


class FaultsHandler(BandwidthHandler):
    """``POST /simulator/faults``: not Bandwidth's; a test in another process says what goes wrong from now on."""

    def post(self) -> None:
        """Takes ``{"faults": ["dropping", …]}``; an empty list sets all right again."""
        try:
            named = orjson.loads(self.request.body)["faults"]
            faults = [NamedFault(name) for name in named]
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            self.refuse(400, f'The body must be JSON: {{"faults": [...]}}, of {", ".join(NamedFault)}.')
            return
        go_wrong(self.simulation, faults)
        self.set_status(204)
        self.note(0)
        self.finish()
