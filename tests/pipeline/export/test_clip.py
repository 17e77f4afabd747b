"""Cutting a range out of a recording."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.pipeline.export.clip import ClipProblem, write_clip
from inbox.pipeline.export.exporting import ExportCancelled, Exporting
from inbox.pipeline.listening.sound_source import SoundProblem
from inbox.pipeline.media.wav_layout import wav_layout

RATE = 8_000
SOUND = (np.random.default_rng(1).normal(size=(RATE * 4, 2)) * 6_000).clip(-32_000, 32_000).astype(np.int16)


def _wav(path: Path, subtype: str, channels: int = 2, form: str = "WAV") -> Path:
    soundfile.write(path, SOUND[:, :channels], RATE, subtype=subtype, format=form)
    return path


def _raw(content: bytes, begin: int = 0, end: int | None = None) -> bytes:
    """The bytes of the sound, frames ``begin`` to ``end``."""
    layout = wav_layout(io.BytesIO(content))
    assert layout is not None
    data = content[layout.data_start : layout.data_start + layout.data_bytes]
    return data[begin * layout.block_align : None if end is None else end * layout.block_align]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("subtype", "form"),
    [
        ("PCM_U8", "WAV"), ("PCM_16", "WAV"), ("PCM_24", "WAV"), ("PCM_32", "WAV"), ("ULAW", "WAV"), ("ALAW", "WAV"),
        ("FLOAT", "WAV"), ("PCM_16", "WAVEX"), ("ULAW", "WAVEX"), ("PCM_16", "RF64"),
    ],
)  # fmt: skip
def test_a_wav_is_cut_between_frames_and_keeps_its_very_samples(tmp_path: Path, subtype: str, form: str, channels: int) -> None:
    source, out = _wav(tmp_path / "a.wav", subtype, channels, form), io.BytesIO()
    clip = write_clip(source, 0.250125, 1.5, out)
    assert (clip.begin, clip.end, clip.is_decoded) == (2_001 / RATE, 1.5, False)
    assert _raw(out.getvalue()) == _raw(source.read_bytes(), 2_001, 12_000)
    with soundfile.SoundFile(io.BytesIO(out.getvalue())) as cut, soundfile.SoundFile(source) as whole:
        assert (cut.frames, cut.subtype, cut.channels) == (9_999, subtype, channels)
        whole.seek(2_001)
        assert np.array_equal(cut.read(), whole.read(9_999))


def test_two_clips_that_meet_are_the_whole(tmp_path: Path) -> None:
    source = _wav(tmp_path / "a.wav", "PCM_16")
    first, second = io.BytesIO(), io.BytesIO()
    write_clip(source, 0, 1.33333, first)
    write_clip(source, 1.33333, 99, second)
    assert _raw(first.getvalue()) + _raw(second.getvalue()) == _raw(source.read_bytes())


@pytest.mark.parametrize(
    ("name", "subtype"), [("a.mp3", None), ("a.wav", "IMA_ADPCM"), ("a.wav", "MS_ADPCM"), ("a.wav", "GSM610")]
)
def test_what_is_compressed_is_decoded_and_becomes_a_wav(tmp_path: Path, name: str, subtype: str | None) -> None:
    source, out = tmp_path / name, io.BytesIO()
    soundfile.write(source, SOUND[:, :1], RATE, subtype=subtype)
    clip = write_clip(source, 1.0, 2.5, out)
    assert (clip.begin, clip.end, clip.is_decoded) == (1.0, 2.5, True)
    assert soundfile.info(io.BytesIO(out.getvalue())).subtype == "PCM_16"
    cut, rate = soundfile.read(io.BytesIO(out.getvalue()))
    whole, _ = soundfile.read(source)
    assert (rate, len(cut)) == (RATE, 12_000)
    assert np.abs(cut - whole[8_000:20_000]).max() <= 1 / 32_768


def test_a_range_without_sound_is_refused_with_a_sentence(tmp_path: Path) -> None:
    for begin, end in ((2.0, 2.0), (3.0, 2.0), (4.0, 9.0), (-3.0, -1.0)):
        with pytest.raises(ClipProblem, match="no sound in that range"):
            write_clip(_wav(tmp_path / "a.wav", "PCM_16"), begin, end, io.BytesIO())
    with pytest.raises(ClipProblem, match="cannot be read"):
        write_clip(tmp_path / "none.wav", 0, 1, io.BytesIO())
    (tmp_path / "text.wav").write_text("text")
    with pytest.raises(SoundProblem):
        write_clip(tmp_path / "text.wav", 0, 1, io.BytesIO())


def test_a_range_that_no_wav_can_hold_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox.pipeline.export.clip._LONGEST", 1_000)
    with pytest.raises(ClipProblem, match="longer than a WAV file can be"):
        write_clip(_wav(tmp_path / "a.wav", "PCM_16"), 0.0, 1.0, io.BytesIO())


def test_what_is_behind_the_end_is_left_out(tmp_path: Path) -> None:
    for name in ("a.wav", "a.mp3"):
        out = io.BytesIO()
        soundfile.write(tmp_path / name, SOUND[:, :1], RATE)
        clip = write_clip(tmp_path / name, 3.0, 60.0, out)
        assert clip.end == pytest.approx(4.0, abs=0.2)
        assert soundfile.info(io.BytesIO(out.getvalue())).duration == pytest.approx(clip.end - clip.begin)


def test_a_clip_of_a_recording_is_told_to_its_history(reviewed: ReviewedInbox, tmp_path: Path) -> None:
    row = reviewed.receive()
    reviewed.download(row, _wav(tmp_path / "a.wav", "PCM_16").read_bytes())
    done = Exporting(reviewed.inbox).clip(row, 1.0, 2.0, tmp_path / "clip.wav")
    detail = reviewed.inbox.history.entries(row)[-1].detail
    told = {"begin": 1.0, "by": "Anna", "decoded": False, "end": 2.0, "file": "clip.wav", "format": "clip", "sha256": done.sha256}
    assert detail == told
    with pytest.raises(ExportCancelled):
        Exporting(reviewed.inbox, cancelled=lambda: True).clip(row, 1.0, 2.0, tmp_path / "other.wav")
    assert not (tmp_path / "other.wav").exists()
    with pytest.raises(ClipProblem, match="not downloaded"):
        Exporting(reviewed.inbox).clip(reviewed.receive(), 1.0, 2.0, tmp_path / "other.wav")
