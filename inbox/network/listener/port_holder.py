"""Which process listens on a port of this computer. Best effort, on Linux only."""

from pathlib import Path

from inbox.network.listener.own_program import LISTENER

_LISTEN = "0A"


def port_holder(port: int) -> str | None:
    """The process that listens on ``port``, as ``name (process 123)``; None when it cannot be told."""
    inodes = {inode for table in ("tcp", "tcp6") for inode in _listening_inodes(Path("/proc/net") / table, port)}
    if not inodes:
        return None
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in _processes():
        try:
            if any(_link(descriptor) in wanted for descriptor in (process / "fd").iterdir()):
                holder = _app_of(process)
                return f"{(holder / 'comm').read_text(errors='replace').strip()} (process {holder.name})"
        except OSError:
            continue  # Another person's process, or one that has just ended.
    return None


def _app_of(process: Path) -> Path:
    """The Recording Inbox that a listener's process belongs to; another process is its own."""
    if (process / "cmdline").read_text(errors="replace").rstrip("\0").rpartition("\0")[2] != LISTENER:
        return process
    parent = process.parent / (process / "stat").read_text(errors="replace").rpartition(")")[2].split()[1]
    return parent if _link(parent / "exe") == _link(process / "exe") else process  # or it is an orphan, or not ours at all


def _processes() -> list[Path]:
    try:
        return [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    except OSError:
        return []


def _link(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""


def _listening_inodes(table: Path, port: int) -> list[str]:
    try:
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
    except OSError:
        return []
    return [row[9] for row in rows if len(row) > 9 and row[3] == _LISTEN and int(row[1].rpartition(":")[2], 16) == port]
