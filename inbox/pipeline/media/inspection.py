"""A look at a media file by decoding all of it: its real length, its loudness over time, its silences, or why it cannot be heard.

The header is never asked how long the sound is. Memory stays flat however long it is.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, assert_never

from inbox.domain.durations import clock_text
from inbox.domain.media_format import MAGIC_LENGTH, MediaFormat, media_format
from inbox.domain.sound.peaks import Peaks
from inbox.domain.sound.sound_map import SoundMap
from inbox.pipeline.media.mp3_source import StretchedMp3, has_length_tag
from inbox.pipeline.media.wav_layout import HonestWav, WavLayout, wav_layout

if TYPE_CHECKING:
    import soundfile

_BLOCK_SAMPLES = 1 << 19
_CANCELLED = "Nobody waited for it any more, so the file was not looked at to its end."
_UNREADABLE = "The file cannot be decoded: it is damaged, or cut off before any sound."
_SAMPLE_RATES = range(1_000, 768_001)
_IN_16_BITS = frozenset({"PCM_16", "PCM_U8", "PCM_S8", "ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM", "GSM610", "G721_32"})

Cancelled = Callable[[], bool]
"""Whether nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a media file holds."""

    peaks: Peaks
    sound: SoundMap
    """Where it is silent."""
    seconds: float
    """Length as decoded."""
    sample_rate: int
    channels: int
    cut_short: str | None = None
    """A sentence when the file ends before its header says; only with ``accept_cut_short``."""
    promised: float | None = None
    """Seconds that the header of a file tells which is cut short."""


def inspect(
    path: Path, expected: MediaFormat, *, accept_cut_short: bool = False, cancelled: Cancelled = lambda: False
) -> Inspection | str:
    """Decodes the whole file at ``path``; a str is the sentence why it cannot be heard.

    A file that ends before its header says is refused with a sentence, or, with ``accept_cut_short``, taken for what it holds.
    Once it is ``cancelled``, which is asked about every hundredth of a second, there is a sentence as well.
    Takes about 0.1 s for an hour of WAV at 8 kHz and half a second for an hour of MP3. Needs no Qt; safe from any thread.
    """
    try:
        with ExitStack() as stack:
            file = stack.enter_context(path.open("rb"))
            head = file.read(MAGIC_LENGTH)
            if not head:
                return "The file is empty."
            if media_format(head) is not expected:
                return f"The file is not {_article(expected)} file, although it should be."
            match expected:
                case MediaFormat.WAV:
                    looked = _inspect_wav(file, stack, cancelled)
                case MediaFormat.MP3:
                    looked = _inspect_mp3(file, stack, cancelled)
                case _:
                    assert_never(expected)
    except OSError as problem:
        return f"The file cannot be read: {problem.strerror or problem}."
    if isinstance(looked, Inspection) and looked.cut_short is not None and not accept_cut_short:
        return looked.cut_short
    return looked


def _inspect_wav(file: BinaryIO, stack: ExitStack, cancelled: Cancelled) -> Inspection | str:
    layout = wav_layout(file)
    if layout is None:
        return "The WAV file ends before its sound begins, or its header is damaged."
    if layout.data_bytes == 0:
        return "The WAV file holds no sound." if not layout.declared_bytes else _cut_short(0, _promised(layout))
    # libsndfile believes a size of 0 and a size that is too small; a repaired header makes it read what is there
    sound = _open(HonestWav(file, layout) if layout.misleads else _rewound(file), stack)
    if isinstance(sound, str):
        return sound
    looked = _decode(sound, cancelled)
    if isinstance(looked, Inspection) and layout.is_cut_short:
        return _with_cut_short(looked, _promised(layout))
    return looked


def _inspect_mp3(file: BinaryIO, stack: ExitStack, cancelled: Cancelled) -> Inspection | str:
    tagged = has_length_tag(file)
    sound = _open(_rewound(file), stack)
    if isinstance(sound, str):
        return sound
    guessed = sound.frames
    looked = _decode(sound, cancelled)
    if isinstance(looked, str):
        return looked
    heard = round(looked.seconds * looked.sample_rate)
    if tagged and heard < guessed - looked.sample_rate / 2:
        return _with_cut_short(looked, guessed / looked.sample_rate)
    if not tagged and heard >= guessed:
        longer = _open(StretchedMp3(file), stack)
        again = _decode(longer, cancelled) if not isinstance(longer, str) else longer
        if cancelled():
            return _CANCELLED
        return again if isinstance(again, Inspection) and again.seconds > looked.seconds else looked
    return looked


def _open(file: Any, stack: ExitStack) -> "soundfile.SoundFile | str":
    import soundfile

    try:
        sound = stack.enter_context(soundfile.SoundFile(file))
    except soundfile.LibsndfileError:  # its own words ("possibly a pipe?") help nobody here
        return _UNREADABLE
    if sound.samplerate not in _SAMPLE_RATES:
        return f"The file cannot be decoded: a sample rate of {sound.samplerate} Hz makes no sense."
    return sound


def _decode(sound: "soundfile.SoundFile", cancelled: Cancelled) -> Inspection | str:
    import soundfile

    from inbox.domain.sound.peak_bins import PeakBins
    from inbox.domain.sound.quiet import QuietBins

    bins, quiet = PeakBins(sound.samplerate), QuietBins(sound.samplerate)
    kind = "int16" if sound.subtype in _IN_16_BITS else "float32"
    frames = max(1, _BLOCK_SAMPLES // sound.channels)
    try:
        while len(block := sound.read(frames, dtype=kind)):
            bins.add(block)
            quiet.add(block)
            if cancelled():
                return _CANCELLED
    except soundfile.LibsndfileError:
        if bins.frames == 0:
            return _UNREADABLE
    if bins.frames == 0:
        return "The file holds no sound."
    peaks = bins.peaks()
    del bins  # of a day these are some MB, and what is told of the silences next takes as many
    return Inspection(peaks, quiet.sound_map(), peaks.duration_seconds, sound.samplerate, sound.channels)


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _promised(layout: WavLayout) -> float:
    return (layout.declared_bytes or 0) / max(1, layout.bytes_per_second)


def _with_cut_short(looked: Inspection, promised: float) -> Inspection:
    return replace(looked, cut_short=_cut_short(looked.seconds, promised), promised=promised)


def _cut_short(seconds: float, promised: float) -> str:
    return f"The file is cut short: it holds {clock_text(seconds)} of the {clock_text(promised)} that its header promises."


def _article(expected: MediaFormat) -> str:
    return {MediaFormat.WAV: "a WAV", MediaFormat.MP3: "an MP3"}[expected]
