"""What is heard from a sink, with the moment of each sample: for how long something took to be heard."""

import subprocess
import threading
import time
from collections.abc import Mapping
from types import TracebackType

import numpy as np
import numpy.typing as npt
from audio.null_sink import CAPTURE_RATE

_CHUNK = 441 * 2


class TimedCapture:
    """Records the monitor of a sink. The moments are those of the least delayed samples: at most some 20 ms late."""

    def __init__(self, sink: str, environment: Mapping[str, str]) -> None:
        command = ["parec", "-d", f"{sink}.monitor", "--format=s16le", f"--rate={CAPTURE_RATE}", "--channels=1"]
        self._process = subprocess.Popen([*command, "--latency-msec=10", "--raw"], env=dict(environment), stdout=subprocess.PIPE)
        self._chunks: list[bytes] = []
        self._came: list[tuple[float, int]] = []
        self._bytes = 0
        self._thread = threading.Thread(target=self._read, name="timed-capture")
        self._thread.start()

    def samples(self) -> npt.NDArray[np.float64]:
        """What was heard so far: mono at `CAPTURE_RATE`, full scale at 1."""
        content = b"".join(list(self._chunks))
        return np.frombuffer(content[: len(content) // 2 * 2], dtype="<i2") / 32_768

    def moment(self, sample: int) -> float:
        """On the monotonic clock."""
        start = min(at - count / 2 / CAPTURE_RATE for at, count in list(self._came))
        return start + sample / CAPTURE_RATE

    def wait(self) -> None:
        """Returns when it hears, even if only silence."""
        deadline = time.monotonic() + 15
        while not self._came:
            if time.monotonic() > deadline:
                raise RuntimeError("the recorder heard nothing, not even silence")
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the recording."""
        self._process.terminate()
        self._thread.join(10)
        self._process.wait(10)

    def __enter__(self) -> "TimedCapture":
        self.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as out:
            while chunk := out.read(_CHUNK):
                self._bytes += len(chunk)
                self._chunks.append(chunk)
                self._came.append((time.monotonic(), self._bytes))
