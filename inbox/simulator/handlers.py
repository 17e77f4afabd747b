"""The answers of the simulated Bandwidth: token, conferences, recordings."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import orjson
import tornado.web

from inbox.domain.times import from_microseconds, parse_time, to_microseconds
from inbox.simulator.conference import SimulatedConference
from inbox.simulator.controls import Part
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.simulation import Simulation

MOST_A_PAGE = 1_000
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
        self.simulation.requests.add(self.request.method or "", self.request.path)
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
        self.finish(orjson.dumps(value))

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
        """401 without good credentials, 403 for another account."""
        super().prepare()
        if self._finished:
            return
        if not self.simulation.tokens.may_come_in(self.request.headers.get("Authorization", "")):
            self.refuse(401)
        elif self.path_kwargs["account_id"] != self.simulation.account.account_id:
            self.refuse(403)


class ConferencesHandler(AccountHandler):
    """``GET /accounts/{a}/conferences``."""

    def get(self, account_id: str) -> None:
        """A page of conferences, oldest first; the next one in the Link header."""
        try:
            created_from, created_to = self.time_argument("minCreatedTime"), self.time_argument("maxCreatedTime")
            size = self.size_argument()
            after = _read_page_token(self.get_query_argument("pageToken", None))
        except ValueError as problem:
            self.refuse(400, str(problem))
            return
        found = self.simulation.register.conferences(
            name=self.get_query_argument("name", None), created_from=created_from, created_to=created_to, after=after
        )
        if len(found) > size:
            asked = {name: values[-1] for name, values in parse_qs(self.request.query).items()}
            query = urlencode({**asked, "pageToken": _page_token(found[size - 1])})
            self.set_header("Link", f'<{self.base}{self.request.path}?{query}>; rel="next"')
        completed_at = self.simulation.register.completed_at
        self.answer([conference.resource(completed_at(conference.conference_id)) for conference in found[:size]])

    def size_argument(self) -> int:
        """``pageSize``. Raises ValueError when it is not 1 to 1000."""
        text = self.get_query_argument("pageSize", str(MOST_A_PAGE))
        if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_A_PAGE):
            raise ValueError(f"pageSize must be 1 to {MOST_A_PAGE}.")
        return int(text)

    def time_argument(self, name: str) -> datetime | None:
        """A time of the query. Raises ValueError when it cannot be read."""
        text = self.get_query_argument(name, None)
        moment = parse_time(text)
        if text is not None and moment is None:
            raise ValueError(f"{name} must be a time in ISO 8601.")
        return moment


class ConferenceHandler(AccountHandler):
    """``GET /accounts/{a}/conferences/{c}``."""

    def get(self, account_id: str, conference_id: str) -> None:
        """One conference."""
        found = SimulatedConference.from_id(account_id, conference_id)
        if found is None:
            self.refuse(404)
            return
        self.answer(found.resource(self.simulation.register.completed_at(conference_id)))


class ConferenceRecordingsHandler(AccountHandler):
    """``GET /accounts/{a}/conferences/{c}/recordings``."""

    def get(self, account_id: str, conference_id: str) -> None:
        """The conference's recordings; an empty list when it has none."""
        if SimulatedConference.from_id(account_id, conference_id) is None:
            self.refuse(404)
            return
        found = self.simulation.register.recordings(conference_id)
        self.answer([self.resource(recording) for recording in found if not self.simulation.is_deleted(recording)])

    def resource(self, recording: SimulatedRecording) -> dict[str, Any]:
        """Its metadata; before its media is ready it is still being processed."""
        metadata = recording.metadata(self.voice_url)
        if recording.has_media and not self.simulation.is_ready(recording):
            del metadata["mediaUrl"]
            metadata["status"] = "processing"
        metadata |= self.simulation.controls.metadata_changes
        return {name: value for name, value in metadata.items() if value is not None}


class RecordingHandler(ConferenceRecordingsHandler):
    """One recording's metadata, of a conference or of a call."""

    def get(self, account_id: str, whole_id: str, recording_id: str) -> None:  # type: ignore[override]  # its own path
        """The metadata."""
        found = self.simulation.recording(recording_id, whole_id)
        if found is None:
            self.refuse(404)
            return
        self.answer(self.resource(found))


class CallRecordingsHandler(ConferencesHandler):
    """``GET /accounts/{a}/recordings``: call recordings only, not paged."""

    def get(self, account_id: str) -> None:
        """At most 1000, oldest first."""
        try:
            first, last = self.time_argument("minStartTime"), self.time_argument("maxStartTime")
        except ValueError as problem:
            self.refuse(400, str(problem))
            return
        found = [
            recording.metadata(self.voice_url)
            for recording in self.simulation.register.call_recordings()
            if not self.simulation.is_deleted(recording)
            and (first is None or recording.started_at >= first)
            and (last is None or recording.started_at <= last)
        ]
        self.answer(found[:MOST_A_PAGE])


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


def _page_token(last: SimulatedConference) -> str:
    return f"{to_microseconds(last.created_at)}.{last.conference_id}"


def _read_page_token(text: str | None) -> tuple[datetime, str] | None:
    """Time and id of the conference to go on behind. Raises ValueError when it is none of our tokens."""
    if text is None:
        return None
    count, _, conference_id = text.partition(".")
    if not (count.isascii() and count.isdigit() and len(count) < 18):
        raise ValueError("pageToken is not one that was given out.")
    moment = from_microseconds(int(count))
    assert moment is not None
    return moment, conference_id
