"""The command line: options, commands, exit codes."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from inbox import __version__
from inbox.cli.mixed_words import MixedWords
from inbox.cli.values import listen_address, with_minus
from inbox.domain.problems import Problem

_COMMANDS = {
    "serve": ("serve", "receive and download without a window"),
    "demo": ("demo", "the window, fed by a simulated Bandwidth, with data that is thrown away"),
    "simulate": ("simulate", "a simulated Bandwidth: its server, or its sender"),
    "list": ("list_recordings", "recordings, newest first"),
    "show": ("show", "one recording"),
    "deliveries": ("deliveries", "the raw journal of what was delivered, newest first"),
    "replay": ("replay", "a stored delivery again, as if it came now"),
    "rebuild": ("rebuild", "the recordings again, from the journal; reviews and media stay"),
    "knocks": ("knocks", "who was turned away at the door, and why"),
    "first-seen": ("first_seen", "what events held that Bandwidth's documentation does not have"),
    "gaps": ("gaps", "when no event could be taken, why, and what was found of it since"),
    "catch-up": ("catch_up", "fetch what no event told of: recordings that Bandwidth's lists have and the inbox does not"),
    "download": ("download", "fetch media now, in one pass"),
    "downloads": ("downloads", "pause, resume or cancel downloads"),
    "export": ("export", "recordings as a table, or as an evidence bundle that anybody can check"),
    "verify": ("verify", "whether an evidence bundle is the one that was written, to the last byte"),
    "tidy": ("tidy", "keep to the limits of the downloaded files: what goes to the trash, or would"),
    "account": ("account", "what to sign in to Bandwidth with: show, --test, --set, --forget"),
    "self-test": ("self_test", "the installed app proves itself"),
    "doctor": ("doctor", "Qt, audio, keyring, settings, port, disk, database, clock, account, downloads, catch-up: a line each"),
}


_OF_THE_PROGRAM = {"listener": "listener"}
"""What the program runs itself with; not for people, and not in the help."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit code: 0 done, 1 failed with one sentence on stderr, 2 wrong usage."""
    os.umask(0o077)
    _leave_no_core_file()
    words = with_minus(sys.argv[1:] if argv is None else argv)
    if words and words[0] in _OF_THE_PROGRAM:
        return int(import_module(f"inbox.cli.{_OF_THE_PROGRAM[words[0]]}").run())
    try:
        arguments = _parser(words).parse_args(words)
        module = import_module(f"inbox.cli.{_COMMANDS[arguments.command][0] if arguments.command else 'window'}")
        code = int(module.run(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        # The reader of our output has gone: nothing more to say, and nothing to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Problem as problem:
        print(f"recording-inbox: {problem}", file=sys.stderr)
        return 1


def _leave_no_core_file() -> None:
    """A crash writes no file with the secrets that were in memory."""
    try:
        import resource
    except ImportError:  # Windows keeps none unless it is asked to
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the command that ``words`` name is imported, so that each starts fast."""
    parser = argparse.ArgumentParser(prog="recording-inbox", description="A desktop inbox for Bandwidth's conference recordings.")
    parser.add_argument("--version", action="version", version=f"recording-inbox {__version__}")
    parser.set_defaults(data_dir=None, listen=None, store=None)
    _global_options(parser)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands (none: the window)", parser_class=MixedWords
    )
    for name, (module_name, summary) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        _global_options(command)
        if name in words:
            import_module(f"inbox.cli.{module_name}").add_arguments(command)
    return parser


def _global_options(parser: argparse.ArgumentParser) -> None:
    """The options that are taken before and after the command."""
    group = parser.add_argument_group("global options")
    for flag, value, kind, text in (
        ("--data-dir", "DIR", str, "where everything that holds state lives (INBOX_DATA_DIR)"),
        (
            "--listen",
            "HOST:PORT",
            listen_address,
            "where events are taken; port 0 takes a free one (INBOX_LISTEN, default 127.0.0.1:8025)",
        ),
        ("--store", "URL", str, "the database (INBOX_STORE, default an SQLite file in the data folder)"),
    ):
        group.add_argument(flag, metavar=value, type=kind, default=argparse.SUPPRESS, help=text)
