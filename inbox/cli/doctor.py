"""``doctor``: one line for each thing that the app stands on."""

import argparse
import os
import platform
import shutil
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from inbox import __version__
from inbox.app import options_of
from inbox.cli.doctor_account import account
from inbox.cli.doctor_catch_up import caught_up
from inbox.cli.doctor_media import downloads, expiry, media
from inbox.cli.running_address import reachable
from inbox.domain.problems import Problem
from inbox.domain.query import parse_query
from inbox.domain.times import iso_z, now
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox, data_folder_of
from inbox.storage.data_folder import DataFolder
from inbox.storage.running_note import running_state
from inbox.storage.settings.secrets import load_account
from inbox.storage.settings.settings import Settings, sound_settings, unknown_keys

_ENOUGH_BYTES = 1_000_000_000
_OVER = 1.05
"""Between two times of keeping to its limit the journal may grow past it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and whether it is as it should be."""

    well: bool
    text: str


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """``doctor`` has the global options only."""


def run(arguments: argparse.Namespace) -> int:
    """Prints a line for each check; 1 when something needs a hand."""
    from inbox.gui.doctor import audio_finding, qt_finding

    _tell("version", Finding(True, f"Recording Inbox {__version__}, Python {platform.python_version()}, {platform.platform()}"))
    options = options_of(arguments)
    folder = data_folder_of(options, os.environ)
    settings, no_folder = Settings(), None
    wrong: Sequence[Problem] = ()
    try:
        folder.prepare()
        settings, wrong = sound_settings(folder, {"listen": options.listen, "store": options.store}, os.environ)
    except Problem as problem:
        no_folder = problem
    findings = [_tell("Qt", Finding(*qt_finding()))]
    findings += [_tell("audio", Finding(*audio_finding(settings.output_device))), _tell("keyring", _keyring())]
    if no_folder is not None:
        _tell("folder", Finding(False, str(no_folder)))
        return 1
    findings += [
        _tell("settings", _settings(folder, wrong)),
        _tell("port", _port_of_running(folder, options.listen) or _port(settings)),
        _tell("disk", _disk(folder)),
    ]
    try:
        inbox = OpenInbox(options, os.environ, settings)
    except Problem as problem:  # the other lines are of what stands in it
        _tell("database", Finding(False, str(problem)))
        _tell("account", Finding(*account(load_account(os.environ), settings)))
        return 1
    with closing(inbox):
        findings += [_tell(name, check(inbox)) for name, check in _CHECKS.items()]
    return 0 if all(finding.well for finding in findings) else 1


def _tell(name: str, finding: Finding) -> Finding:
    print(f"{'ok   ' if finding.well else 'look '} {name:9} {finding.text}", flush=True)
    return finding


def _keyring() -> Finding:
    from inbox.storage.settings.secrets import keyring_name

    name = keyring_name()
    if name is None:
        return Finding(True, "no system keyring here; credentials come from the environment (BW_CLIENT_ID, BW_CLIENT_SECRET)")
    return Finding(True, f"{name} can keep the credentials")


def _settings(folder: DataFolder, wrong: Sequence[Problem]) -> Finding:
    if wrong:
        told = " / ".join(visible(str(problem), 600) for problem in wrong)
        return Finding(False, f"{told} No other command runs until this is put right; the lines below take the default for it")
    unknown = unknown_keys(folder)
    if unknown:
        names = ", ".join(f"“{visible(key, 60)}”" for key in unknown[:5])
        return Finding(False, f"{folder.settings} holds {names}, which this version does not know: is it misspelt?")
    return Finding(True, str(folder.settings) if folder.settings.exists() else "the defaults (no settings.toml)")


def _port_of_running(folder: DataFolder, listen: str | None) -> Finding | None:
    """How the inbox that runs over this folder is reached, wherever that is; None where none does, or another is asked about."""
    state = running_state(folder) if listen is None else None
    if state is None or not state.address:
        return None
    parts = urlsplit(reachable(state.address))
    if _inbox_answers(parts.hostname or "", parts.port or 0, is_tls=parts.scheme == "https"):
        return Finding(True, f"the inbox that runs over this folder takes events at {parts.netloc}, and answers")
    return Finding(False, f"the inbox that runs over this folder does not answer at {parts.netloc}: end it, and start it again")


