"""The doctor's line of the sound: the device that the person chose, and what is heard while it is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from audio.null_sink import NullSink, missing_tools
from processes.app_process import environment, run_command

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing_tools()), reason=missing_tools())]


@pytest.fixture
def sink() -> Iterator[NullSink]:
    with NullSink(with_sink=False) as made:
        for name in ("Speakers", "Headset"):
            properties = f"sink_properties=device.description={name}"
            assert made.pactl("load-module", "module-null-sink", f"sink_name={name.lower()}", properties)
        made.pactl("set-default-sink", "speakers")
        yield made


def _audio_line(folder: Path, sink: NullSink) -> list[str]:
    sound = {name: value for name, value in sink.environment.items() if name.startswith(("PULSE_", "XDG_"))}
    told = run_command("doctor", "--data-dir", str(folder), "--listen", "127.0.0.1:0", environ=environment() | sound).stdout
    (line,) = [line for line in told.splitlines() if line[6:].startswith("audio ")]
    return line.split(None, 2)


def test_the_device_that_was_chosen_is_the_one_that_is_told(tmp_path: Path, sink: NullSink) -> None:
    state, _, text = _audio_line(tmp_path, sink)
    assert (state, text) == ("ok", "Speakers, the desktop's choice")
    (tmp_path / "settings.toml").write_text(f'output_device = "{b"headset".hex()}"\n')
    state, _, text = _audio_line(tmp_path, sink)
    assert (state, text) == ("ok", "Headset, as chosen in the player")


def test_a_chosen_device_that_is_not_there_is_told_and_what_is_heard_instead(tmp_path: Path, sink: NullSink) -> None:
    (tmp_path / "settings.toml").write_text(f'output_device = "{b"usb-phone".hex()}"\n')
    state, _, text = _audio_line(tmp_path, sink)
    assert state == "look"
    assert "(usb-phone) is not connected" in text
    assert "heard from Speakers, the desktop's choice" in text
