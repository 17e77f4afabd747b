"""Media as FFmpeg writes them for Bandwidth, any part of them, in memory that does not grow with their length."""

import io
import struct
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.media_format import MediaFormat, media_format
from inbox.simulator.identity import Identity
from inbox.simulator.media import SimulatedMedia, wav_head
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.scenario import Scenario


def recording(
    scenario: Scenario = Scenario.HAPPY,
    file_format: MediaFormat = MediaFormat.WAV,
    *,
    loops: int = 1,
    placeholder_sizes: bool = False,
) -> SimulatedRecording:
    made_at = datetime(2026, 6, 10, 19, 15, 19, tzinfo=UTC)
    identity = Identity(scenario, made_at, 1, 2, file_format=file_format, loops=loops, placeholder_sizes=placeholder_sizes)
    return SimulatedRecording("5555555", identity)


def whole(media: SimulatedMedia) -> bytes:
    return media.part(0, len(media))


def chunks_of(wav: bytes) -> list[tuple[bytes, int]]:
    found, at = [], 12
    while at + 8 <= len(wav):
        name, size = struct.unpack_from("<4sI", wav, at)
        found.append((name, size))
        at += 8 + size + size % 2
    return found


def test_a_wav_names_its_writer_in_a_list_chunk_before_the_data() -> None:
    wav = whole(SimulatedMedia.of(recording()))
    assert [name for name, _ in chunks_of(wav)] == [b"fmt ", b"LIST", b"data"]
    assert struct.unpack_from("<4sI", wav) == (b"RIFF", len(wav) - 8)
    assert struct.unpack_from("<HHIIHH", wav, 20) == (1, 1, 8_000, 16_000, 2, 16)
    assert b"INFOISFT" in wav[:80]
    assert b"Lavf" in wav[:80]


def test_placeholder_sizes_stand_where_ffmpeg_writes_them_to_a_pipe() -> None:
    wav = whole(SimulatedMedia.of(recording(placeholder_sizes=True)))
    assert struct.unpack_from("<I", wav, 4) == (0xFFFFFFFF,)
    assert chunks_of(wav)[-1] == (b"data", 0xFFFFFFFF)
    head_length = len(wav_head(0, placeholder_sizes=False))
    assert wav[head_length:] == whole(SimulatedMedia.of(recording()))[head_length:]


@pytest.mark.parametrize("file_format", list(MediaFormat))
@pytest.mark.parametrize("loops", [1, 3])
def test_media_are_playable_and_as_long_as_the_event_says(file_format: MediaFormat, loops: int) -> None:
    made = recording(file_format=file_format, loops=loops)
    content = whole(SimulatedMedia.of(made))
    assert media_format(content[:16]) is file_format
    samples, rate = soundfile.read(io.BytesIO(content))
    assert abs(len(samples) / rate - made.seconds) < 0.3 * loops


def test_what_is_missing_from_a_partial_recording_is_digital_silence() -> None:
    made = recording(Scenario.PARTIAL)
    samples, rate = soundfile.read(io.BytesIO(whole(SimulatedMedia.of(made))), dtype="int16")
    complete, _ = soundfile.read(io.BytesIO(whole(SimulatedMedia.of(recording()))), dtype="int16")
    runs = made.silences()
    assert len(runs) == 2
    silent = np.zeros(len(samples), dtype=bool)
    for start, end in runs:
        assert end - start > 1
        silent[int(start * rate) : int(end * rate)] = True
    assert not samples[silent].any()
    assert np.array_equal(samples[~silent], complete[~silent])
    assert complete[silent].any()


@given(
    st.sampled_from([(Scenario.HAPPY, MediaFormat.MP3), (Scenario.HAPPY, MediaFormat.WAV), (Scenario.PARTIAL, MediaFormat.WAV)]),
    st.integers(0, 1_400_000),
    st.integers(0, 1_400_000),
)
def test_every_part_is_what_stands_there_in_the_whole(kind: tuple[Scenario, MediaFormat], start: int, stop: int) -> None:
    media = SimulatedMedia.of(recording(*kind, loops=3))
    assert media.part(start, stop) == whole(media)[start:stop]


def test_an_hour_of_audio_takes_no_memory() -> None:
    media = SimulatedMedia.of(recording(loops=130))
    assert len(media) > 3_500 * 16_000
    assert len(media.piece) < 1_000_000
    assert len(media.part(len(media) - 1_000, len(media) + 5)) == 1_000
