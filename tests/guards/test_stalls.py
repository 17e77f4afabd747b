"""Tests whose subject is time are done again where the machine stood still, and only then."""

from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]
_SETTINGS = _TESTS.parent / "pyproject.toml"
_STANDS_STILL = "ctypes.PyDLL(None).usleep(400_000)  # no other thread gets a turn"


@pytest.mark.parametrize(
    ("mark", "stall", "tries", "outcome"),
    [
        ("@pytest.mark.timed", _STANDS_STILL, 2, {"passed": 1}),
        ("@pytest.mark.timed", "pass", 1, {"failed": 1}),
        ("", _STANDS_STILL, 1, {"failed": 1}),
    ],
    ids=["it stood still", "it did not", "time is not its subject"],
)
def test_what_failed_while_the_machine_stood_still_is_done_again(
    pytester: pytest.Pytester, mark: str, stall: str, tries: int, outcome: dict[str, int]
) -> None:
    pytester.makeconftest((_TESTS / "conftest.py").read_text())
    path = pytester.makepyfile(f"""
import ctypes
from pathlib import Path

import pytest

NOTES = Path({str(pytester.path / "notes")!r})

@pytest.fixture
def fresh():
    return []

{mark}
def test_it(fresh):
    fresh.append(1)
    with NOTES.open("a") as notes:
        notes.write("tried ")
    if NOTES.read_text() == "tried ":
        {stall}
        raise AssertionError("too late")
    assert fresh == [1]
""")
    pytester.runpytest_subprocess("-c", str(_SETTINGS), str(path)).assert_outcomes(**outcome)
    assert (pytester.path / "notes").read_text().split() == ["tried"] * tries


def test_what_fails_each_time_fails(pytester: pytest.Pytester) -> None:
    pytester.makeconftest((_TESTS / "conftest.py").read_text())
    path = pytester.makepyfile(f"""
import ctypes

import pytest

@pytest.mark.timed
def test_it():
    {_STANDS_STILL}
    assert False, "each time"
""")
    pytester.runpytest_subprocess("-c", str(_SETTINGS), str(path)).assert_outcomes(failed=1)
