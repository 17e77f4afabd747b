"""Where the frames go: a sound device, or a clock where there is none. Made, used and closed in the engine's thread."""

import time
from typing import Protocol, assert_never

from PySide6.QtCore import QIODevice
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QtAudio

from inbox.pipeline.listening.sound_rendering import SampleForm, SinkFormat

_BUFFERED = 0.2
"""Seconds that wait in the program: more than the window can be busy for, little enough to hear a change of speed at once."""
_SERVER_FRAMES = 1_024
"""Frames that Qt gives to PulseAudio ahead of time; they are not heard yet."""
_PATIENCE = 4.0
"""Seconds without a frame being taken; Qt does not tell of a device that is pulled out when there is no other (seen)."""
_WANTED_RATES = range(16_000, 48_001)
"""Frames a second: below, the server's frames take too long; above, nobody hears more."""


class SoundOutput(Protocol):
    """What is written is heard in its order, from the first `write` on."""

    is_heard: bool
    """Whether there is a device behind it."""

    def start(self, format: SinkFormat) -> bool:
        """Makes ready for frames of this format, and forgets those before; False when that does not work."""
        ...

    def free(self) -> int:
        """How many frames can be written now."""
        ...

    def write(self, frames: bytes) -> None:
        """No more than are free."""
        ...

    def heard(self) -> int | None:
        """How many of the frames written were heard, about; None until the first one was."""
        ...

    def is_empty(self) -> bool:
        """Whether it waits for frames; then `heard` may leave off some that were."""
        ...

    def has_failed(self) -> bool:
        """Whether the device is gone."""
        ...

    def set_volume(self, volume: float) -> None:
        """0 to 1, linear."""
        ...

    def drop(self) -> None:
        """Silence at once; what was written and not heard is lost."""
        ...

    def close(self) -> None:
        """Lets go of the device."""
        ...


class ClockOutput:
    """Plays into nothing at the right speed."""

    is_heard = False

    def __init__(self) -> None:
        self._rate = 1
        self._frame_bytes = 1
        self._written = 0
        self._heard = 0.0
        self._looked = 0.0

    def start(self, format: SinkFormat) -> bool:
        """As of any output."""
        self._rate, self._frame_bytes = format.rate, format.frame_bytes
        self._written, self._heard, self._looked = 0, 0.0, time.monotonic()
        return True

    def free(self) -> int:
        """As of any output."""
        return max(0, round(_BUFFERED * self._rate) - (self._written - self.heard()))

    def write(self, frames: bytes) -> None:
        """As of any output."""
        self.heard()
        self._written += len(frames) // self._frame_bytes

    def heard(self) -> int:
        """As of any output."""
        now = time.monotonic()
        self._heard = min(self._written, self._heard + (now - self._looked) * self._rate)
        self._looked = now
        return int(self._heard)

    def is_empty(self) -> bool:
        """As of any output."""
        return False

    def has_failed(self) -> bool:
        """Nothing can."""
        return False

    def set_volume(self, volume: float) -> None:
        """Nobody hears it."""

    def drop(self) -> None:
        """As of any output."""
        self._written, self._heard = 0, 0.0

    def close(self) -> None:
        """There is nothing to let go of."""


class DeviceOutput:
    """A sound device of the desktop."""

    is_heard = True

    def __init__(self, device: QAudioDevice, volume: float) -> None:
        self._device = device
        self._volume = volume
        self._format: SinkFormat | None = None
        self._sink: QAudioSink | None = None
        self._to: QIODevice | None = None
        self._moved = (0, 0.0)  # how far it had come, and when it came there

    def start(self, format: SinkFormat) -> bool:
        """As of any output."""
        if self._sink is None or format != self._format:
            self.close()
            self._sink = QAudioSink(self._device, _qt_format(format))
            self._sink.setBufferFrameCount(round(_BUFFERED * format.rate))
            self._format = format
        else:
            self._sink.reset()
        self._sink.setVolume(self._volume)
        self._to = self._sink.start()
        self._moved = 0, time.monotonic()
        return not self.has_failed()

    def free(self) -> int:
        """As of any output."""
        return 0 if self._sink is None else int(self._sink.framesFree())

    def write(self, frames: bytes) -> None:
        """As of any output."""
        if self._to is not None:
            self._to.write(frames)

    def heard(self) -> int | None:
        """As of any output: what is on its way through the sound server is left off."""
        if self._sink is None or self._format is None:
            return None
        processed = self._sink.processedUSecs()
        return round(processed * self._format.rate / 1e6) - _SERVER_FRAMES if processed else None

    def is_empty(self) -> bool:
        """As of any output."""
        return self._sink is not None and self._sink.framesFree() >= self._sink.bufferFrameCount()

    def has_failed(self) -> bool:
        """As of any output."""
        if self._sink is None or self._to is None:
            return True
        processed, now = self._sink.processedUSecs(), time.monotonic()
        if processed != self._moved[0] or self.is_empty():
            self._moved = processed, now
        if now - self._moved[1] > _PATIENCE:
            return True
        error = self._sink.error()
        return error not in (QtAudio.Error.NoError, QtAudio.Error.UnderrunError) or (
            self._sink.state() is QtAudio.State.StoppedState
        )

    def set_volume(self, volume: float) -> None:
        """As of any output."""
        self._volume = volume
        if self._sink is not None:
            self._sink.setVolume(volume)

    def drop(self) -> None:
        """As of any output."""
        self._to = None
        if self._sink is not None:
            self._sink.reset()

    def close(self) -> None:
        """As of any output."""
        self.drop()
        self._sink = None


def sink_format(device: QAudioDevice | None, sample_rate: int, channels: int) -> SinkFormat:
    """What the device is given for such a recording; where there is no device, what any would take."""
    rate = sample_rate
    if rate < _WANTED_RATES.start:
        rate *= -(-_WANTED_RATES.start // rate)
    rate = min(rate, _WANTED_RATES[-1])
    wanted = SinkFormat(rate, 2 if channels == 2 else 1)
    if device is None or device.isFormatSupported(_qt_format(wanted)):
        return wanted
    preferred = device.preferredFormat()
    form = _FORMS.get(preferred.sampleFormat(), SampleForm.FLOAT)
    return SinkFormat(preferred.sampleRate() or 48_000, preferred.channelCount() or 2, form)


_FORMS = {
    QAudioFormat.SampleFormat.Int16: SampleForm.INT16,
    QAudioFormat.SampleFormat.Int32: SampleForm.INT32,
    QAudioFormat.SampleFormat.Float: SampleForm.FLOAT,
}


def _qt_format(format: SinkFormat) -> QAudioFormat:
    qt = QAudioFormat()
    qt.setSampleRate(format.rate)
    qt.setChannelCount(format.channels)
    match format.form:
        case SampleForm.INT16:
            qt.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        case SampleForm.INT32:
            qt.setSampleFormat(QAudioFormat.SampleFormat.Int32)
        case SampleForm.FLOAT:
            qt.setSampleFormat(QAudioFormat.SampleFormat.Float)
        case other:
            assert_never(other)
    return qt
