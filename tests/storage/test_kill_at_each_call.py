"""A commit that is killed at each of its system calls leaves all of its batch or nothing, and all if it was acknowledged."""

import contextlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults.committing_children import BATCH, OLDER, commit
from faults.strace import Attached, needs_strace

from inbox.domain.query import RecordingQuery
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.journal import Journal
from inbox.storage.listing.recordings import Recordings
from inbox.storage.listing.search_index import bring_up_to_date
from inbox.storage.opening import open_inbox

_CHILDREN = Path(__file__).parents[1] / "faults" / "committing_children.py"
_KEPT = re.compile(r'"[^"]*/kept"')
_CALLS = 200
_SAMPLED = 8
"""In every run, each eighth of the calls; all of them in a soak."""


@dataclass(frozen=True, slots=True)
class Call:
    """A system call: its name, and the how many of this name it is since the commit began."""

    name: str
    number: int


class Children:
    """The process that makes children, and what happens to each of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._maker = subprocess.Popen(
            [sys.executable, str(_CHILDREN)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        self._template = folder / "template"
        with contextlib.closing(open_inbox(DataFolder(self._template))) as database:
            commit(database, 0, OLDER, "2026-01-01T00:00:00Z")

    def run(self, *expressions: str, trace: Path | None = None) -> tuple[Path, int]:
        """One child, with strace attached from the moment before its commit; its folder and exit code."""
        place = self._folder / str(next(self._numbers))
        shutil.copytree(self._template, place / "inbox")
        assert self._maker.stdin is not None
        assert self._maker.stdout is not None
        self._maker.stdin.write(f"{place / 'inbox'}\n")
        self._maker.stdin.flush()
        pid = self._stopped_child(place / "pid")
        with Attached(pid, *expressions, trace=trace) as strace:
            os.kill(pid, signal.SIGCONT)
            child, code = map(int, self._maker.stdout.readline().split())
            strace.wait()
        assert child == pid
        return place, code

    def close(self) -> None:
        self._maker.communicate(timeout=20)

    @staticmethod
    def _stopped_child(said: Path) -> int:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError, ValueError):
                pid = int(said.read_text())
                if Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("T"):
                    return pid
            time.sleep(0.002)
        raise AssertionError("the child did not stop before its commit")


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    children = Children(tmp_path)
    yield children
    children.close()


def calls_of_a_commit(children: Children, trace: Path) -> tuple[list[Call], int]:
    """Every system call of a child from its commit to its end, and how many of them come before it says so."""
    place, code = children.run("trace=all", trace=trace)
    assert code == 0
    assert prove(place), "a commit that nobody disturbs is kept"
    counted: Counter[str] = Counter()
    calls: list[Call] = []
    acknowledged_after = 0
    for line in trace.read_text().splitlines():
        match = re.match(r"\d+\s+(\w+)\(", line)
        if match is None:
            continue
        counted[match[1]] += 1
        calls.append(Call(match[1], counted[match[1]]))
        if not acknowledged_after and _KEPT.search(line):
            acknowledged_after = len(calls) - 1
    return calls, acknowledged_after


def prove(place: Path) -> bool:
    """Whether the batch is there: whole or not at all, and whole if it was acknowledged, in a sound database."""
    with contextlib.closing(open_inbox(DataFolder(place / "inbox"))) as database:
        recordings = Recordings(database)
        rows = recordings.rows(recordings.ids(RecordingQuery()))
        new = {row.recording_id for row in rows.values() if (row.name or "").startswith("2026-02-02")}
        assert len(new) in (0, BATCH)
        assert len(rows) == (BATCH if new else OLDER)
        assert Journal(database).count() == OLDER + len(new)
        assert bring_up_to_date(database)
        with database.writing() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            connection.exec_driver_sql("INSERT INTO recordings_fts(recordings_fts, rank) VALUES ('integrity-check', 1)")
        commit(database, BATCH, 4, "2026-03-03T00:00:00Z")  # and it goes on
    assert new or not (place / "kept").exists(), "acknowledged, and lost"
    shutil.rmtree(place)
    return bool(new)


def kill_at_each(children: Children, folder: Path, every: int) -> None:
    calls, acknowledged_after = calls_of_a_commit(children, folder / "trace")
    assert acknowledged_after >= _CALLS, f"a commit has only {acknowledged_after} system calls: take a larger batch"
    of_the_commit = calls[:_CALLS:every]
    to_the_end = calls[_CALLS :: every * 4]
    """Of the rest of the commit, the receipt, and the write-ahead log's way into the database, some as well."""
    kept = killed = 0
    for call in of_the_commit + to_the_end:
        place, code = children.run(f"trace={call.name}", f"inject={call.name}:signal=KILL:when={call.number}")
        killed += code == -signal.SIGKILL
        kept += prove(place)
    total = len(of_the_commit) + len(to_the_end)
    print(
        f"killed at {killed} of {total} system calls ({len(of_the_commit)} of the first {_CALLS} of a commit that has "
        f"{acknowledged_after}, {len(to_the_end)} after them): {kept} batches kept whole, {total - kept} not at all"
    )
    assert killed >= 0.9 * total, "most of the calls that were to kill never came"
    assert 0 < kept < total


@needs_strace()
def test_a_commit_killed_at_a_sample_of_its_system_calls_is_whole_or_not_there(children: Children, tmp_path: Path) -> None:
    kill_at_each(children, tmp_path, _SAMPLED)


@needs_strace()
@pytest.mark.soak
def test_a_commit_killed_at_each_of_its_first_200_system_calls_is_whole_or_not_there(children: Children, tmp_path: Path) -> None:
    kill_at_each(children, tmp_path, 1)
