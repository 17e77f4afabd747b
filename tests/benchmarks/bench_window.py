"""The window's start with an empty inbox and with many rows, in turn; and its memory."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import median, tell
from benchmarks.make_rows import fill

from inbox.storage.data_folder import DataFolder
from inbox.storage.opening import open_inbox

_RUNS = 7


def start(data_dir: Path) -> dict[str, float]:
    """One start of the window in a process of its own: seconds to the first paint and to the usable list, and megabytes."""
    environ = {"QT_QPA_PLATFORM": "offscreen", **os.environ} if not os.environ.get("DISPLAY") else dict(os.environ)
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.window_process", str(data_dir)],
        env=environ,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    figures: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    return figures


def main(rows: int) -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory(prefix="recording-inbox-bench-") as path:
        empty, full = Path(path) / "empty", Path(path) / "full"
        for folder, count in ((empty, 0), (full, rows)):
            database = open_inbox(DataFolder(folder))
            fill(database, count)
            database.close()
            start(folder)
        runs: dict[Path, list[dict[str, float]]] = {empty: [], full: []}
        for _ in range(_RUNS):
            for folder in (empty, full):
                runs[folder].append(start(folder))
        assert all(run["rows"] == rows for run in runs[full]), "the list is not whole"
    usable = {folder: median([run["usable"] for run in several]) for folder, several in runs.items()}
    memory = {folder: max(run["resident_megabytes"] for run in several) for folder, several in runs.items()}
    ratio = usable[full] / usable[empty]
    tell("start of the process → painted, usable, empty", f"{usable[empty]:.2f} s", "≤ 1 s", usable[empty] <= 1)
    tell(f"start → painted, usable, {rows:,} rows", f"{usable[full]:.2f} s, × {ratio:.2f}", "≤ × 1.3", ratio <= 1.3)
    tell("  resident, empty and full", f"{memory[empty]:.0f} MB, {memory[full]:.0f} MB", "< 200 MB", memory[full] < 200)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
