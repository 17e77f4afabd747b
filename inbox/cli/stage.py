"""A stage for demo and self-test: the real app over a simulated Bandwidth, in one process, with data of its own."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.app import Core, window_parts
from inbox.domain.problems import Problem
from inbox.domain.query import RecordingQuery, Term
from inbox.domain.statuses import DownloadStatus, RecordingStatus, Source
from inbox.pipeline.opened import Options
from inbox.simulator.account import SimulatedAccount
from inbox.simulator.scenarios import plan
from inbox.simulator.sender import Sender
from inbox.simulator.server import SimulatedBandwidth

if TYPE_CHECKING:
    from inbox.gui.application import Application
    from inbox.gui.journal.journal_opener import JournalOpener
    from inbox.gui.main_window import MainWindow
    from inbox.gui.story import Step

_SECONDS_BETWEEN_FIRST_EVENTS = 0.15
_SECONDS_BETWEEN_LATER_EVENTS = 25.0
_PLAYED_SECONDS = 2.0


class Stage:
    """The app, its window and the simulator; played as a story, or left to the person."""

    def __init__(self, folder: Path, theme: str = "system") -> None:
        self._account = SimulatedAccount()
        self._bandwidth = SimulatedBandwidth(self._account)
        self._bandwidth.start()
        self._core = Core.open(
            Options(data_dir=str(folder), listen="127.0.0.1:0"),
            {
                "INBOX_VOICE_URL": self._bandwidth.voice_url,
                "INBOX_TOKEN_URL": self._bandwidth.token_url,
                "BW_ACCOUNT_ID": self._account.account_id,
                "BW_CLIENT_ID": self._account.client_id,
                "BW_CLIENT_SECRET": self._account.client_secret,
            },
        )
        self._core.apply_settings({"download_rule": "click", "theme": theme})
        self._window: MainWindow | None = None
        self._sent = 0
        self._stopping = threading.Event()
        self._senders: list[threading.Thread] = []
        self._first_row = 0
        self._happened = False

    def play(self, steps: "Callable[[Stage], Sequence[Step]]") -> bool:
        """Plays the steps in the real window and ends. True when each of them happened."""
        from inbox.gui.application import Application
        from inbox.gui.story import Story

        application = Application()
        self._core.apply_settings({"catch_up": False})  # the story's events shall come as events, however fast the lists are

        def ended(happened: bool) -> None:
            self._happened = happened
            application.quit()

        def begin() -> None:
            try:
                self._core.start()
            except Problem as problem:
                print(f"FAIL  the app could not start: {problem}", flush=True)
                ended(False)
            else:
                story.start()

        story = Story(steps(self), lambda line: print(line, flush=True), ended)
        return self._until_closed(application, begin) == 0 and self._happened

    def run(self, scenarios: Sequence[tuple[str, int]]) -> int:
        """Leaves the window to the person; events come at once, then one now and then."""
        from inbox.gui.application import Application

        def begin() -> None:
            self._core.start()
            self._in_background(lambda: self._feed(scenarios))

        return self._until_closed(Application(), begin)

    def send(self, scenario: str, count: int) -> "Step":
        """The step in which Bandwidth sends ``count`` events (or more, as the scenario has it) and each gets its 204."""
        from inbox.gui.story import Step

        planned = plan(scenario, count, self._account, voice_url=self._bandwidth.voice_url)
        answered: list[bool] = []

        def deliver() -> None:
            with Sender(self._core.listener.address) as sender:
                answered.extend(sender.send(event).ok for event in planned)

        return Step(
            says=f"{len(planned)} × {scenario}: posted, committed, answered 204",
            begin=lambda: self._in_background(deliver),
            done=lambda: len(answered) == len(planned) and all(answered),
        )

    def hear_the_first(self) -> "list[Step]":
        """The steps of the main job: the rows are painted, a click on one downloads it, it plays, the position moves."""
        from inbox.gui.story import Step, click_row

        def window() -> "MainWindow":
            if self._window is None:
                raise RuntimeError("the window is not there yet")
            return self._window

        def first_complete() -> int | None:
            """The place in the table of the first complete recording."""
            recordings = self._core.inbox.recordings
            ids = recordings.ids(RecordingQuery())
            rows = recordings.rows(ids)
            for place, row in enumerate(ids):
                if rows[row].recording_status is RecordingStatus.COMPLETE and not rows[row].error:
                    self._first_row = row
                    return place
            return None

        def click() -> None:
            place = first_complete()
            if place is not None:
                click_row(window(), place)

        def listed() -> bool:
            model = window().table.model()
            return model.rowCount() > 0 and model.rowCount() == len(self._core.inbox.recordings.ids(RecordingQuery()))

        def downloaded() -> bool:
            rows = self._core.inbox.recordings.rows([self._first_row])
            return self._first_row in rows and rows[self._first_row].download_status is DownloadStatus.DOWNLOADED

        return [
            Step("listed in the window, each with its badge", done=listed),
            Step("a click on a row downloaded its media, whole and checked", begin=click, done=downloaded),
            Step("its waveform is drawn", done=lambda: window().player.has_waveform),
            Step(
                f"it plays: the position passed {_PLAYED_SECONDS:.0f} s",
                done=lambda: window().player.position_seconds > _PLAYED_SECONDS,
            ),
        ]

    def screenshot(self, path: Path) -> "Step":
        """The step that saves a picture of the window."""
        from inbox.gui.story import Step

        def save() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self._window is not None:
                self._window.grab().save(str(path))

        return Step(f"screenshot saved as {path}", begin=save, done=path.exists)

    def review(self, path: Path) -> "list[Step]":
        """The steps in which what plays is judged as a person does it, and the window is saved as a picture."""
        from inbox.cli.review_story import review_steps

        def window() -> "MainWindow":
            if self._window is None:
                raise RuntimeError("the window is not there yet")
            return self._window

        return review_steps(self._core, window, lambda: self._first_row, path)

    def journal(self, path: Path) -> "list[Step]":
        """The steps in which the journal is opened, shows what came, and is saved as a picture."""
        from inbox.gui.story import Step

        def opener() -> "JournalOpener":
            if self._window is None:
                raise RuntimeError("the window is not there yet")
            return self._window.extras.journal

        def shows_one() -> bool:
            journal = opener().journal
            deliveries = journal.deliveries if journal is not None else None
            return deliveries is not None and deliveries.viewer.shown is not None

        def save() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            journal = opener().journal
            if journal is not None:
                journal.grab().save(str(path))

        return [
            Step("the journal shows each delivery as it came", begin=lambda: opener().open(), done=shows_one),
            Step(f"screenshot saved as {path}", begin=save, done=path.exists),
        ]

    def catch_up(self, path: Path) -> "list[Step]":
        """The steps in which an event is lost, its recording is found all the same, and the settings are saved as a picture."""
        from inbox.gui.story import Step

        def window() -> "MainWindow":
            if self._window is None:
                raise RuntimeError("the window is not there yet")
            return self._window

        def lose_one() -> None:
            lost.append(self._bandwidth.make_recording().recording_id)
            self._core.catch_up.now()

        def recovered() -> bool:
            ids = self._core.inbox.recordings.ids(RecordingQuery((Term("source", Source.CATCH_UP.value),)))
            rows = self._core.inbox.recordings.rows(ids)
            return bool(lost) and any(row.recording_id == lost[0] for row in rows.values())

        def shows_settings() -> bool:
            settings = window().extras.settings.settings
            return settings is not None and settings.isVisible() and settings.page == "Downloads"

        def save() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            settings = window().extras.settings.settings
            if settings is not None:
                settings.grab().save(str(path))

        lost: list[str] = []
        return [
            Step("a recording whose event was lost was found by catching up", begin=lose_one, done=recovered),
            Step("the settings are open", begin=lambda: window().extras.settings.open("Downloads"), done=shows_settings),
            Step(f"screenshot saved as {path}", begin=save, done=path.exists),
        ]

    def _until_closed(self, application: "Application", begin: Callable[[], None]) -> int:
        try:
            window = application.show(window_parts(self._core, play_demo=None))
            self._window = window
            self._core.on_changed = window.recordings_changed
            self._core.on_failure = window.tell_failure
            self._core.on_recovered = window.inbox_recovered
            application.once_usable(begin)
            return application.run()
        finally:
            self._stopping.set()
            for thread in self._senders:
                thread.join()
            self._core.stop()
            self._bandwidth.stop()

    def _feed(self, scenarios: Sequence[tuple[str, int]]) -> None:
        """Sends the first events at once, then a happy one now and then until the end."""
        with Sender(self._core.listener.address) as sender:
            for name, count in scenarios:
                for event in plan(name, count, self._account, voice_url=self._bandwidth.voice_url):
                    if self._stopping.wait(_SECONDS_BETWEEN_FIRST_EVENTS):
                        return
                    sender.send(event)
            while not self._stopping.wait(_SECONDS_BETWEEN_LATER_EVENTS):
                for event in plan("happy", 1, self._account, voice_url=self._bandwidth.voice_url):
                    sender.send(event)

    def _in_background(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="demo-sender")
        self._senders.append(thread)
        thread.start()
