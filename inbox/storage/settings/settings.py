"""The person's settings: options of the command line, then the environment, then ``settings.toml``, then the defaults."""

import contextlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inbox.domain.expiring import WARNING_DAYS
from inbox.domain.largest_media import DEFAULT_MEGABYTES
from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.secrets import webhook_credentials
from inbox.storage.settings.setting_values import RULES, SECRET_KEYS, host_and_port, listen_text

VOICE_URL = "https://voice.bandwidth.com/api/v2"
TOKEN_URL = "https://api.bandwidth.com/api/v1/oauth2/token"

_ENVIRONMENT = {"listen": "INBOX_LISTEN", "store": "INBOX_STORE", "voice_url": "INBOX_VOICE_URL", "token_url": "INBOX_TOKEN_URL"}
IN_KEYRING = "webhook_credentials_in_keyring"
"""The key in the file that says that the webhook's user name and password are to be had from the keyring."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person may choose. The defaults are what an empty file means."""

    host: str = "127.0.0.1"
    port: int = 8025
    path: str = "/"
    voice_url: str = VOICE_URL
    token_url: str = TOKEN_URL
    store: str = ""
    """Address of the store; empty: SQLite in the data folder."""
    webhook_username: str = ""
    webhook_password: str = field(default="", repr=False)
    download_automatically: bool = True
    parallel_downloads: int = 2
    click_plays: bool = True
    theme: str = "system"
    volume: float = 0.8
    playback_rate: float = 1.0
    skip_silence: bool = False
    skip_silence_over: float = 1.0
    """Only silences that take longer than that are skipped, in seconds."""
    rewind_on_pause: float = 0.5
    """How far a pause goes back, in seconds, so that the word that it cut is heard again."""
    remember_position: bool = True
    """Whether a recording goes on where it was left."""
    boost_decibels: int = 0
    """How much louder than recorded."""
    levelling: bool = False
    """Whether quiet voices are brought up to loud ones."""
    output_device: str = ""
    """The sound device, by the id that the desktop has for it; empty: the desktop's choice."""
    media_keys: bool = True
    """Whether the desktop's media keys and panels play and pause here, and show what plays."""
    reviewed_needs_percent: int = 0
    """How much of a recording has to be heard before it is marked as reviewed; 0: nothing."""
    reviewer: str = ""
    """Who writes the notes; empty: the name of the person's account on this computer."""
    review_questions: tuple[str, ...] = ()
    """The review form: each a question, ``=``, and the choices with `` / `` between."""
    export_names: str = "{date} {time} {name}"
    """How exported files are called."""
    conference_gap_seconds: float = 2.0
    """Of a gap between two recordings of a conference so much is left when they are played straight through."""
    keys: tuple[str, ...] = ()
    """Keys of the person's choice: each the name of an action, ``=``, and keys with ``,`` between."""
    connections: int = 100
    """How many connections the listener keeps open at once, before the oldest goes."""
    tls_certificate: str = ""
    """PEM file of the person's own certificate, for a listener that is reached without a tunnel; empty: plain http."""
    tls_key: str = ""
    """PEM file of the certificate's private key."""
    journal_days: int = 400
    """How long deliveries are kept that no longer matter, in days; 0: for ever."""
    journal_megabytes: int = 2000
    """How large the delivery journal may grow, in 1,000,000 bytes; 0: without limit."""
    public_address: str = ""
    """The tunnel's address as the person typed it in; empty when there is none."""
    download_rule: str = "all"
    """What is downloaded without a click: ``all``, ``verified`` only, or nothing (``click``)."""
    download_names: tuple[str, ...] = ()
    """Patterns, as ``*`` and ``?`` make them: only recordings of such a name are downloaded without a click; none: of any."""
    download_tags: tuple[str, ...] = ()
    """The same for the tag. Where names are given too, one of both that fits is enough."""
    download_on_metered: bool = False
    download_kilobytes_per_second: int = 0
    """How fast all downloads together may be, in 1000 bytes a second; 0: as fast as they can."""
    downloads_paused: bool = False
    media_megabytes: int = 0
    """How much the downloaded files may take, in 1,000,000 bytes; 0: without limit."""
    media_days: int = 0
    """How long downloaded files that were listened to are kept, in days; 0: for ever."""
    trash_days: int = 14
    """How long a file that went to the trash can be brought back, in days."""
    keep_free_megabytes: int = 500
    """How much of the disk downloads leave free for the inbox itself, in 1,000,000 bytes."""
    largest_media_megabytes: int = DEFAULT_MEGABYTES
    """How large one file may be where the event does not say how long the recording is, in 1,000,000 bytes."""
    catch_up: bool = True
    """Whether Bandwidth is asked for recordings that no event told of."""
    catch_up_minutes: int = 30
    catch_up_calls: bool = True
    """Whether it is asked for the recordings of calls as well."""
    expiry_warning_days: int = WARNING_DAYS
    """How long before Bandwidth deletes what is not downloaded the person is told, in days; 0: never."""


