"""The listener in a process of its own: it has Python's lock to itself, and neither the account nor the inbox."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import assert_never

from inbox.domain.delivery import QUEUE_FULL, Accept, Receipt
from inbox.domain.knock import KnockEntry
from inbox.network.listener.binding import ListenerProblem, prove_free
from inbox.network.listener.frames import Inbound, Outbound, frame
from inbox.network.listener.listener_log import log_again
from inbox.network.listener.listener_messages import (
    NO_TEXT,
    Begin,
    Came,
    CannotListen,
    GiveKnocks,
    Knocked,
    Listening,
    Logged,
    Look,
    Looked,
    Ready,
    Settled,
    Stop,
    Stopped,
    ToApp,
    of_listener,
)
from inbox.network.listener.own_program import LISTENER, own_program, signals_held_back, wait_for_end, without_secrets
from inbox.network.listener.tls import TlsFiles, files_state

_log = logging.getLogger(__name__)

_START_SECONDS = 20.0
_STOP_SECONDS = 6.0
_KILL_SECONDS = 5.0
_ANSWER_SECONDS = 2.0
_MOST_KNOCKS = 1000
_GIVEN_UP = "The listener was not started, since the program ends."


class ListenerProcess:
    """Listens as ``wish`` says and gives what comes to ``accept``, from a thread of its own. To be started once.

    What came at once is given within one ``together``, which may take as long as storing it does.
    It is not running any more when its process has ended, for whatever reason.
    """

    def __init__(
        self,
        wish: Begin,
        accept: Accept,
        *,
        together: Callable[[], AbstractContextManager[None]] = nullcontext,
        store_is_failing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._wish = wish
        self._accept = accept
        self._together = together
        self._store_is_failing = store_is_failing
        self._files = TlsFiles(Path(wish.certificate), Path(wish.key))
        self._files_before = files_state(self._files)
        self._is_given_up = False
        self._process: subprocess.Popen[bytes] | None = None
        self._outbound: Outbound | None = None
        self._reading = threading.Thread(target=self._read, name="listener-messages", daemon=True)
        self._is_ready = threading.Event()
        self._began = threading.Event()
        self._listening: Listening | None = None
        self._problem: str | None = None
        self._knocks: list[KnockEntry] = []
        self._knocks_lock = threading.Lock()
        self._gave_knocks = threading.Event()
        self._looked = threading.Event()
        self._answers = False
        self._is_silent = False
        self._stopping = False
        self._stopped = threading.Event()
        self._one_question = threading.Lock()

    @property
    def port(self) -> int:
        """The port that is listened on; before the start, the one asked for."""
        return self._listening.port if self._listening is not None else self._wish.port

    @property
    def address(self) -> str:
        """Where events may be posted; empty before the start."""
        return self._listening.address if self._listening is not None else ""

    @property
    def process_id(self) -> int | None:
        """Of the process that listens; None before the start."""
        return self._process.pid if self._process is not None else None

    @property
    def is_running(self) -> bool:
        """Whether requests are taken at this moment."""
        return self._listening is not None and self._reading.is_alive() and not self._stopping

    @property
    def has_new_files(self) -> bool:
        """Whether the certificate or its key is another file since this was made, or appeared, or went."""
        return bool(self._wish.certificate) and files_state(self._files) != self._files_before

    def prepare(self) -> None:
        """Does what takes long before a start: its process runs, and is ready to listen. Raises `ListenerProblem`."""
        if self._is_given_up:
            raise ListenerProblem(_GIVEN_UP)
        try:
            with signals_held_back():
                self._process = subprocess.Popen(
                    own_program(LISTENER),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=None if sys.stderr is not None else subprocess.DEVNULL,
                    bufsize=0,
                    env=without_secrets(),
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
        except OSError as problem:
            why = problem.strerror or problem
            raise ListenerProblem(f"The listener's process could not be started: {why}. It is tried again.") from problem
        with self._ended_unless_done():
            assert self._process.stdin is not None
            self._outbound = Outbound(self._process.stdin.fileno(), "listener-receipts", at_once=True)
            self._reading.start()
            self._wait_for(self._is_ready)

    def start(self) -> None:
        """Returns when requests are taken. Raises `ListenerProblem`; `AddressProblem` when the address cannot be had."""
        with self._ended_unless_done():
            try:
                wish = frame(self._wish)
            except UnicodeEncodeError:
                raise ListenerProblem(NO_TEXT) from None  # it would quote the password
            prove_free(self._wish.host, self._wish.port)  # a process for each try in vain costs a lot while another has the port
            if self._process is None:
                self.prepare()
            assert self._outbound is not None
            self._outbound.put(wish)
            self._wait_for(self._began)
            if self._listening is None:
                raise ListenerProblem(self._problem or self._why_it_ended())

    @contextmanager
    def _ended_unless_done(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            if self._process is not None and not self._stopping:
                self._process.kill()  # it has taken nothing as yet, and may hang
                self._end()
            raise

    def _wait_for(self, event: threading.Event) -> None:
        in_time = event.wait(_START_SECONDS)
        if self._is_given_up:
            raise ListenerProblem(_GIVEN_UP)
        if not in_time:
            raise ListenerProblem(f"The listener on port {self._wish.port} did not start; see the log, and try again.")

    def _why_it_ended(self) -> str:
        assert self._process is not None
        wait_for_end(self._process, _ANSWER_SECONDS)
        return f"The listener's process ended while it started, with exit code {self._process.returncode}. It is tried again."

    def give_up(self) -> None:
        """Ends a start that is under way in another thread, which raises `ListenerProblem`; returns at once."""
        self._is_given_up = True
        self._is_ready.set()
        self._began.set()

    def stop(self) -> None:
        """Accepts no more, lets the answers that are due go out, and ends the process."""
        if self._process is None or self._stopping:
            return
        self._stopping = True
        self._put(Stop())
        if self._is_silent:  # it would not hear that either
            self._process.kill()
        elif not self._stopped.wait(_STOP_SECONDS):
            _log.error("The listener on port %d does not end; its process is ended.", self.port)
        self._end()

    def answers(self, timeout: float) -> bool:
        """Whether it answers a real request within ``timeout`` seconds."""
        with self._one_question:
            self._looked.clear()
            self._answers = False
            if not self.is_running:  # asked after the event was cleared: should the process end now, that sets it again
                return False
            self._put(Look(timeout, self._store_is_failing()))
            is_heard = self._looked.wait(timeout + _ANSWER_SECONDS)
            is_storing = not is_heard and self._outbound is not None and self._outbound.is_gathering  # nobody hears it then
            self._is_silent = not is_heard and not is_storing
            return self._answers or is_storing

    def take_knocks(self) -> list[KnockEntry]:
        """Who was turned away since the last time this was asked."""
        with self._one_question:
            self._gave_knocks.clear()
            if self.is_running:
                self._put(GiveKnocks())
                self._gave_knocks.wait(_ANSWER_SECONDS)
            with self._knocks_lock:
                taken, self._knocks = self._knocks, []
            return taken

    def _put(self, message: object) -> None:
        if self._outbound is not None:
            self._outbound.put(frame(message))

    def _read(self) -> None:
        process, outbound = self._process, self._outbound
        assert process is not None
        assert process.stdout is not None
        assert outbound is not None
        inbound = Inbound(process.stdout.fileno(), of_listener)
        try:
            while True:
                messages = inbound.read()
                with outbound.together(), self._together():
                    for message in messages:
                        self._hear(message)
        except EOFError:
            if self._listening is not None and not self._stopping:
                _log.error("The listener's process has ended by itself.")
        except Exception:
            _log.exception("The listener's process is left because of a mistake in this program.")
        finally:
            for waited_for in (self._is_ready, self._began, self._looked, self._gave_knocks, self._stopped):
                waited_for.set()

    def _hear(self, message: ToApp) -> None:
        match message:
            case Came():
                self._take(message)
            case Looked():
                self._answers = message.answers
                self._looked.set()
            case Knocked():
                with self._knocks_lock:
                    self._knocks = [*self._knocks, *message.entries][-_MOST_KNOCKS:]
                self._gave_knocks.set()
            case Logged():
                log_again(message)
            case Ready():
                self._is_ready.set()
            case Listening():
                self._listening = message
                self._began.set()
            case CannotListen():
                self._problem = message.sentence
                self._began.set()
            case Stopped():
                self._stopped.set()
            case _:
                assert_never(message)

    def _take(self, came: Came) -> None:
        def tell(receipt: Receipt) -> None:
            if receipt.outcome is None:  # why the store fails is not for there: the sentence may name a folder
                receipt = Receipt(None, error=receipt.error)
            self._put(Settled(came.number, receipt))

        if not self._accept(came.delivery, tell):
            tell(Receipt(None, error=QUEUE_FULL))

    def _end(self) -> None:
        """Lets go of the process: it ends with its standard input, and is killed when it does not."""
        process, outbound, self._stopping = self._process, self._outbound, True
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        if outbound is None or outbound.close(_ANSWER_SECONDS):
            process.stdin.close()
            self._wait_for_end(process)
        if process.poll() is None:
            process.kill()
            if outbound is not None:
                outbound.give_up()
                outbound.close(_KILL_SECONDS)
            process.stdin.close()
            self._wait_for_end(process)
        if self._reading.is_alive():
            _log.error("The listener's process cannot be ended; it is left.")
        else:
            process.stdout.close()

    def _wait_for_end(self, process: "subprocess.Popen[bytes]") -> None:
        if self._reading.ident is not None:
            self._reading.join(_KILL_SECONDS)  # until its standard output is closed, by its end
        wait_for_end(process, 0 if self._reading.is_alive() else _KILL_SECONDS)