def _port(settings: Settings) -> Finding:
    from inbox.network.listener.listener import Listener, ListenerProblem

    where = f"{settings.host}:{settings.port}"
    probe = Listener(settings.host, settings.port, lambda _delivery, _done: False)
    try:
        probe.start()
    except ListenerProblem as problem:
        if _inbox_answers(settings.host, settings.port, is_tls=bool(settings.tls_certificate)):
            return Finding(True, f"{where} is taken by a Recording Inbox that is running and answers")
        return Finding(False, str(problem))
    probe.stop()
    return Finding(True, f"{where} is free")


def _inbox_answers(host: str, port: int, *, is_tls: bool) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2) as plain, _spoken_to(plain, is_tls) as connection:
            connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            return b'{"status"' in connection.makefile("rb").read(4096)
    except OSError:
        return False


def _spoken_to(plain: socket.socket, is_tls: bool) -> socket.socket:
    """The connection, over TLS if so. Nothing secret is said, so whose certificate it is does not matter."""
    if not is_tls:
        return plain
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain)


def _disk(folder: DataFolder) -> Finding:
    free = shutil.disk_usage(folder.root).free
    text = f"{free / 1e9:.1f} GB free for {folder.root}"
    return Finding(free >= _ENOUGH_BYTES, text if free >= _ENOUGH_BYTES else f"only {text}; make room")


def _database(inbox: OpenInbox) -> Finding:
    problem = inbox.database.check()
    if problem is not None:
        return Finding(False, problem)
    counts = inbox.recordings.folder_counts()
    return Finding(True, f"{counts.inbox} recordings, {inbox.journal.count()} deliveries, checked and sound")


def _journal(inbox: OpenInbox) -> Finding:
    from inbox.storage.journal.retention import journal_size

    size, settings = journal_size(inbox.database), inbox.settings
    most = f"of {settings.journal_megabytes:,} MB that it may have" if settings.journal_megabytes else "without a limit"
    age = f"for {settings.journal_days:,} days" if settings.journal_days else "for ever"
    text = f"{size.deliveries:,} deliveries, {size.total_bytes / 1e6:,.1f} MB {most}, kept {age}"
    is_over = bool(settings.journal_megabytes) and size.total_bytes > settings.journal_megabytes * 1_000_000 * _OVER
    return Finding(
        not is_over, f"{text}; what is left still matters: review recordings, or raise journal_megabytes" if is_over else text
    )


def _incidents(inbox: OpenInbox) -> Finding:
    from inbox.storage.incidents import Incidents

    unread = Incidents(inbox.database).unread()
    if not unread:
        return Finding(True, "none that is not read yet")
    return Finding(False, " / ".join(f"{iso_z(incident.at)} {visible(incident.sentence, 1_000)}" for incident in unread))


def _clock(inbox: OpenInbox) -> Finding:
    moment = now()
    newest = inbox.recordings.rows(inbox.recordings.ids(parse_query(""), 1))
    for recording in newest.values():
        if recording.first_seen_at > moment:
            return Finding(
                False,
                f"{iso_z(moment)} is before the newest recording came ({iso_z(recording.first_seen_at)}): set the clock",
            )
    return Finding(True, f"{iso_z(moment)}")


_CHECKS: dict[str, Callable[[OpenInbox], Finding]] = {
    "database": _database,
    "journal": _journal,
    "incidents": _incidents,
    "clock": _clock,
    "account": lambda inbox: Finding(*account(inbox.account(), inbox.settings)),
    "catch-up": lambda inbox: Finding(*caught_up(inbox)),
    "downloads": lambda inbox: Finding(*downloads(inbox)),
    "expiry": lambda inbox: Finding(*expiry(inbox)),
    "media": lambda inbox: Finding(*media(inbox)),
}
