"""A Bandwidth on this computer: token, REST and media, in a thread of its own."""

import asyncio
import logging
import os
import secrets
import socket
import threading
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import tornado.httpserver
import tornado.web

from inbox.domain.media_format import MediaFormat
from inbox.domain.problems import Problem
from inbox.domain.times import now
from inbox.simulator.account import DEFAULT_HOST, SimulatedAccount
from inbox.simulator.clips import CLIPS
from inbox.simulator.controls import Fault, Part
from inbox.simulator.handlers import FaultsHandler, TokenHandler, ToldHandler, UnknownHandler
from inbox.simulator.identity import Identity
from inbox.simulator.list_handlers import (
    CallRecordingsHandler,
    ConferenceHandler,
    ConferenceRecordingsHandler,
    ConferencesHandler,
    RecordingHandler,
)
from inbox.simulator.media_handler import MediaHandler
from inbox.simulator.named_faults import NamedFault, go_wrong
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.request_log import SeenRequest
from inbox.simulator.scenario import Scenario
from inbox.simulator.simulation import Simulation
from inbox.simulator.tokens import Tokens

_log = logging.getLogger(__name__)
_JOIN_SECONDS = 10.0


class SimulatorProblem(Problem):
    """Why the simulation cannot start; ``str(problem)`` is the sentence for the person."""


