"""Ten recordings reviewed by a person who has no mouse: real keys in a real window, heard through a sound card."""

import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
import requests
from audio.null_sink import CAPTURE_RATE, Capture, NullSink
from audio.null_sink import missing_tools as missing_sound_tools
from processes.app_process import environment
from screen.virtual_screen import VirtualScreen
from screen.virtual_screen import missing_tools as missing_screen_tools

from inbox.domain.history import HistoryKind
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now
from inbox.pipeline.opened import OpenInbox, Options
from inbox.simulator.server import SimulatedBandwidth

pytestmark = pytest.mark.slow

_SETTINGS = """volume = 1.0
rewind_on_pause = 0.0
reviewer = "Anna"
review_questions = ["Consent given? = yes / no / unclear"]
keys = ["back_slower = F13"]
"""
_TEN = 10
_BIN = CAPTURE_RATE // 50


class _Person:
    """Presses keys, and listens."""

    def __init__(self, screen: VirtualScreen, capture: Capture, data_dir: Path) -> None:
        self._screen, self._capture, self._data_dir = screen, capture, data_dir

    def press(self, *keys: str) -> None:
        """One after the other, as X names them."""
        self._screen.xdotool("key", "--delay", "30", *keys)

    def write(self, text: str) -> None:
        """Letters, and Enter."""
        self._screen.xdotool("type", "--delay", "15", text)
        self.press("Return")

    def hear(self, seconds: float = 0.5) -> None:
        """Listens until so much was to be heard from now on."""
        begin, wanted = len(self._capture.samples()), seconds * CAPTURE_RATE / _BIN

        def loud() -> int:
            heard = self._capture.samples()[begin:]
            bins = np.abs(heard[: len(heard) // _BIN * _BIN]).reshape(-1, _BIN).max(axis=1, initial=0)
            return int((bins > 0.01).sum())

        _until(lambda: loud() >= wanted, f"{seconds} s are heard")

    def value(self, statement: str) -> object:
        """What the store of the running program has."""
        with closing(sqlite3.connect(f"file:{self._data_dir / 'inbox.sqlite3'}?mode=ro", timeout=10, uri=True)) as connection:
            found = connection.execute(statement).fetchone()
            return found[0] if found is not None else None

    def see(self, statement: str) -> None:
        """Waits until the store says yes."""
        _until(lambda: bool(self.value(statement)), statement)


def _until(condition: Callable[[], bool], what: str, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.03)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


@contextmanager
def _opened(data_dir: Path, screen: VirtualScreen, bandwidth: SimulatedBandwidth, sink: NullSink) -> Iterator[str]:
    """The program with ten recordings in its list, all downloaded, and the id of its window. It has to end well by itself."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    data_dir.mkdir(mode=0o700)
    (data_dir / "settings.toml").write_text(_SETTINGS)
    sound = {name: value for name, value in sink.environment.items() if name.startswith(("PULSE_", "XDG_"))}
    app = subprocess.Popen(
        [sys.executable, "-m", "inbox", "--data-dir", str(data_dir), "--listen", f"127.0.0.1:{port}"],
        env=environment(bandwidth) | sound | screen.environment,
        stdin=subprocess.DEVNULL,
    )
    try:
        window = screen.window("Recording Inbox")
        _until(lambda: _answers(port), "the listener answers")
        for _ in range(_TEN):
            body = json.dumps(bandwidth.make_recording().event(bandwidth.voice_url, now()))
            assert requests.post(f"http://127.0.0.1:{port}/", data=body, timeout=15).status_code == 204
        yield window
        assert app.wait(20) == 0, "Ctrl+Q ends it"
    finally:
        if app.poll() is None:
            app.kill()
            app.wait(10)


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    if why := missing_screen_tools() or missing_sound_tools():
        pytest.skip(why)
    with VirtualScreen() as screen:
        yield screen


def test_ten_recordings_are_reviewed_by_keys_alone(tmp_path: Path, screen: VirtualScreen, bandwidth: SimulatedBandwidth) -> None:
    data_dir = tmp_path / "inbox"
    with NullSink() as sink, _opened(data_dir, screen, bandwidth, sink) as window, sink.record(tmp_path / "heard.raw") as capture:
        person = _Person(screen, capture, data_dir)
        person.see(f"SELECT count(*) = {_TEN} FROM recordings WHERE download_status = 'downloaded'")
        screen.xdotool("windowfocus", "--sync", window)
        noted_within, left = _review(person)
    with closing(OpenInbox(Options(data_dir=str(data_dir)), {})) as inbox:
        _look_at_store(inbox, noted_within, left)


def _review(person: _Person) -> tuple[float, float]:
    """The newest recording is the first; its row is the tenth.

    Gives how long it played at most before the first note, and from where the fifth was passed over.
    """
    person.press("Home", "Return")  # 10: a note while it plays
    begin = time.monotonic()
    person.hear()
    person.press("t")
    noted_within = time.monotonic() - begin
    person.write("They greet")
    person.press("e")  # 9: flagged, with four stars
    person.hear()
    person.press("f", "4", "ctrl+Down")  # 8: faster
    person.hear()
    person.press("bracketright", "bracketright")
    person.hear()
    person.press("equal", "e")  # 7: a tag; paused, and a note where it stands
    person.hear()
    person.press("g")
    person.write("billing")
    person.press("Escape", "k", "t")
    person.write("Where I stopped")
    person.press("r", "ctrl+Down")  # 6: a note on a part
    person.press("i")
    person.hear(1.0)
    person.press("p", "shift+t")
    person.write("A price")
    person.press("x", "e")  # 5: on, and back to the part that was left out
    person.hear()
    person.press("l")
    person.hear(2.5)  # until what is heard now is known to be
    left = float(str(person.value("SELECT min(end_ms) FROM heard_spans WHERE recording_row = 5"))) / 1_000
    person.press("u")
    person.hear()
    person.press("e")  # 4: reviewed by mistake
    person.hear()
    person.press("r")
    person.see("SELECT review_status = 'reviewed' FROM recordings WHERE id = 4")
    person.press("ctrl+z", "ctrl+Down")  # 3: an answer
    person.hear()
    person.press("q", "Right")
    person.see("SELECT count(*) FROM review_answers")
    person.press("e")  # 2: a key of the person's own choice, as a pedal sends it
    person.hear()
    person.press("l")
    person.hear()
    person.press("F13")
    person.hear()
    person.press("equal", "e")  # 1: left in the midst
    person.hear()
    person.press("k", "ctrl+q")
    return noted_within, left


def _look_at_store(inbox: OpenInbox, noted_within: float, left: float) -> None:
    rows = range(1, _TEN + 1)
    recordings = inbox.recordings.rows(list(rows))
    verdicts = {row: recordings[row].review_status for row in rows}
    new, flagged, reviewed = ReviewStatus.NEW, ReviewStatus.FLAGGED, ReviewStatus.REVIEWED
    assert verdicts == {row: {9: flagged, 4: new, 1: new}.get(row, reviewed) for row in rows}

    spans = {row: inbox.heard.spans(row) for row in rows}
    for row in rows:
        assert spans[row], f"nothing of {row} was heard"
        assert spans[row][0].begin < 0.1, "it was heard from its start"
        assert 0 < inbox.heard.share(row) < 1
        assert any(entry.kind is HistoryKind.PLAYED for entry in inbox.history.entries(row))
    assert [span.rate for span in spans[8]][-1] > 1.0, "what was heard faster is told so"
    (before, after) = spans[5]
    assert after.begin - before.end > 5, "what was passed over was not heard"
    assert before.end > left + 0.3, "the key for what was not heard went on where it had been left"
    assert any(span.rate < 1.0 for span in spans[2]), "a little back, and slower"

    notes = {row: inbox.notes.of(row) for row in rows}
    assert {row: [note.text for note in notes[row]] for row in rows if notes[row]} == {
        10: ["They greet"],
        7: ["Where I stopped"],
        6: ["A price"],
    }
    assert {note.author for row in rows for note in notes[row]} == {"Anna"}
    assert 0.3 < notes[10][0].begin < noted_within
    assert spans[10][-1].end > notes[10][0].begin
    assert notes[7][0].begin == pytest.approx(inbox.heard.position(7), abs=0.05), "it is about where it was paused"
    part = notes[6][0]
    assert part.end is not None
    assert 0.7 < part.end - part.begin < 5
    assert part.end < spans[6][-1].end + 0.3

    assert inbox.stars.of(9) == 4
    assert inbox.tags.of(7) == ["billing"]
    assert inbox.answers.of(3) == {"Consent given?": "no"}
    for row in rows:
        assert inbox.heard.position(row) == pytest.approx(spans[row][-1].end, abs=2.5) or row in (5, 2)
    assert inbox.heard.position(1) == pytest.approx(spans[1][-1].end, abs=0.2), "it goes on there the next time"
