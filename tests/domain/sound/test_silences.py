"""What is missing from a partial recording, where that can be told."""

import pytest

from inbox.domain.sound.peaks import Peaks
from inbox.domain.sound.silences import missing_text, silences


def _peaks(levels: bytes) -> Peaks:
    return Peaks(levels, 20, len(levels) / 20)


def test_runs_of_digital_silence_are_found_with_their_places() -> None:
    found = silences(_peaks(bytes(20) + b"\x40" * 60 + bytes(10) + b"\x01" * 110))
    assert found.runs == ((0.0, 1.0), (4.0, 4.5))
    assert found.seconds == pytest.approx(1.5)
    assert found.share == pytest.approx(0.15)


def test_a_breath_and_the_hiss_of_a_line_are_no_silence() -> None:
    assert silences(_peaks(b"\x40" * 20 + bytes(9) + b"\x40" * 20 + b"\x01" * 400)).runs == ()


def test_a_run_ends_where_the_recording_ends() -> None:
    assert silences(Peaks(bytes(21), 20, 1.02)).runs == ((0.0, 1.02),)
    assert silences(Peaks(b"", 20, 0.0)).share == 0.0


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        (b"\x40" * 86 + bytes(14), "about 14 %: 1 run of digital silence, 0:01 in all"),
        (b"\x40" * 100 + bytes(1200) + b"\x40" * 100 + bytes(1000), "about 92 %: 2 runs of digital silence, 1:50 in all"),
        (b"\x40" * 5_000 + bytes(10), "less than 1 %: 1 run of digital silence, 0:00 in all"),
        (b"\x40" * 100, "cannot be told: no part of the file is digitally silent"),
    ],
)
def test_what_is_missing_is_said_with_its_share(levels: bytes, sentence: str) -> None:
    assert missing_text(silences(_peaks(levels))) == sentence
