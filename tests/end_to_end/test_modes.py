"""What is made below the data folder is its owner's alone from the moment it exists, whatever the umask is."""

import re
from pathlib import Path

import requests
from faults.strace import needs_strace, traced_from_the_start, whole_trace
from faults.trace_lines import TracedCall, traced_calls
from processes.app_process import Serving, environment, listed_when
from processes.shown_window import showing

from inbox.domain.times import now
from inbox.simulator.server import SimulatedBandwidth

_CALLS = "trace=open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,chmod,fchmod,fchmodat,umask,link,linkat,symlink,symlinkat"
_MAKES = ("mkdir", "mkdirat", "creat")
_CHANGES = ("chmod", "fchmod", "fchmodat")
_OTHERS = 0o077


def _generous(trace: Path) -> list[str]:
    return ["sh", "-c", 'umask 0; exec "$@"', "sh", *traced_from_the_start(trace, _CALLS, string_bytes=4096)]


@needs_strace()
def test_nothing_that_serve_makes_is_ever_for_others_to_read(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    inbox, trace = tmp_path / "inbox", tmp_path / "trace"
    with Serving(inbox, environment(bandwidth), through=_generous(trace)) as serving:
        event = bandwidth.make_recording().event(bandwidth.voice_url, now())
        assert requests.post(serving.address, json=event, timeout=15).status_code == 204
        listed_when(inbox, lambda rows: rows[0]["download_status"] == "downloaded")
        pid = serving.pid
        assert serving.terminate()[0] == 0
    _prove_private(whole_trace(trace, pid), inbox, ["inbox.sqlite3", "inbox.sqlite3-wal", "inbox.lock", "media", ".part"])


@needs_strace()
def test_nothing_that_the_window_makes_is_ever_for_others_to_read(tmp_path: Path) -> None:
    inbox, trace = tmp_path / "inbox", tmp_path / "trace"
    with showing(inbox, environment(), through=_generous(trace)) as window:
        assert window.terminate() == 0
    _prove_private(whole_trace(trace, window.process.pid), inbox, ["inbox.sqlite3", "inbox.log"])


def _prove_private(lines: list[str], inbox: Path, expected: list[str]) -> None:
    """Each call that makes something below the inbox, or changes its mode, leaves nothing to others."""
    mask = 0
    modes: list[tuple[str, int]] = []
    for call in traced_calls(lines):
        if call.name == "umask":
            mask = int(call.text.partition(")")[0], 8)
        elif str(inbox) in call.text and not call.failed and (mode := _mode(call)) is not None:
            modes.append((f"{call.name} {call.text}", mode & ~(0 if call.name in _CHANGES else mask)))
    for name in expected:
        assert any(f'{name}"' in text for text, _ in modes), f"nobody made {name}: this proves nothing"
    assert [text for text, mode in modes if mode & _OTHERS] == []


def _mode(call: TracedCall) -> int | None:
    """The mode with which a call makes something, or to which it changes it; None when it does neither."""
    if call.name.startswith("open") and "O_CREAT" not in call.text:
        return None
    if not call.name.startswith("open") and call.name not in _MAKES + _CHANGES:
        return None
    found = re.search(r", (0[0-7]{3,4}|0)\) = ", call.text)
    assert found is not None, call
    return int(found[1], 8)
