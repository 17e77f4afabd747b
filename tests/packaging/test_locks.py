"""The locked dependencies: whole, exact, and tied to no place."""

import re
import tomllib
from pathlib import Path

import pytest

_TOP = Path(__file__).parents[2]
_LOCKS = _TOP / "packaging" / "locks"
_PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)[^\\]*\\$", re.MULTILINE)


def _pins(lock: str) -> dict[str, str]:
    return {pin["name"]: pin["version"] for pin in _PINNED.finditer((_LOCKS / lock).read_text(encoding="utf-8"))}


def _asked_for(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_every_line_is_an_exact_version_a_hash_or_a_comment(lock: str) -> None:
    for line in (_LOCKS / lock).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"\S+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*|", line), line


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_a_lock_names_no_index_and_no_folder(lock: str) -> None:
    text = (_LOCKS / lock).read_text(encoding="utf-8")

    assert re.search(r"://|--index|--find-links|--trusted|@ ", text) is None


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((_TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert _asked_for(project["dependencies"]) <= set(_pins("run.txt"))
    assert _asked_for(project["optional-dependencies"]["dev"]) <= set(_pins("dev.txt"))


def test_both_locks_agree() -> None:
    run, dev = _pins("run.txt"), _pins("dev.txt")

    assert run.items() <= dev.items()


def test_qt_stays_before_the_version_that_aborts_on_python_3_11() -> None:
    assert _pins("run.txt")["pyside6"].startswith("6.11.")