def load_settings(folder: DataFolder, options: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """The settings in force. ``options`` may hold ``listen`` and ``store``.

    Raises StorageProblem with a sentence that names the place, the key and what is expected. Keys that this version does
    not know are left alone.
    """
    settings, wrong = sound_settings(folder, options, environ)
    if wrong:
        raise wrong[0]
    return settings


def sound_settings(
    folder: DataFolder, options: Mapping[str, str | None], environ: Mapping[str, str]
) -> tuple[Settings, list[StorageProblem]]:
    """The settings as far as they can be used, the defaults for the rest, and what is wrong: for who tells of it.

    Nobody may listen by these when anything is wrong: a password or a certificate may be missing in them.
    """
    wrong: list[StorageProblem] = []
    stored, values = _taken_from_file(folder, wrong)
    for key, name in _ENVIRONMENT.items():
        if environ.get(name):
            with _noting(wrong):
                _take(values, key, environ[name], f"The environment variable {name}")
    for key in ("listen", "store"):
        option = options.get(key)
        if option is not None:
            with _noting(wrong):
                _take(values, key, option, f"The option --{key}")
    _look_at_tls(folder, values, wrong)
    if "listen" in values:
        values["host"], values["port"] = host_and_port(values.pop("listen"))
    values.pop(IN_KEYRING, None)
    with _noting(wrong):
        values["webhook_username"], values["webhook_password"] = _credentials(environ, stored.get(IN_KEYRING) is True)
    return Settings(**values), wrong


def save_settings(folder: DataFolder, changes: Mapping[str, object]) -> None:
    """Write ``changes`` (names as in `Settings`, or ``listen``) into ``settings.toml``; comments and other keys stay.

    The file is replaced at once or not at all. Raises StorageProblem when a value is wrong, is a secret, or cannot be written.
    """
    import tomlkit

    wanted = dict(changes)
    for key in wanted:
        if key in SECRET_KEYS:
            raise StorageProblem(f"“{key}” is a secret and is not written to {folder.settings}. Set {SECRET_KEYS[key]} instead.")
    stored = read_file(folder)
    if "host" in wanted or "port" in wanted:
        host, port = host_and_port(str(stored.get("listen", "127.0.0.1:8025")))
        wanted["listen"] = listen_text(str(wanted.pop("host", host)), wanted.pop("port", port))
    checked: dict[str, Any] = {}
    for key, value in wanted.items():
        if key not in RULES:
            raise StorageProblem(f"There is no setting “{key}”; {folder.settings} was not changed.")
        _take(checked, key, value, f"The setting “{key}”")
    try:
        text = folder.settings.read_text(encoding="utf-8") if folder.settings.exists() else ""
        document = tomlkit.parse(text)
        document.update(checked)
        _replace(folder, tomlkit.dumps(document).encode())
    except OSError as problem:
        raise StorageProblem(f"{folder.settings} could not be written: {problem.strerror or problem}.") from problem


def unknown_keys(folder: DataFolder) -> list[str]:
    """What stands in ``settings.toml`` and is no setting of this version: perhaps misspelt. Raises StorageProblem."""
    return [key for key in read_file(folder) if key not in RULES]


def read_file(folder: DataFolder) -> dict[str, Any]:
    """What stands in ``settings.toml``, unchecked; nothing when it is not there. Raises StorageProblem when it is not TOML."""
    try:
        with folder.settings.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except OSError as problem:
        raise StorageProblem(
            f"{folder.settings} cannot be read: {problem.strerror or problem}. Correct that, or move it away to use the defaults."
        ) from problem
    except UnicodeDecodeError:
        raise StorageProblem(f"{folder.settings} is not UTF-8 text. Correct it, or move it away to use the defaults.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        why = str(problem) if isinstance(problem, tomllib.TOMLDecodeError) else "nested too deeply"
        raise StorageProblem(f"{folder.settings} is not TOML: {why}. Correct it, or move it away to use the defaults.") from None


def file_problems(folder: DataFolder) -> list[StorageProblem]:
    """What is wrong in ``settings.toml`` itself, so that nobody can go by it; neither environment nor keyring is asked."""
    wrong: list[StorageProblem] = []
    _, values = _taken_from_file(folder, wrong)
    _look_at_tls(folder, values, wrong)
    return wrong


def _taken_from_file(folder: DataFolder, wrong: list[StorageProblem]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands in the file, and what of it can be used; the rest is added to ``wrong``."""
    values: dict[str, Any] = {}
    stored: dict[str, Any] = {}
    with _noting(wrong):
        stored = read_file(folder)
    for key, value in stored.items():
        with _noting(wrong):
            if key in SECRET_KEYS:
                raise StorageProblem(
                    f"{folder.settings} holds “{key}”, which does not belong into a file. "
                    f"Remove it, and set {SECRET_KEYS[key]} instead."
                )
            _take(values, key, value, f"{folder.settings}: “{key}”")
    return stored, values


def _look_at_tls(folder: DataFolder, values: Mapping[str, Any], wrong: list[StorageProblem]) -> None:
    if bool(values.get("tls_certificate")) != bool(values.get("tls_key")):  # never plain http where TLS was meant
        given, missing = ("tls_certificate", "tls_key") if values.get("tls_certificate") else ("tls_key", "tls_certificate")
        wrong.append(
            StorageProblem(f"{folder.settings} sets “{given}” without “{missing}”. Set both, or neither to speak plain http.")
        )


@contextlib.contextmanager
def _noting(wrong: list[StorageProblem]) -> Iterator[None]:
    try:
        yield
    except StorageProblem as problem:
        wrong.append(problem)


def _take(values: dict[str, Any], key: str, value: object, place: str) -> None:
    rule = RULES.get(key)
    if rule is None:
        return
    wrong = rule.problem(value)
    if wrong is not None:
        raise StorageProblem(f"{place} {wrong}; expected is {rule.expected}.")
    values[key] = rule.converted(value)


def _credentials(environ: Mapping[str, str], in_keyring: bool) -> tuple[str, str]:
    username, password = environ.get("INBOX_WEBHOOK_USERNAME", ""), environ.get("INBOX_WEBHOOK_PASSWORD", "")
    if bool(username) != bool(password):
        raise StorageProblem(
            "Only one of INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD is set. "
            "Set both, or neither to take events without a password."
        )
    if username or not in_keyring:
        return username, password
    kept = webhook_credentials()
    if kept is None:  # never listen without the password that the person has set
        raise StorageProblem(
            "The webhook's user name and password are in the keyring, which cannot be read now. Unlock it, or set "
            "INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD."
        )
    return kept


def _replace(folder: DataFolder, content: bytes) -> None:
    new = folder.settings.with_name(f"{folder.settings.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder.settings)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
