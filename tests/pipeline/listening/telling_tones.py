"""Sound whose pitch tells the second that one hears, in forms that a download may have."""

import io

import numpy as np
import numpy.typing as npt
import soundfile

from inbox.pipeline.media.mp3_frames import frame_at

_LOWEST, _STEP = 300.0, 5.0


def telling_tones(seconds: int, rate: int) -> npt.NDArray[np.float64]:
    """Each second has a pitch of its own."""
    pitch = _LOWEST + _STEP * (np.arange(seconds * rate) // rate)
    return np.asarray(0.4 * np.sin(np.cumsum(2 * np.pi * pitch / rate)))


def second_of(block: npt.NDArray[np.float32], rate: int) -> float:
    """Which second a piece of `telling_tones` is of."""
    strength = np.abs(np.fft.rfft(block[:, 0] * np.hanning(len(block)), 8 * len(block)))
    return (float(strength.argmax()) * rate / (8 * len(block)) - _LOWEST) / _STEP


def wav(sound: npt.NDArray[np.float64], rate: int, subtype: str) -> bytes:
    """A WAV file."""
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format="WAV", subtype=subtype)
    return file.getvalue()


def mp3(sound: npt.NDArray[np.float64], rate: int, mode: str, level: float, *, is_tagged: bool = True) -> bytes:
    """An MP3 of ``mode`` CONSTANT, AVERAGE or VARIABLE; the higher ``level``, up to 1, the smaller. Else its tag is taken out."""
    file = io.BytesIO()
    soundfile.write(
        file, sound, rate, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode=mode, compression_level=level
    )  # fmt: skip
    content = file.getvalue()
    head = frame_at(content, 0)
    assert head is not None
    has_tag = any(tag in content[:200] for tag in (b"Xing", b"Info"))
    assert has_tag or not is_tagged
    return content[head.length :] if has_tag and not is_tagged else content
