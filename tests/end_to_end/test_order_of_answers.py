"""The order on the wire and on the disk: an event's bytes are written and synced before its 204 leaves."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from faults.senders import event
from faults.strace import needs_strace, traced_from_the_start, whole_trace
from faults.trace_lines import TracedCall, traced_calls
from processes.app_process import Serving

_POSTS = 50
_AT_ONCE = 16
_CALLS = "trace=read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync"
_READS = ("read", "readv", "recvfrom", "recvmsg")
_WRITES = ("write", "writev", "sendto", "sendmsg")
_LONGEST = 70_000


@needs_strace()
def test_every_204_leaves_after_its_event_was_written_and_synced(tmp_path: Path) -> None:
    trace, inbox = tmp_path / "trace", tmp_path / "inbox"
    ids = [f"r-order-{number}" for number in range(100, 100 + _POSTS)]
    with Serving(inbox, through=traced_from_the_start(trace, _CALLS, string_bytes=_LONGEST)) as serving:

        def post(recording_id: str) -> int:
            return requests.post(serving.address, json=event(recording_id), timeout=30).status_code

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            assert list(pool.map(post, ids)) == [204] * _POSTS
        pid = serving.pid
        assert serving.terminate()[0] == 0
    calls = list(traced_calls(whole_trace(trace, pid)))
    log = str(inbox / "inbox.sqlite3-wal")
    syncs = [call for call in calls if call.name in ("fsync", "fdatasync") and call.descriptor == log and not call.failed]
    asked: dict[str, str] = {}
    answered: list[str] = []
    for call in sorted(calls, key=lambda call: call.entered):
        if not call.descriptor.startswith(("TCP:", "TCPv6:")):
            continue
        if call.name in _READS and (named := re.search(r"r-order-\d+", call.text)):
            asked[call.descriptor] = named[0]
        if call.name in _WRITES and "HTTP/1.1 204" in call.text:
            recording_id = asked.pop(call.descriptor)
            answered.append(recording_id)
            written = _written(calls, log, recording_id)
            assert any(written.returned < sync.entered and sync.returned < call.entered for sync in syncs), (
                f"the 204 for {recording_id} left before what it promises was synced"
            )
    assert sorted(answered) == ids


def _written(calls: list[TracedCall], log: str, recording_id: str) -> TracedCall:
    """The first write to the write-ahead log that holds the delivery's body as it came."""
    body = f'\\"recordingId\\": \\"{recording_id}\\"'
    for call in calls:
        if call.name in ("pwrite64", "pwritev") and call.descriptor == log and body in call.text:
            return call
    raise AssertionError(f"the body of {recording_id} was never written to {log}")
