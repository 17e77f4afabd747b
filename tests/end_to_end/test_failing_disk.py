"""A disk that is full, fails or turns read-only under load: no 204 without a row, no crash, and well again by itself."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.failing_store import IMPATIENT, prove_through
from faults.small_disk import SmallDisk, needs_mount
from faults.strace import Attached, needs_strace
from processes.app_process import Serving, environment

_WITHOUT_ROOTS_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""What makes permissions hold for root as they do for everybody."""


@contextlib.contextmanager
def full(disk: SmallDisk) -> Iterator[None]:
    disk.fill()
    yield
    disk.make_room()


@needs_mount()
@pytest.mark.slow
def test_a_disk_of_one_mebibyte_that_is_full_refuses_after_ten_seconds_and_takes_events_again_when_there_is_room(
    tmp_path: Path,
) -> None:
    with SmallDisk(tmp_path / "disk", 1024 * 1024) as disk:
        reserve = disk.place / "reserve"
        reserve.write_bytes(bytes(160 * 1024))
        with Serving(disk.place / "inbox") as serving:
            found = prove_through(
                serving,
                disk.place / "inbox",
                lambda: full(disk),
                again=disk.fill,  # what SQLite gives back when it closes its log is taken too
                mended=_room(reserve),
                senders=2,
                pause_seconds=0.1,
            )
    assert found.lost == 0


@contextlib.contextmanager
def _room(reserve: Path) -> Iterator[None]:
    reserve.unlink()
    yield


@needs_strace()
@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [
        "fdatasync:error=EIO:when=5+",
        pytest.param("pwrite64:error=EIO:when=20+", marks=pytest.mark.soak),
        pytest.param("fdatasync:error=ENOSPC:when=2+", marks=pytest.mark.soak),
        pytest.param("pwrite64:error=ENOSPC:when=33+2", marks=pytest.mark.soak),
        pytest.param("pwrite64,ftruncate,fdatasync,unlink:error=EROFS:when=3+", marks=pytest.mark.soak),
    ],
)
def test_a_disk_that_fails_refuses_and_takes_events_again_when_it_is_well(tmp_path: Path, fault: str) -> None:
    calls = fault.partition(":")[0]
    with Serving(tmp_path, program=IMPATIENT) as serving:
        prove_through(serving, tmp_path, lambda: Attached(serving.pid, f"trace={calls}", f"inject={fault}"))


@needs_strace()
@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="needs setpriv (Debian package util-linux)"
)
def test_an_inbox_that_turns_read_only_refuses_and_takes_events_again_when_it_may(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"

    @contextlib.contextmanager
    def read_only(pid: int) -> Iterator[None]:
        files = [path for path in inbox.iterdir() if path.is_file()]
        inbox.chmod(0o500)
        for path in files:
            path.chmod(0o400)
        # What is open stays writable: failed syncs make the receiver open its files anew.
        with Attached(pid, "trace=fdatasync", "inject=fdatasync:error=EIO:when=1+2"):
            yield
        inbox.chmod(0o700)
        for path in files:
            path.chmod(0o600)

    with Serving(inbox, program=IMPATIENT, through=_WITHOUT_ROOTS_RIGHTS) as serving:
        prove_through(serving, inbox, lambda: read_only(serving.pid))


@pytest.mark.skipif(
    os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="needs setpriv (Debian package util-linux)"
)
def test_a_folder_that_may_not_be_written_to_is_a_sentence_at_the_start(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    with Serving(inbox):
        pass
    inbox.chmod(0o500)
    for folder in (inbox, tmp_path / "inbox" / "new"):
        told = subprocess.run(
            [
                *_WITHOUT_ROOTS_RIGHTS,
                sys.executable,
                "-m",
                "inbox",
                "serve",
                "--data-dir",
                str(folder),
                "--listen",
                "127.0.0.1:0",
            ],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert (told.returncode, told.stdout) == (1, "")
        assert told.stderr.count("\n") == 1, told.stderr
        assert str(folder) in told.stderr
        assert "--data-dir" in told.stderr
    inbox.chmod(0o700)


@needs_mount()
def test_a_folder_on_a_read_only_disk_is_a_sentence_at_the_start(tmp_path: Path) -> None:
    with SmallDisk(tmp_path / "disk", 1024 * 1024) as disk:
        with Serving(disk.place / "inbox"):
            pass
        subprocess.run(["mount", "-o", "remount,ro", str(disk.place)], check=True)
        told = subprocess.run(
            [sys.executable, "-m", "inbox", "serve", "--data-dir", str(disk.place / "inbox"), "--listen", "127.0.0.1:0"],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.count("\n") == 1, told.stderr
    assert str(disk.place) in told.stderr
