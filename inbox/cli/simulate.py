"""``simulate``: a simulated Bandwidth (``serve``), and a sender that behaves as Bandwidth's does (``send``)."""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inbox.cli.output import say
from inbox.cli.values import count
from inbox.simulator.account import DEFAULT_HOST, DEFAULT_PORT, SimulatedAccount
from inbox.simulator.named_faults import WHAT_GOES_WRONG, NamedFault
from inbox.simulator.scenario import WHAT_HAPPENS, Scenario

if TYPE_CHECKING:
    from inbox.simulator.scenarios import PlannedEvent
    from inbox.simulator.sender import Sender, SendResult

_BAR_WIDTH = 30
_DRAW_EVERY_SECONDS = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``simulate serve [--listen HOST:PORT]`` and ``simulate send --to URL [--scenario NAME] [--count N] …``."""
    kinds = parser.add_subparsers(dest="simulated", metavar="serve|send", required=True)
    serve = kinds.add_parser(
        "serve",
        help="a Bandwidth on this computer: token, conferences, recordings, media",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="A Bandwidth on this computer: token, conferences, recordings, media.",
        epilog="faults:\n" + "\n".join(f"  {name:15} {what}" for name, what in WHAT_GOES_WRONG.items()),
    )
    serve.add_argument(
        "--listen",
        metavar="HOST:PORT",
        default=argparse.SUPPRESS,
        help=f"where it answers (default {DEFAULT_HOST}:{DEFAULT_PORT}; port 0 takes a free one)",
    )
    faults = [name.value for name in NamedFault]
    serve.add_argument("--fault", metavar="NAME", action="append", choices=faults, default=[], help="see below; may be repeated")
    send = kinds.add_parser(
        "send",
        help="send events as Bandwidth does",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Send events as Bandwidth does. Exit 0 when every one was answered 2xx, else 1.",
        epilog="scenarios:\n" + "\n".join(f"  {name:15} {what}" for name, what in WHAT_HAPPENS.items()),
    )
    send.add_argument("--to", metavar="URL", required=True, type=_address, help="where the inbox takes events")
    send.add_argument("--scenario", metavar="NAME", choices=[name.value for name in Scenario], default="happy", help="see below")
    send.add_argument("--count", metavar="N", type=_count, help="how many recordings (default 1; burst 200, siblings 3)")
    send.add_argument("--username", metavar="U", help="Basic credentials (default INBOX_WEBHOOK_USERNAME)")
    send.add_argument("--password", metavar="P", help="(default INBOX_WEBHOOK_PASSWORD, which other users cannot see)")
    send.add_argument("--at-once", action="store_true", help="send the credentials at once, not after a 401 that asks for them")
    send.add_argument("--method", choices=("POST", "GET"), default="POST", help="GET: the properties in the query")
    send.add_argument("--interval", metavar="SECONDS", type=_seconds, default=0.0, help="between two recordings")
    send.add_argument("--bandwidth", metavar="URL", type=_address, help="a running `simulate serve` to tell of the recordings")
    for kind, options in ((serve, ("--data-dir", "--store")), (send, ("--data-dir", "--store", "--listen"))):
        for option in options:  # global options, taken everywhere; they change nothing here
            kind.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """0 done, 1 failed, 2 wrong usage."""
    return _serve(arguments) if arguments.simulated == "serve" else _send(arguments)


def _serve(arguments: argparse.Namespace) -> int:
    """Answers until SIGTERM or Ctrl-C."""
    from inbox.simulator.server import SimulatedBandwidth, SimulatorProblem

    where = _host_and_port(arguments.listen or f"{DEFAULT_HOST}:{DEFAULT_PORT}")
    if where is None:
        say(f"--listen must be HOST:PORT, such as {DEFAULT_HOST}:{DEFAULT_PORT}.")
        return 2
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    account = SimulatedAccount()
    server = SimulatedBandwidth(account, *where)
    try:
        server.go_wrong([NamedFault(name) for name in arguments.fault])
        server.start()
    except SimulatorProblem as problem:
        say(str(problem))
        return 1
    try:
        print(f"simulated Bandwidth on {server.address}", flush=True)
        settings = {
            "INBOX_VOICE_URL": server.voice_url,
            "INBOX_TOKEN_URL": server.token_url,
            "BW_ACCOUNT_ID": account.account_id,
            "BW_CLIENT_ID": account.client_id,
            "BW_CLIENT_SECRET": account.client_secret,
        }
        print("\n".join(f"{name}={value}" for name, value in settings.items()), file=sys.stderr, flush=True)
        while not ended.wait(60):
            pass
    finally:
        server.stop()
    return 0


def _send(arguments: argparse.Namespace) -> int:
    """Sends a scenario and says what became of each event."""
    from inbox.simulator.account import DEFAULT_VOICE_URL
    from inbox.simulator.scenarios import plan
    from inbox.simulator.sender import Sender
    from inbox.simulator.telling import tell

    username = arguments.username or os.environ.get("INBOX_WEBHOOK_USERNAME", "")
    password = arguments.password or os.environ.get("INBOX_WEBHOOK_PASSWORD", "")
    if bool(username) != bool(password):
        say("--username and --password go together.")
        return 2
    account = SimulatedAccount()
    voice_url = f"{arguments.bandwidth.rstrip('/')}/api/v2" if arguments.bandwidth else DEFAULT_VOICE_URL
    events = plan(arguments.scenario, arguments.count, account, voice_url=voice_url, interval=arguments.interval)
    if arguments.bandwidth:
        problem = tell(arguments.bandwidth, events)
        if problem is not None:
            say(problem)
            return 1

    def connect() -> Sender:
        return Sender(
            arguments.to,
            account,
            (username, password) if username else None,
            method=arguments.method,
            credentials_at_once=arguments.at_once,
        )

    at_once = arguments.scenario == Scenario.BURST and not arguments.interval
    lost = _send_burst(events, connect) if at_once else _send_in_turn(events, connect)
    if lost:
        first = lost[0]
        answered = f"the first was answered {first.status}" if first.status else "the first had no answer"
        say(f"{len(lost)} of {len(events)} events were not taken; {answered}. {first.sentence}")
    return 1 if lost else 0


def _send_in_turn(events: "Sequence[PlannedEvent]", connect: "Callable[[], Sender]") -> "list[SendResult]":
    """A line for each event; gives those that were lost."""
    lost: list[SendResult] = []
    with connect() as sender:
        for event in events:
            time.sleep(event.delay)
            result = sender.send(event)
            took = f"{result.seconds * 1000:.0f} ms, {result.attempts} request{'' if result.attempts == 1 else 's'}"
            print(f"{result.status or '---'}  {event.properties['recordingId']}  {took:20}  {result.sentence}", flush=True)
            if not result.ok:
                lost.append(result)
    return lost


def _send_burst(events: "Sequence[PlannedEvent]", connect: "Callable[[], Sender]") -> "list[SendResult]":
    """A summary, and a progress bar on a terminal; gives those that were lost."""
    from inbox.simulator.crowd import send_at_once

    began = time.monotonic()
    results = list(_with_bar(send_at_once(events, connect), len(events)))
    seconds = time.monotonic() - began
    lost = [result for result in results if not result.ok]
    slowest = max((result.seconds for result in results), default=0.0)
    rate = len(results) / seconds if seconds else 0.0
    taken = len(results) - len(lost)
    print(f"{len(results)} events in {seconds:.2f} s ({rate:.0f} a second): {taken} taken, {len(lost)} lost", end="")
    print(f"; slowest answer {slowest * 1000:.0f} ms", flush=True)
    return lost


def _with_bar(results: "Iterator[SendResult]", total: int) -> "Iterator[SendResult]":
    """The results, with a bar on a terminal and nothing in a pipe."""
    draws, drawn_at = sys.stderr.isatty(), 0.0
    for done, result in enumerate(results, start=1):
        yield result
        if draws and (done == total or time.monotonic() - drawn_at > _DRAW_EVERY_SECONDS):
            drawn_at = time.monotonic()
            filled = _BAR_WIDTH * done // total
            bar = f"[{'█' * filled}{'·' * (_BAR_WIDTH - filled)}] {done}/{total}"
            print(f"\r\x1b[K{bar}" if done < total else "\r\x1b[K", end="", file=sys.stderr, flush=True)


def _host_and_port(text: str) -> tuple[str, int] | None:
    """Host and port of ``HOST:PORT`` or ``[::1]:PORT``."""
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and port.isascii() and port.isdigit() and len(port) < 6 and int(port) < 65_536):
        return None
    return host, int(port)


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise argparse.ArgumentTypeError(f"{text!r} is not an address such as http://127.0.0.1:8025/")
    return text


def _count(text: str) -> int:
    if count(text) == 0:
        raise argparse.ArgumentTypeError("at least 1")
    return count(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds
