"""Durable acknowledgements per second over real sockets: the receiver, the same without its store, and Debian's ``webhook``.

They run in alternating rounds, each a process of its own with nobody else's events. ``--seconds N`` and ``--rounds N`` change
how long that takes (3 and 3).
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.figures import median, tell
from benchmarks.load import Load, load
from benchmarks.receivers import Receiver, ours, webhook

_STORE = ours("benchmarks.intake_process", "store")
_HAND_OVER = ours("benchmarks.intake_process", "hand-over")
_NONE = ours("benchmarks.intake_process", "none")
_WINDOW = ours("benchmarks.intake_window_process")
_CONNECTIONS = (16, 1, 128)
_TOOLS = ("wrk", "webhook")


def _round(receiver: Receiver, connections: int, seconds: int) -> Load:
    temporary = tempfile.TemporaryDirectory(prefix="recording-inbox-bench-", dir=Path.cwd())
    with temporary as folder, receiver(Path(folder)) as address:
        load(address, connections, 1)
        return load(address, connections, seconds)


def _measure(receivers: Mapping[str, Receiver], connections: int, seconds: int, rounds: int) -> dict[str, Load]:
    """The median of each figure; errors of all rounds."""
    found: dict[str, list[Load]] = {name: [] for name in receivers}
    for _ in range(rounds):
        for name, receiver in receivers.items():
            found[name].append(_round(receiver, connections, seconds))
    return {
        name: Load(
            median([each.per_second for each in loads]),
            median([each.p50 for each in loads]),
            median([each.p99 for each in loads]),
            sum(each.refused for each in loads),
            sum(each.broken for each in loads),
        )
        for name, loads in found.items()
    }


def _tell(what: str, measured: Load) -> None:
    times = f"p50 {measured.p50 * 1e3:.1f} ms, p99 {measured.p99 * 1e3:.1f} ms"
    tell(what, f"{measured.per_second:,.0f}/s, {times}", "", None)
    if measured.refused or measured.broken:
        print(f"  NOT CLEAN: {measured.refused} refused, {measured.broken} broken off or without an answer in two seconds")


def _compare(connections: int, measured: Mapping[str, Load]) -> None:
    is_bar = connections == 16
    store, none, other = measured["store"], measured["none"], measured["webhook"]
    print(f"-- {connections} connection{'s' if connections > 1 else ''}")
    _tell("durable acknowledgements", store)
    _tell("the listener alone, receipts at once", none)
    _tell("listener and intake, commit left out", measured["hand-over"])
    _tell("Debian's webhook, which runs /bin/true", other)
    ratio = store.per_second / none.per_second
    tell("  against the listener alone", f"× {ratio:.2f}", "≥ 0.6" if is_bar else "", ratio >= 0.6 if is_bar else None)
    ratio = store.per_second / measured["hand-over"].per_second
    tell("  against listener and intake without the commit", f"× {ratio:.2f}", "", None)
    ratio = store.per_second / other.per_second
    tell("  against webhook", f"× {ratio:.2f}", "≥ 1" if is_bar else "", ratio >= 1 if is_bar else None)
    ratio = store.p99 / other.p99
    tell("  p99 against webhook's", f"× {ratio:.2f}", "≤ 0.25" if is_bar else "", ratio <= 0.25 if is_bar else None)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if missing := [tool for tool in _TOOLS if shutil.which(tool) is None]:
        raise SystemExit(f"Needed and not installed: {' and '.join(missing)}. Type: make bench-intake, or apt-get install them.")
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    receivers = {"store": _STORE, "none": _NONE, "hand-over": _HAND_OVER, "webhook": webhook}
    for connections in _CONNECTIONS:
        _compare(connections, _measure(receivers, connections, arguments.seconds, arguments.rounds))
    print("-- with the window open, 16 connections")
    window = _measure({"window": _WINDOW, "store": _STORE}, 16, arguments.seconds, arguments.rounds)
    _tell("durable acknowledgements", window["window"])
    tell("  against no window", f"× {window['window'].per_second / window['store'].per_second:.2f}", "", None)


if __name__ == "__main__":
    main()