class SimulatedBandwidth:
    """The server: ``start`` returns when it answers, ``stop`` when its thread has ended. The rest is safe from any thread."""

    def __init__(
        self,
        account: SimulatedAccount | None = None,
        host: str = DEFAULT_HOST,
        port: int = 0,
        *,
        late_media_seconds: float = 8.0,
        token_seconds: int = 3_600,
    ) -> None:
        self.account = account or SimulatedAccount()
        self._host = host
        self._port = port
        self.tokens = Tokens(self.account, token_seconds)
        """Secrets that are good, the client's roles."""
        self._simulation = Simulation(self.account, self.tokens, timedelta(seconds=late_media_seconds))
        self.controls = self._simulation.controls
        """Faults of media (`controls.media_faults`) and of lists (`controls.list_faults`)."""
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._made = 0
        self._nonce = secrets.randbelow(2**16)

    def start(self) -> None:
        """Bind and answer. Raises SimulatorProblem when the address cannot be had."""
        try:
            family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
            listening = socket.create_server((self._host, self._port), family=family, backlog=128)
        except OSError as problem:
            reason = os.strerror(problem.errno) if problem.errno and problem.errno > 0 else problem.strerror
            raise SimulatorProblem(
                f"The simulated Bandwidth cannot listen on {self._host}:{self._port}: {reason}. "
                "Close the program that has the port, or choose another one with --listen."
            ) from problem
        listening.setblocking(False)
        self._port = listening.getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listening, ready)), name="simulated-bandwidth", daemon=True
        )
        self._thread.start()
        if not ready.wait(_JOIN_SECONDS):
            raise SimulatorProblem("The simulated Bandwidth did not start within 10 s. Try again.")

    def stop(self) -> None:
        """Close every connection and wait for the thread. No effect when it does not run."""
        thread, loop = self._thread, self._loop
        if thread is None:
            return
        self._thread = None
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._simulation.stopping.set)
        thread.join(_JOIN_SECONDS)
        if thread.is_alive():
            _log.error("the simulated Bandwidth did not stop within %.0f s", _JOIN_SECONDS)

    @property
    def address(self) -> str:
        """``http://127.0.0.1:8026/``."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}/"

    @property
    def port(self) -> int:
        """The port that it has."""
        return self._port

    @property
    def voice_url(self) -> str:
        """Base address of the API, for ``INBOX_VOICE_URL``."""
        return f"{self.address}api/v2"

    @property
    def token_url(self) -> str:
        """Address of the token endpoint, for ``INBOX_TOKEN_URL``."""
        return f"{self.address}api/v1/oauth2/token"

    @property
    def requests(self) -> list[tuple[str, str]]:
        """Method and path of every request so far."""
        return [(request.method, request.path) for request in self._simulation.requests.all()]

    @property
    def request_log(self) -> list[SeenRequest]:
        """Every request so far, with its headers and how it was answered."""
        return self._simulation.requests.all()

    def make_recording(
        self,
        scenario: Scenario = Scenario.HAPPY,
        *,
        clip: str | None = None,
        file_format: MediaFormat = MediaFormat.WAV,
        made_at: datetime | None = None,
        loops: int = 1,
        placeholder_sizes: bool = False,
    ) -> SimulatedRecording:
        """Make a recording that ended at ``made_at`` (now) and keep it for the lists; ``loops`` repeats the clip, 1 to 256 times.

        Its event's properties are ``recording.event(server.voice_url, event_time)``.
        """
        self._made += 1
        keys = [known.key for known in CLIPS]
        identity = Identity(
            scenario=scenario,
            made_at=_whole_milliseconds(made_at or now()),
            serial=self._made,
            nonce=self._nonce,
            clip=keys.index(clip) if clip is not None else self._made % len(keys),
            file_format=file_format,
            placeholder_sizes=placeholder_sizes,
            loops=loops,
        )
        recording = SimulatedRecording(self.account.account_id, identity)
        self._simulation.register.add([recording])
        return recording

    def told_of(self, recording: SimulatedRecording) -> None:
        """Keep a recording made elsewhere for the lists."""
        self._simulation.register.add([recording])

    def answer_media_with(self, status: int, headers: Mapping[str, str] | None = None, times: int | None = None) -> None:
        """Answer media requests with an error: the next ``times`` ones, or all until `answer_normally`."""
        self.controls.set_fault(Part.MEDIA, Fault(status, headers or {}, times))

    def answer_tokens_with(self, status: int, headers: Mapping[str, str] | None = None, times: int | None = None) -> None:
        """The same for the token endpoint."""
        self.controls.set_fault(Part.TOKEN, Fault(status, headers or {}, times))

    def answer_api_with(self, status: int, headers: Mapping[str, str] | None = None, times: int | None = None) -> None:
        """The same for conferences and recordings, not their media."""
        self.controls.set_fault(Part.API, Fault(status, headers or {}, times))

    def cut_media_after(self, count: int, times: int = 1) -> None:
        """Close the connection of the next ``times`` media answers after ``count`` bytes of the body."""
        self.controls.add_cuts(count, times)

    def change_metadata(self, **changes: Any) -> None:
        """Say these properties in the metadata of every recording, None to leave one out; events go on saying the right ones."""
        self.controls.metadata_changes = changes

    def go_wrong(self, faults: Collection[NamedFault]) -> None:
        """These faults, and no others, from the next request on."""
        go_wrong(self._simulation, faults)

    def answer_normally(self) -> None:
        """End all faults and limits; the account's own secret, role and API user are good."""
        go_wrong(self._simulation, ())

    def revoke_tokens(self) -> None:
        """Tokens given out so far are refused from now on."""
        self.tokens.revoke()

    @property
    def link_bytes_per_second(self) -> int | None:
        """Speed of each media answer; None: as fast as it goes."""
        return self.controls.link_bytes_per_second

    @link_bytes_per_second.setter
    def link_bytes_per_second(self, speed: int | None) -> None:
        self.controls.link_bytes_per_second = speed

    @property
    def honours_range(self) -> bool:
        """Whether Range headers are looked at."""
        return self.controls.honours_range

    @honours_range.setter
    def honours_range(self, honours: bool) -> None:
        self.controls.honours_range = honours

    async def _serve(self, listening: socket.socket, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._simulation.stopping = asyncio.Event()
        server = tornado.httpserver.HTTPServer(self._application())
        server.add_socket(listening)
        ready.set()
        await self._simulation.stopping.wait()
        server.stop()
        await server.close_all_connections()

    def _application(self) -> tornado.web.Application:
        shared = {"simulation": self._simulation}
        account = r"/api/v2/accounts/(?P<account_id>[^/]+)"
        conference = account + r"/conferences/(?P<conference_id>[^/]+)"
        recording = account + r"/(?:conferences(?=/conf-)|calls(?=/c-))/(?P<whole_id>[^/]+)/recordings/(?P<recording_id>[^/]+)"
        routes = [
            (r"/api/v1/oauth2/token", TokenHandler),
            (account + r"/conferences", ConferencesHandler),
            (conference, ConferenceHandler),
            (conference + r"/recordings", ConferenceRecordingsHandler),
            (recording, RecordingHandler),
            (recording + r"/media", MediaHandler),
            (account + r"/recordings", CallRecordingsHandler),
            (r"/simulator/recordings", ToldHandler),
            (r"/simulator/faults", FaultsHandler),
        ]
        return tornado.web.Application(
            [(pattern, handler, shared) for pattern, handler in routes],
            default_handler_class=UnknownHandler,
            default_handler_args=shared,
            log_function=_log_request,
        )


def _log_request(handler: tornado.web.RequestHandler) -> None:
    request = handler.request
    _log.debug("%s %s → %d", request.method, request.path, handler.get_status())


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
