"""Where a recording is silent, told from its samples: what is skipped never holds a word."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from domain.spoken_words import RATE, Sound, Talk, line_noise, needs_a_voice, talk, through_a_telephone

from inbox.domain.sound import speech_runs
from inbox.domain.sound.quiet import QuietBins
from inbox.domain.sound.sound_map import SoundMap

SECOND = np.zeros(RATE)
TONE = np.sin(np.arange(RATE) * 2 * np.pi * 440 / RATE) * 0.2


def _found(sound: npt.NDArray[np.float64], *, block: int = 12_345, rate: int = RATE) -> SoundMap:
    samples = np.clip(np.round(sound * 32_767), -32_768, 32_767).astype(np.int16)
    bins = QuietBins(rate)
    for at in range(0, len(samples), block):
        bins.add(samples[at : at + block])
    return bins.sound_map()


def _with_noise(said: Talk, kind: str, decibels: float) -> Sound:
    return said.sound + line_noise(kind, len(said.sound)) * 10 ** (decibels / 20)


def _clipped(said: Talk, found: SoundMap) -> list[str]:
    """The words of which something is skipped."""
    return [word for word, begin, end in said.words if any(s < end - 1e-9 and e > begin + 1e-9 for s, e in found.silences)]


def _skipped(found: SoundMap) -> float:
    return found.duration_seconds - found.sounding_seconds


def _pauses(said: Talk) -> float:
    return len(said.sound) / RATE - sum(end - begin for _, begin, end in said.words)


@needs_a_voice()
@pytest.mark.parametrize("as_heard", [np.asarray, through_a_telephone], ids=["linear", "mu-law"])
@pytest.mark.parametrize("under", [10, 15, 20])
@pytest.mark.parametrize("kind", ["white", "pink", "hum"])
@pytest.mark.parametrize("loud", [-16, -36])
def test_no_word_over_line_noise_is_clipped_and_most_of_the_pauses_go(
    loud: int, kind: str, under: int, as_heard: Callable[[Sound], Sound]
) -> None:
    said = talk((loud,))
    found = _found(as_heard(_with_noise(said, kind, loud - under)))
    assert _clipped(said, found) == []
    assert _skipped(found) > 0.75 * _pauses(said)
    assert found.loudness_decibels is not None
    assert abs(found.loudness_decibels - loud) < 3
    assert found.floor_decibels is not None
    assert found.floor_decibels < loud - under + 1


@needs_a_voice()
@pytest.mark.parametrize("kind", ["white", "hum"])
def test_a_quiet_voice_beside_a_loud_one_is_not_clipped(kind: str) -> None:
    said = talk((-14, -34))
    found = _found(_with_noise(said, kind, -49))
    assert _clipped(said, found) == []
    assert _skipped(found) > 0.7 * _pauses(said)


@needs_a_voice()
def test_noise_that_grows_while_people_talk_is_still_told_from_speech() -> None:
    said = talk((-20,))
    found = _found(_with_noise(said, "louder", -32))
    assert _clipped(said, found) == []
    assert _skipped(found) > 0.5 * _pauses(said)


@needs_a_voice()
@pytest.mark.parametrize(("before", "after"), [(0.1, 0.1), (0.02, 0.02)])
def test_margins_that_are_too_short_would_clip_words(monkeypatch: pytest.MonkeyPatch, before: float, after: float) -> None:
    monkeypatch.setattr(speech_runs, "MARGIN_BEFORE", before)
    monkeypatch.setattr(speech_runs, "MARGIN_AFTER", after)
    said = talk((-26,))
    assert len(_clipped(said, _found(_with_noise(said, "white", -41)))) >= 3


@needs_a_voice()
def test_a_threshold_that_does_not_follow_the_line_would_clip_words_or_skip_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(decibels: float) -> tuple[int, float]:
        fixed = np.int16((decibels + 127) * 2 + 1)
        monkeypatch.setattr(speech_runs, "_floors", lambda levels, *_: np.full(len(levels), fixed))
        clipped, skipped = 0, 1.0
        for loud, noise in ((-16, -31), (-36, -51)):
            said = talk((loud,))
            found = _found(_with_noise(said, "white", noise))
            clipped += len(_clipped(said, found))
            skipped = min(skipped, _skipped(found) / _pauses(said))
        return clipped, skipped

    for decibels in (-25, -35, -45, -55):
        clipped, skipped = at(decibels)
        assert clipped > 0 or skipped < 0.1


def test_a_hiss_that_a_hum_drowns_is_no_silence() -> None:
    sound = line_noise("hum", 40 * RATE) * 0.1 + line_noise("white", 40 * RATE) * 0.0005
    hiss = np.diff(line_noise("white", 40 * RATE), prepend=0)[: 2 * RATE] * 0.005
    sound[10 * RATE : 11 * RATE] += TONE * 2
    sound[20 * RATE : 22 * RATE] += hiss
    assert [(round(begin), round(end)) for begin, end in _kept(_found(sound))] == [(10, 11), (20, 22)]


def test_a_digital_gap_is_told_and_skipped_but_for_a_breath() -> None:
    found = _found(np.concatenate([TONE, SECOND, SECOND, TONE]))
    ((begin, end),) = found.gaps
    assert (begin, end) == pytest.approx((1.0, 3.0), abs=0.03)
    ((begin, end),) = found.silences
    assert (begin, end) == pytest.approx((1.1, 2.9), abs=0.03)


def test_what_is_digitally_silent_throughout_is_one_gap() -> None:
    found = _found(np.zeros(5 * RATE))
    assert found.gaps == found.silences == ((0.0, 5.0),)
    assert found.sounding_seconds == 0
    assert found.longer_than(1) == ()  # skipping it would leave nothing to hear
    assert found.loudness_decibels is None


@pytest.mark.parametrize("sound", [line_noise("white", 40 * RATE) * 0.01, np.tile(TONE, 40)], ids=["noise", "tone"])
def test_where_nothing_stands_out_nothing_is_skipped(sound: Sound) -> None:
    assert _found(sound).silences == ()


def test_a_long_steady_tone_between_words_is_no_silence() -> None:
    quiet = line_noise("white", 20 * RATE) * 0.001
    sound = np.concatenate([quiet, TONE, quiet, np.tile(TONE, 60), quiet])
    found = _found(sound)
    assert found.silences
    assert not any(begin < 101 and end > 41 for begin, end in found.silences)


def test_each_line_of_a_call_has_its_own_floor() -> None:
    noisy, quiet = line_noise("white", 30 * RATE) * 0.02, line_noise("white", 30 * RATE)[::-1] * 0.0005
    noisy[5 * RATE : 6 * RATE] += TONE
    quiet[15 * RATE : 16 * RATE] += TONE * 0.04
    samples = (np.column_stack([noisy, quiet]) * 32_767).astype(np.int16)
    bins = QuietBins(RATE)
    bins.add(samples)
    kept = _kept(bins.sound_map())
    assert [(round(begin), round(end)) for begin, end in kept] == [(5, 6), (15, 16)]


def test_a_line_with_noise_alone_does_not_hide_the_silences_of_the_other() -> None:
    talking = line_noise("white", 30 * RATE) * 0.0005
    talking[10 * RATE : 11 * RATE] += TONE
    bins = QuietBins(RATE)
    bins.add((np.column_stack([talking, line_noise("pink", 30 * RATE) * 0.003]) * 32_767).astype(np.int16))
    assert [(round(begin), round(end)) for begin, end in _kept(bins.sound_map())] == [(10, 11)]


def _kept(found: SoundMap) -> list[tuple[float, float]]:
    edges = [0.0, *(edge for span in found.silences for edge in span), found.duration_seconds]
    return [(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True) if end > begin]


def test_a_line_that_is_off_its_middle_is_as_silent_as_any() -> None:
    sound = np.concatenate([TONE, SECOND * 0, SECOND * 0, TONE]) + 0.3
    assert [(round(begin, 1), round(end, 1)) for begin, end in _found(sound).silences] == [(1.1, 2.9)]


@pytest.mark.parametrize("block", [1, 159, 161, 4_096, 10**9])
def test_how_the_blocks_fall_makes_no_difference(block: int) -> None:
    sound = np.concatenate([TONE, SECOND, TONE * 0.01, SECOND, TONE])[: 4 * RATE + 77]
    assert _found(sound, block=block) == _found(sound)


@pytest.mark.parametrize("rate", [1_000, 8_000, 11_025, 22_050, 44_100, 768_000])
def test_places_are_right_at_any_sample_rate(rate: int) -> None:
    sound = np.zeros(6 * rate)
    sound[2 * rate : 3 * rate] = np.sin(np.arange(rate) * 0.3)
    assert [(round(begin, 1), round(end, 1)) for begin, end in _kept(_found(sound, rate=rate))] == [(1.9, 3.1)]


def test_numbers_that_are_none_and_many_channels_do_no_harm() -> None:
    bins = QuietBins(RATE)
    sound = np.zeros((2 * RATE, 7), np.float32)
    sound[: RATE // 2, 5] = TONE[: RATE // 2]
    sound[100, 3] = np.nan
    sound[101, 2] = np.inf
    bins.add(sound)
    found = bins.sound_map()
    assert found.gaps
    assert found.duration_seconds == 2


def test_nothing_at_all_is_an_empty_map() -> None:
    assert QuietBins(RATE).sound_map() == SoundMap((), (), 0.0)


def test_a_long_sound_needs_little_memory() -> None:
    bins = QuietBins(RATE)
    part, parts = (line_noise("white", 600 * RATE) * 300).astype(np.int16), 12
    bins.add(part)
    tracemalloc.start()
    for _ in range(parts):
        bins.add(part)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    two_bytes_a_frame = 2 * 50 * 600 * parts
    assert grown < 1.2 * two_bytes_a_frame
