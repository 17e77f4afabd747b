"""A click plays while the download is still running, and what is heard is the recording, without a hole."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from audio.heard_window import HeardWindow, missing_tools, until
from audio.null_sink import CAPTURE_RATE
from processes.app_process import listed

from inbox.domain.sound.resampling import Resampling
from inbox.simulator.clips import SAMPLE_RATE
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.server import SimulatedBandwidth

pytestmark = [pytest.mark.slow, pytest.mark.timed]  # a machine that stands still makes holes in what is heard

Samples = npt.NDArray[np.float64]
_SECONDS = 6
_PIECE = SAMPLE_RATE // 2


@pytest.fixture
def window(bandwidth: SimulatedBandwidth) -> Iterator[tuple[HeardWindow, Samples]]:
    if why := missing_tools():
        pytest.skip(why)
    made = bandwidth.make_recording(loops=4)
    media = SimulatedMedia.of(made)
    samples = np.frombuffer(media.part(len(media.head), len(media)), "<i2") / 32_768
    bandwidth.link_bytes_per_second = 2 * 2 * SAMPLE_RATE
    with HeardWindow(bandwidth, made) as running:
        yield running, samples


def _places(recording: Samples, heard: Samples) -> list[float]:
    """For each half second of what was heard that is loud enough: how far behind its place in the recording it is, in seconds."""
    resampling = Resampling(CAPTURE_RATE, SAMPLE_RATE, 1)
    parts = [resampling.add(heard.astype(np.float32)[:, None]), resampling.finish()]
    samples = np.concatenate(parts)[:, 0].astype(np.float64)
    places = []
    for at in range(0, len(samples) - _PIECE, _PIECE):
        piece = samples[at : at + _PIECE]
        if np.abs(piece).max() < 0.05:
            continue
        first = max(0, at - 2 * SAMPLE_RATE)
        about = recording[first : at + 3 * SAMPLE_RATE]
        likeness = np.correlate(about, piece, "valid")
        energy = np.sqrt(np.convolve(about**2, np.ones(_PIECE), "valid") * (piece**2).sum())
        best = int(np.argmax(likeness / (energy + 1e-9)))
        assert likeness[best] > 0.95 * energy[best], f"what was heard at {at / SAMPLE_RATE:.1f} s is not the recording"
        places.append((first + best - at) / SAMPLE_RATE)
    return places


def test_what_is_heard_while_it_comes_has_no_hole(window: tuple[HeardWindow, Samples]) -> None:
    running, recording = window
    running.click()
    until(lambda: np.abs(running.capture.samples()).max(initial=0) > 0.01)
    assert listed(running.data_dir)[0]["download_status"] == "downloading"
    first = int(np.flatnonzero(np.abs(running.capture.samples()) > 0.01)[0])
    until(lambda: len(running.capture.samples()) > first + _SECONDS * CAPTURE_RATE)
    assert listed(running.data_dir)[0]["download_status"] == "downloading"
    places = _places(recording, running.capture.samples()[first : first + _SECONDS * CAPTURE_RATE])
    assert len(places) >= _SECONDS
    assert max(places) - min(places) < 0.005  # a hole, and all behind it would be later
