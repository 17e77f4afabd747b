"""A sound card for tests: PulseAudio with one sink that plays into nothing, and a recorder on its monitor.

The server has a folder, a socket and a home of its own, so that it disturbs no sound server of the person who runs the tests.
It runs as root as well as for a user, with and without a display, and is stopped by its process id.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

CAPTURE_RATE = 44_100
_TOOLS = ("pulseaudio", "pactl", "parec")
_DEADLINE = 15.0


def missing_tools() -> str:
    """What has to be installed before `NullSink` works; empty when it does."""
    absent = [tool for tool in _TOOLS if shutil.which(tool) is None]
    return f"needs {', '.join(absent)} (apt install pulseaudio pulseaudio-utils)" if absent else ""


class Capture:
    """What is heard from a sink, as it is being recorded."""

    def __init__(self, process: "subprocess.Popen[bytes]", path: Path) -> None:
        self._process = process
        self._path = path

    def samples(self) -> npt.NDArray[np.float64]:
        """What was heard so far: mono at `CAPTURE_RATE`, full scale at 1."""
        content = self._path.read_bytes()
        return np.frombuffer(content[: len(content) // 2 * 2], dtype="<i2") / 32_768

    def stop(self) -> None:
        """Ends the recording; what was heard stays in the file."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    def __enter__(self) -> "Capture":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class NullSink:
    """A PulseAudio server of our own with one null sink as its default. Give `environment` to the process that shall be heard."""

    def __init__(self, name: str = "inbox_test", *, with_sink: bool = True) -> None:
        self.name = name
        self._with_sink = with_sink
        self._server: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._captures: list[Capture] = []

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this process, changed so that sound goes to this sink."""
        if self._folder is None:
            raise RuntimeError("the sink was not started")
        # a short folder of its own: the path of a socket has at most 107 bytes
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PULSE_", "PIPEWIRE_"))},
            "XDG_RUNTIME_DIR": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder / "config"),
            "PULSE_SERVER": f"unix:{self._folder / 'native'}",
            "PULSE_COOKIE": str(self._folder / "cookie"),
        }

    def start(self) -> "NullSink":
        """Returns when the sink can be played to; raises RuntimeError with the server's words when it does not come up."""
        self._folder = Path(tempfile.mkdtemp(prefix="sink-"))
        log = self._folder / "log"
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"]
        command += ["--high-priority=no", "--realtime=no", "-L"]
        command += [f"module-native-protocol-unix socket={self._folder / 'native'} auth-anonymous=1"]
        if self._with_sink:
            command += ["-L", f"module-null-sink sink_name={self.name}"]
        with log.open("wb") as out:
            environment = {**self.environment, "HOME": str(self._folder)}
            self._server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        wanted = ["list", "short", "sinks"] if self._with_sink else ["info"]
        deadline = time.monotonic() + _DEADLINE
        while not (answer := self.pactl(*wanted)) or (self._with_sink and self.name not in answer):
            if self._server.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace")
                self.stop()
                raise RuntimeError(f"PulseAudio did not come up: {said[-2_000:]}")
            time.sleep(0.05)
        return self

    def add_sink(self, name: str = "") -> None:
        """Plugs the sink in, when it was started without; or another one."""
        self.pactl("load-module", "module-null-sink", f"sink_name={name or self.name}")

    def remove_sink(self) -> None:
        """Pulls the plug."""
        self.pactl("unload-module", "module-null-sink")

    def pactl(self, *arguments: str) -> str:
        """What ``pactl`` answers; empty when it cannot reach the server."""
        done = subprocess.run(
            ["pactl", *arguments], env=self.environment, capture_output=True, text=True, timeout=_DEADLINE, check=False
        )
        return done.stdout if done.returncode == 0 else ""

    def record(self, path: Path, name: str = "") -> Capture:
        """Starts to record what the sink plays (raw samples, see `Capture.samples`); returns when the recorder listens."""
        command = ["parec", "-d", f"{name or self.name}.monitor", "--format=s16le", f"--rate={CAPTURE_RATE}", "--channels=1"]
        process = subprocess.Popen([*command, "--latency-msec=20", "--raw", str(path)], env=self.environment)
        capture = Capture(process, path)
        self._captures.append(capture)
        deadline = time.monotonic() + _DEADLINE
        while not path.exists() or path.stat().st_size == 0:
            if process.poll() is not None or time.monotonic() > deadline:
                capture.stop()
                raise RuntimeError("the recorder heard nothing, not even silence")
            time.sleep(0.02)
        return capture

    def stop(self) -> None:
        """Ends recorders and server, and removes their folder."""
        for capture in self._captures:
            capture.stop()
        self._captures.clear()
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(5)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait(5)
            self._server = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def __enter__(self) -> "NullSink":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
