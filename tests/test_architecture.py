"""The shape of the source: which way imports point, and how long a file may be."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_TOP = Path(__file__).parents[1]
_LONGEST = 300


def _sources() -> list[Path]:
    return sorted(path for folder in ("inbox", "tests", "packaging") for path in (_TOP / folder).rglob("*.py"))


def _lint_imports(settings: Path, source: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint()",
            "--config",
            str(settings),
            "--no-cache",
        ],
        cwd=source,
        env={"PYTHONPATH": str(source), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.slow
def test_imports_point_down() -> None:
    checked = _lint_imports(_TOP / "pyproject.toml", _TOP)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_file_is_longer_than_one_reads_in_a_sitting() -> None:
    assert len(_sources()) > 50
    too_long = {
        str(path.relative_to(_TOP)): lines
        for path in _sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > _LONGEST
    }

    assert too_long == {}


def test_a_top_level_packaging_module_does_not_shadow_the_library() -> None:
    assert not (_TOP / "packaging" / "__init__.py").exists()


_WRONG_WAYS = {
    "domain/climbs.py": "import inbox.storage.problems",
    "network/sideways.py": "import inbox.storage.data_folder",
    "simulator/too_curious.py": "import inbox.storage.problems",
    "pipeline/plays.py": "import inbox.simulator.server",
    "cli/paints.py": "import PySide6.QtCore",
    "gui/queries.py": "import sqlalchemy",
    "gui/look/peeks.py": "import inbox.gui.widgets.flow",
    "storage/calls.py": "import requests",
    "utils/__init__.py": "",
}
"""A module for each rule that it breaks; the last one stands on no layer at all."""


@pytest.mark.slow
def test_an_import_that_points_the_wrong_way_is_found(tmp_path: Path) -> None:
    shutil.copytree(_TOP / "inbox", tmp_path / "inbox", ignore=shutil.ignore_patterns("__pycache__"))
    for name, line in _WRONG_WAYS.items():
        (tmp_path / "inbox" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "inbox" / name).write_text(line + "\n")

    checked = _lint_imports(_TOP / "pyproject.toml", tmp_path)

    assert checked.returncode == 1
    assert "0 kept, 7 broken" in checked.stdout
    for name in _WRONG_WAYS:
        module = "inbox." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        assert module in checked.stdout
