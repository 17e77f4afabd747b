"""The thread that decodes: half a second ahead and no further, and always what was asked for last."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from inbox.domain.sound.play_map import PlayMap
from inbox.gui.sound.sound_decoder import Order, SoundDecoder
from inbox.pipeline.listening.sound_rendering import Listening, SampleForm, SinkFormat
from inbox.pipeline.listening.sound_source import Frames, SoundProblem, SoundSource

RATE = 8_000
DAY = 86_400 * RATE


class _Counted:
    """A day of sound whose every frame is the second in which it lies, by 100,000."""

    sample_rate = RATE
    channels = 1
    available_seconds: float | None = None

    def __init__(self) -> None:
        self.furthest = 0
        self.is_closed = False

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        self.furthest = max(self.furthest, frame + count)
        return (np.arange(frame, min(frame + count, DAY))[:, None] / RATE / 100_000).astype(np.float32)

    def close(self) -> None:
        self.is_closed = True


class _Waiting(_Counted):
    """Nothing comes before it is closed."""

    available_seconds = 0.0

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        while not self.is_closed:
            time.sleep(0.005)
        return np.zeros((0, 1), np.float32)


class _NotBegun(_Waiting):
    """Not even its first bytes come before it is closed."""

    @property
    def sample_rate(self) -> int:  # type: ignore[override]  # as of a source, which has it as a property
        while not self.is_closed:
            time.sleep(0.005)
        raise SoundProblem("The first bytes have not come.")


class _SlowOpening:
    """Is in the middle of opening a source from `begun` until it is let on."""

    def __init__(self, source: SoundSource) -> None:
        self._source = source
        self.begun, self.goes_on = threading.Event(), threading.Event()

    def __call__(self) -> SoundSource:
        self.begun.set()
        assert self.goes_on.wait(20)
        return self._source


@pytest.fixture
def sentences() -> list[str]:
    return []


@pytest.fixture
def decoder(sentences: list[str]) -> Iterator[SoundDecoder]:
    made = SoundDecoder(lambda: None, lambda _number, sentence: sentences.append(sentence))
    made.start()
    yield made
    made.stop()


def _order(source: SoundSource, place: float = 0.0, listening: Listening | None = None) -> Order:
    return Order(lambda: source, _format, place, listening or Listening(), fades_in=False)


def _format(rate: int, _channels: int) -> SinkFormat:
    return SinkFormat(rate, 1, SampleForm.FLOAT)


def _until(condition: Callable[[], object], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.005)


def _taken(decoder: SoundDecoder, frames: int) -> list[float]:
    _until(lambda: decoder.ready >= frames)
    return [round(float(value) * 100_000, 1) for value in np.frombuffer(decoder.take(frames), np.float32)]


def test_of_a_day_only_what_comes_next_is_decoded(decoder: SoundDecoder) -> None:
    source = _Counted()
    decoder.begin(_order(source))
    _until(lambda: decoder.ready > RATE // 2)
    time.sleep(0.1)
    assert source.furthest < RATE
    assert _taken(decoder, 3) == [0, 0, 0]
    decoder.begin(_order(source, 80_000.0, Listening(rate=3.0)))
    _until(lambda: decoder.ready > RATE // 2)
    time.sleep(0.1)
    assert source.furthest < 80_003 * RATE


def test_a_later_order_takes_the_place_of_the_one_before(decoder: SoundDecoder) -> None:
    source = _Counted()
    order = _order(source)
    for place in range(1_000, 1_200):
        decoder.begin(Order(order.open, order.choose, float(place), order.listening, fades_in=False))
    assert _taken(decoder, 2) == [1_199, 1_199]
    places = decoder.places
    assert places is not None
    assert places.place(0) == 1_199


def test_the_end_is_told_with_the_last_frame(decoder: SoundDecoder) -> None:
    decoder.begin(_order(_Counted(), 86_399.9))
    _until(lambda: decoder.is_done)
    assert decoder.ready == 800
    assert len(decoder.take(10_000)) == 800 * 4
    assert decoder.take(10_000) == b""


def test_what_waits_for_bytes_is_let_go_at_once(decoder: SoundDecoder) -> None:
    waiting, next_one = _Waiting(), _Counted()
    decoder.begin(_order(waiting))
    _until(lambda: decoder.format)
    decoder.let_go()
    decoder.begin(_order(next_one, 5.0))
    assert _taken(decoder, 1) == [5]
    assert waiting.is_closed
    decoder.let_go()
    _until(lambda: next_one.is_closed)


def test_what_is_let_go_while_it_is_being_opened_is_closed_and_never_heard_of_again(
    decoder: SoundDecoder, sentences: list[str]
) -> None:
    late, next_one = _NotBegun(), _Counted()
    opening = _SlowOpening(late)
    decoder.begin(Order(opening, _format, 0.0, Listening(), fades_in=False))
    assert opening.begun.wait(20)
    decoder.let_go()
    opening.goes_on.set()
    _until(lambda: late.is_closed, 20)
    decoder.begin(_order(next_one, 5.0))
    assert _taken(decoder, 1) == [5]
    assert sentences == []


def test_what_is_being_opened_when_it_ends_is_closed(sentences: list[str]) -> None:
    decoder = SoundDecoder(lambda: None, lambda _number, sentence: sentences.append(sentence))
    decoder.start()
    late = _NotBegun()
    opening = _SlowOpening(late)
    decoder.begin(Order(opening, _format, 0.0, Listening(), fades_in=False))
    assert opening.begun.wait(20)
    ending = threading.Thread(target=decoder.stop)
    ending.start()
    _until(lambda: decoder._stopped)
    opening.goes_on.set()
    ending.join(20)
    assert (late.is_closed, ending.is_alive(), sentences) == (True, False, [])


def test_a_file_that_cannot_be_opened_is_a_sentence(decoder: SoundDecoder, sentences: list[str]) -> None:
    def opened() -> SoundSource:
        raise SoundProblem("It is damaged.")

    decoder.begin(Order(opened, _format, 0.0, Listening(), fades_in=False))
    _until(lambda: sentences)
    assert sentences == ["It is damaged."]
    decoder.begin(_order(_Counted()))
    assert _taken(decoder, 1) == [0]


def test_a_whole_file_takes_over_without_a_frame_twice_or_left_out(decoder: SoundDecoder) -> None:
    growing, whole = _Counted(), _Counted()
    order = _order(growing, 10.0)
    decoder.begin(order)
    _until(lambda: decoder.ready)
    heard = decoder.take(RATE // 4)
    decoder.replace(lambda: whole, order.open)
    while len(heard) < 3 * RATE * 4:
        _until(lambda: decoder.ready >= RATE // 4)
        heard += decoder.take(RATE // 4)
    frames = np.rint(np.frombuffer(heard, np.float32) * 100_000.0 * RATE)
    assert np.array_equal(frames, np.arange(10 * RATE, 10 * RATE + len(frames)))
    assert growing.is_closed
    assert whole.furthest > growing.furthest


def test_a_loop_of_hours_does_not_grow(decoder: SoundDecoder) -> None:
    listening = Listening(play_map=PlayMap(loop=(1.0, 1.2)))
    decoder.begin(_order(_Counted(), 1.0, listening))
    heard = 0
    for _ in range(100):
        heard += len(_taken(decoder, RATE // 4))
    assert decoder.ready < RATE


def test_it_ends_while_it_waits(sentences: list[str], tmp_path: Path) -> None:
    decoder = SoundDecoder(lambda: None, lambda _number, sentence: sentences.append(sentence))
    decoder.start()
    decoder.begin(_order(_Waiting()))
    _until(lambda: decoder.format)
    ending = threading.Thread(target=decoder.stop)
    ending.start()
    ending.join(2)
    assert not ending.is_alive()
    assert not sentences
