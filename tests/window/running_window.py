"""The whole program in the test's process: the real core over a simulated Bandwidth, and its window."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from inbox.app import Core, window_parts
from inbox.domain.recording import Recording
from inbox.domain.times import now
from inbox.gui.main_window import MainWindow
from inbox.pipeline.opened import Options
from inbox.simulator.sender import Sender
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.settings.settings import save_settings


class RunningWindow:
    """Opened with `open`; `close` ends everything."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bandwidth = SimulatedBandwidth()
        self.bandwidth.start()
        self._ends: list[Callable[[], object]] = [self.bandwidth.stop]

    def open(
        self, *, before: Callable[[Core], object] = lambda _core: None, secret: str = "", legacy: bool = False, **settings: object
    ) -> MainWindow:
        """Starts it with these settings; ``before`` is done to the inbox before anything runs; ``legacy``: with an API user."""
        account = self.bandwidth.account
        environ = {
            "INBOX_VOICE_URL": self.bandwidth.voice_url,
            "INBOX_TOKEN_URL": self.bandwidth.token_url,
            "BW_ACCOUNT_ID": account.account_id,
        }
        if legacy:
            environ |= {"BW_USERNAME": account.username, "BW_PASSWORD": account.password}
        else:
            environ |= {"BW_CLIENT_ID": account.client_id, "BW_CLIENT_SECRET": secret or account.client_secret}
        self.core = Core.open(Options(data_dir=str(self.root), listen="127.0.0.1:0"), environ)
        self._ends.append(self.core.stop)
        save_settings(self.core.inbox.folder, {"theme": "light", **settings})
        self.core.apply_settings({})
        before(self.core)
        window = MainWindow(window_parts(self.core, None))
        self._ends += [window.deleteLater, window.close]
        self.core.on_changed = window.recordings_changed
        self.core.on_failure = window.tell_failure
        self.core.start()
        window.show()
        return window

    def send(self, made_at: datetime | None = None) -> None:
        """A conference is recorded, and its event taken."""
        recording = self.bandwidth.make_recording(made_at=made_at)
        with Sender(self.core.listener.address) as sender:
            assert sender.send(recording.event(self.bandwidth.voice_url, now())).ok

    def row(self, number: int) -> Recording:
        """A recording as the store has it."""
        return self.core.inbox.recordings.rows([number])[number]

    def close(self) -> None:
        """Closes the window, then ends the program, then Bandwidth."""
        while self._ends:
            self._ends.pop()()
