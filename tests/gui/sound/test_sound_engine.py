"""The engine's end: the window waits for it, so it has to come whatever happens on the way."""

import pytest
from pytestqt.qtbot import QtBot

from inbox.gui.sound.sound_engine import SoundEngine


def test_a_device_that_fails_while_it_is_let_go_does_not_keep_the_engine_from_ending(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = SoundEngine()
    engine.start()

    def close() -> None:
        raise OSError("the device is gone")

    monkeypatch.setattr(engine._output, "close", close)
    with qtbot.captureExceptions() as raised:
        engine.stop()
        qtbot.wait(50)
    assert engine._thread.isFinished()
    assert [kind for kind, _, _ in raised] == [OSError], "it is a bug, and told as one"
