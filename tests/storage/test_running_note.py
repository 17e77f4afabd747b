"""What the process that receives tells the commands beside it."""

import json
import stat
from pathlib import Path

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.running_note import RunningNote, RunningState, running_state

STATE = RunningState("http://127.0.0.1:7437/", "Bandwidth asks to slow down (429).")


@pytest.fixture
def prepared(folder: DataFolder) -> DataFolder:
    folder.prepare()
    return folder


def test_what_is_told_is_read_while_the_folder_is_held_and_not_after(prepared: DataFolder) -> None:
    note = RunningNote(prepared)
    with prepared.hold():
        assert running_state(prepared) is None
        note.tell(RunningState())
        assert running_state(prepared) == RunningState()
        note.tell(STATE)
        assert running_state(prepared) == STATE
        assert stat.S_IMODE(prepared.running.stat().st_mode) == 0o600
    assert prepared.running.exists()
    assert running_state(prepared) is None, "who wrote it was killed"


def test_nothing_is_left_at_the_end_and_nothing_told_after_it(prepared: DataFolder) -> None:
    note = RunningNote(prepared)
    note.tell(STATE)
    note.end()
    note.tell(RunningState())
    assert [path.name for path in prepared.root.iterdir() if "running" in path.name] == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"address":"http://h:1/"}', "[" * 5000, "\xff"])
def test_what_cannot_be_read_tells_nothing(prepared: DataFolder, text: str) -> None:
    prepared.running.write_bytes(text.encode("latin-1"))
    with prepared.hold():
        assert running_state(prepared) is None


@pytest.mark.parametrize(
    "address", ["", "http://h/", "file:///x", "http://a b:1/", "http://h:1/\n", "http://u@h:1/", "http://h:1/x"]
)
def test_only_an_address_that_the_program_itself_writes_is_taken_for_one(prepared: DataFolder, address: str) -> None:
    prepared.running.write_text(json.dumps({"address": address, "resting": ""}))
    with prepared.hold():
        assert running_state(prepared) == RunningState()


def test_what_could_not_be_written_is_written_later(prepared: DataFolder, tmp_path: Path) -> None:
    note = RunningNote(prepared)
    with prepared.hold():
        away = prepared.root.rename(tmp_path / "away")
        note.tell(STATE)
        away.rename(prepared.root)
        note.tell(STATE)
        assert running_state(prepared) == STATE
