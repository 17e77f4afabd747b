"""What is in the wheel and the source archive, built from this very source."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import inbox

_TOP = Path(__file__).parents[2]
_FOLDERS = ("inbox", "resources", "packaging", "tests", "docs")

pytestmark = pytest.mark.xdist_group("wheel")  # which is built once


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(_TOP)]
    made = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def _in_tree(folder: str, pattern: str = "*") -> set[str]:
    return {
        path.relative_to(_TOP).as_posix()
        for path in (_TOP / folder).rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.slow
def test_the_wheel_has_the_program_and_its_resources_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    information = {name for name in names if name.startswith(f"recording_inbox-{inbox.__version__}.dist-info/")}

    assert names - information == _in_tree("inbox") | {f"inbox/{name}" for name in _in_tree("resources")}
    assert any(name.endswith("licenses/LICENSE") for name in information)


@pytest.mark.slow
def test_the_wheel_starts_by_its_name(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    information = f"recording_inbox-{inbox.__version__}.dist-info"

    assert "recording-inbox = inbox.__main__:main" in archive.read(f"{information}/entry_points.txt").decode()


@pytest.mark.slow
def test_the_source_archive_is_enough_to_build_and_test(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    top = f"recording_inbox-{inbox.__version__}/"
    with tarfile.open(source) as archive:
        names = {member.name.removeprefix(top) for member in archive.getmembers() if member.isfile()}

    for folder in _FOLDERS:
        assert _in_tree(folder) <= names
    assert {"pyproject.toml", "Makefile", "LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/run"} <= names
