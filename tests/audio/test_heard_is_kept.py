"""What comes out of a sound device is what the store has as heard, also of what is told when it is over."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from audio import listening_child, unheard_child
from audio.null_sink import NullSink

from inbox.domain.history import HistoryKind
from inbox.pipeline.opened import OpenInbox, Options

pytestmark = [pytest.mark.slow, pytest.mark.timed]  # a machine that stands still makes holes in what is heard
ROOT = Path(__file__).parents[2]


def test_each_recording_has_what_was_heard_of_it_where_it_was_left_and_its_sittings(tmp_path: Path, sink: NullSink) -> None:
    surroundings = {**sink.environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    folder = tmp_path / "inbox"
    subprocess.run([sys.executable, listening_child.__file__, str(folder)], env=surroundings, cwd=ROOT, timeout=90, check=True)
    with closing(OpenInbox(Options(data_dir=str(folder)), {})) as inbox:
        (first,) = inbox.heard.spans(1)
        (second,) = inbox.heard.spans(2)
        assert (first.begin, first.rate, second.begin, second.rate) == (0, 1.0, 0, 2.0)
        assert 2.4 < first.end < 2.8, "what was heard before and after the other one, and no more"
        assert second.end == pytest.approx(3.1, abs=0.01), "the silence that was skipped was not heard"
        assert inbox.heard.share(2) == 1.0
        assert inbox.heard.position(1) == pytest.approx(first.end, abs=0.25)
        assert inbox.heard.position(2) == 0, "heard to its end, it begins at its start the next time"
        kinds = [entry.kind for entry in inbox.history.entries(1)]
        assert kinds.count(HistoryKind.PLAYED) == 2


def test_the_next_unheard_part_is_told_by_what_is_heard_at_this_moment(tmp_path: Path, sink: NullSink) -> None:
    surroundings = {**sink.environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, unheard_child.__file__, str(tmp_path / "inbox")]
    done = subprocess.run(command, env=surroundings, cwd=ROOT, timeout=90, check=True, capture_output=True, text=True)
    all_but_heard, none_heard, before, after = json.loads(done.stdout)
    assert all_but_heard == "All of it was heard.", "the player tells of it every two seconds only"
    assert none_heard == "This is the only part that was not heard."
    assert after == pytest.approx(before, abs=1.0), "it plays on where it was"
