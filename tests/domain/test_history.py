"""The chain of a recording's history, checked as a stranger would."""

import json
import subprocess
from datetime import UTC, datetime

import pytest

from inbox.domain.history import BEFORE_THE_FIRST, HistoryKind, chain_problem, content_of, hash_of, history_line

AT = datetime(2026, 11, 23, 8, 30, 0, 250_000, tzinfo=UTC)
KINDS = (HistoryKind.RECEIVED, HistoryKind.DOWNLOADED, HistoryKind.CHANGED)


def _chain() -> list[str]:
    lines: list[str] = []
    for number, kind in enumerate(KINDS, start=1):
        previous = hash_of(lines[-1]) if lines else BEFORE_THE_FIRST
        lines.append(history_line(previous, number, AT, kind, "r-1", {"text": "Größe\n\ud800", "z": 1, "a": None}))
    return lines


def test_a_line_has_one_form_and_says_what_it_was_told() -> None:
    line = history_line(BEFORE_THE_FIRST, 1, AT, HistoryKind.PLAYED, "r-1", {"b": 1.5, "a": "ü"})
    assert line == (
        BEFORE_THE_FIRST
        + ' {"at":"2026-11-23T08:30:00.250Z","detail":{"a":"ü","b":1.5},"kind":"played","number":1,"recording_id":"r-1"}'
    )
    assert content_of(line)["detail"] == {"a": "ü", "b": 1.5}


def test_a_whole_chain_has_no_problem_and_a_line_is_one_line() -> None:
    lines = _chain()
    assert chain_problem(lines, hash_of(lines[-1])) is None
    assert chain_problem([]) is None
    assert all("\n" not in line for line in lines)


def test_sha256sum_alone_finds_the_hash_of_a_line() -> None:
    line = history_line(BEFORE_THE_FIRST, 1, AT, HistoryKind.PLAYED, "r-1", {"a": "ü"})
    told = subprocess.run(["sha256sum"], input=line.encode(), capture_output=True, check=True, timeout=10).stdout
    assert told.decode().split()[0] == hash_of(line)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_changed_line_is_found(number: int) -> None:
    lines = _chain()
    last = hash_of(lines[-1])
    lines[number] = lines[number].replace('"z":1', '"z":2')
    problem = chain_problem(lines, last)
    assert problem is not None
    assert problem.startswith(f"line {min(number + 2, 3)} ")


def test_a_line_that_was_taken_out_added_or_put_elsewhere_is_found() -> None:
    lines = _chain()
    last = hash_of(lines[-1])
    assert chain_problem(lines[1:], last) == "line 1 does not follow from the line before it"
    assert chain_problem([lines[0], lines[2]], last) == "line 2 does not follow from the line before it"
    assert chain_problem(lines[:2], last) == "line 2 is not the one that was written last"
    assert chain_problem([lines[0], lines[0], *lines[1:]], last) == "line 2 does not follow from the line before it"


def test_a_line_with_another_number_or_no_json_is_found() -> None:
    assert chain_problem([f"{BEFORE_THE_FIRST} nonsense"]) == "line 1 cannot be read"
    assert chain_problem([f"{BEFORE_THE_FIRST} []"]) == "line 1 cannot be read"
    line = history_line(BEFORE_THE_FIRST, 2, AT, HistoryKind.PLAYED, "r-1", {})
    assert chain_problem([line]) == "line 1 says that it is number 2"


def test_what_json_does_not_have_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        history_line(BEFORE_THE_FIRST, 1, AT, HistoryKind.PLAYED, "r-1", {"a": float("nan")})
    assert json.loads(_chain()[0][65:])["detail"]["text"] == "Größe\n\ud800"
