"""The shape of a waveform comes off the GUI thread, from the store or from the file."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from audio.heard_inbox import HeardInbox
from pytestqt.qtbot import QtBot

from inbox.domain.sound.peaks import Peaks
from inbox.gui.waveform.waveform_loader import WaveformLoader, fold, shape_of
from inbox.storage.problems import StoreFailing


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[HeardInbox]:
    made = HeardInbox(tmp_path / "inbox")
    yield made
    made.close()


@pytest.fixture
def loader(heard: HeardInbox, qtbot: QtBot) -> Iterator[WaveformLoader]:
    made = WaveformLoader(heard.recordings)
    yield made
    made.stop()


@pytest.mark.parametrize("with_peaks", [True, False], ids=["from the store", "from the file"])
def test_a_downloaded_recording_has_a_shape(heard: HeardInbox, loader: WaveformLoader, qtbot: QtBot, with_peaks: bool) -> None:
    recording = heard.download(heard.receive(), 4.0, with_peaks=with_peaks)
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.load(recording)
    row, shape = loaded.args
    assert row == str(recording.id)
    assert shape.duration_seconds == pytest.approx(4.0)
    assert len(shape.levels) == 80
    assert (min(shape.levels[:39]), max(shape.levels[41:])) == (128, 0)


def test_a_file_that_cannot_be_decoded_has_none(heard: HeardInbox, loader: WaveformLoader, qtbot: QtBot) -> None:
    recording = heard.download(heard.receive(), with_peaks=False)
    assert recording.media_path is not None
    Path(recording.media_path).write_bytes(b"RIFF")
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.load(recording)
    assert loaded.args == [str(recording.id), None]


def test_a_store_that_could_not_be_read_is_asked_again(
    heard: HeardInbox, loader: WaveformLoader, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = heard.download(heard.receive(), 4.0)
    read, asked = heard.recordings.peaks, threading.Event()

    def peaks(row: int) -> Peaks | None:
        if not asked.is_set():
            asked.set()
            raise StoreFailing("The inbox could not be read: input/output error.")
        return read(row)

    monkeypatch.setattr(heard.recordings, "peaks", peaks)
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.load(recording)
    assert asked.is_set()
    assert loaded.args[1] is not None


def test_the_thread_starts_with_a_request_and_ends_with_stop(heard: HeardInbox, loader: WaveformLoader, qtbot: QtBot) -> None:
    def names() -> set[str]:
        return {thread.name for thread in threading.enumerate()}

    assert "waveform" not in names()
    recording = heard.download(heard.receive())
    for _ in range(2):
        with qtbot.waitSignal(loader.loaded):
            loader.load(recording)
        assert "waveform" in names()
        loader.stop()
        assert "waveform" not in names()


def test_a_day_is_folded_to_a_few_thousand_columns_and_keeps_its_loudest() -> None:
    levels = bytearray(24 * 3_600 * 20)
    levels[1_234_567] = 255
    shape = shape_of(Peaks(bytes(levels), 20, 86_400.0))
    assert len(shape.levels) == 4_096
    assert shape.levels[1_234_567 * 4_096 // len(levels)] == 255
    assert sum(shape.levels) == 255


def test_folding_leaves_no_level_out() -> None:
    assert fold(bytes(range(100)), 7)[-1] == 99
    assert fold(b"\1\2", 4) == b"\1\1\2\2"
    assert fold(b"", 0) == b""
