"""The player in its window: it learns where a recording is silent, offers verdicts, and is never squeezed."""

import dataclasses
from collections.abc import Iterator

import pytest
from audio.heard_inbox import write_tone
from pipeline.sound_inbox import sound_requests
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")


@pytest.fixture
def window(inbox: WindowInbox, qtbot: QtBot) -> Iterator[MainWindow]:
    """Shows a recording of 20 s whose second half is silent; nobody looked for that when it was downloaded."""
    row = inbox.receive()[0]
    inbox.download(row)
    write_tone(inbox.root / "media" / f"{row}-{0:016x}.wav", 20.0)
    parts = dataclasses.replace(inbox.parts(), sound=sound_requests(inbox.database, inbox.progress.get))
    made = MainWindow(parts)
    made.resize(1_280, 800)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def test_where_it_is_silent_is_found_out_for_what_was_downloaded_before(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.player.plan.sound is not None, timeout=10_000)
    ((begin, end),) = window.player.plan.worth_skipping
    assert 9.5 < begin < 11.0
    assert end == pytest.approx(20.0, abs=0.5)


def test_the_keys_of_the_player_work_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.player.has_waveform, timeout=10_000)
    window.extras.actions.trigger("forward_10")
    assert window.player.position_seconds == 10.0
    window.extras.actions.trigger("skip_silence")
    assert window.player.plan.skips_silence


def test_settings_that_are_changed_meanwhile_count_from_the_next_play_on(
    window: MainWindow, inbox: WindowInbox, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: window.player.plan.sound is not None, timeout=10_000)
    assert len(window.player.plan.worth_skipping) == 1
    inbox.in_force = dataclasses.replace(inbox.in_force, skip_silence_over=10.0)
    window.player.toggle()
    assert not window.player.plan.worth_skipping
    window.player.toggle()


def test_a_verdict_stands_beside_the_player_and_names_its_key(window: MainWindow) -> None:
    button = window.player.findChild(QPushButton, "flag")
    assert button is not None
    assert button.toolTip().endswith(f"({', '.join(window.extras.actions.keys('flag'))})</p>")


@pytest.mark.parametrize(("width", "height"), [(860, 520), (860, 700), (1_280, 800)])
def test_a_small_window_cuts_the_tabs_and_never_the_player(window: MainWindow, qtbot: QtBot, width: int, height: int) -> None:
    window.resize(width, height)
    player, controls = window.player, window.player.controls
    qtbot.waitUntil(lambda: controls.width() < width)
    qtbot.waitUntil(lambda: player.height() >= player.minimumSizeHint().height())
    qtbot.waitUntil(lambda: controls.height() >= controls.minimumSizeHint().height())
    assert player.waveform.height() == 72
