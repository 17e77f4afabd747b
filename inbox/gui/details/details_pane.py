"""What is known of the chosen recording, in tabs."""

import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QStackedLayout, QTabWidget, QWidget

from inbox.domain.differences import differences
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.sound.peaks import Peaks
from inbox.domain.sound.silences import missing_text, silences
from inbox.domain.standstill import Standstill
from inbox.domain.statuses import RecordingStatus, Verification
from inbox.gui.details.deliveries_pane import DeliveriesPane
from inbox.gui.details.delivery_viewer import DeliveryViewer, Replay
from inbox.gui.details.details_grid import DetailsGrid
from inbox.gui.look.theme import Theme
from inbox.storage.journal.journal import Journal

_log = logging.getLogger(__name__)

_NOTHING = "Choose a recording to see what is known of it"


class RecordingPane(Protocol):
    """What can be a further tab."""

    @property
    def widget(self) -> QWidget:
        """What is seen."""
        ...

    def show_recording(self, recording: Recording) -> None:
        """Shows it, or the latest of it; called for each news of it. Reads nothing while the widget is not seen."""


class DetailsPane(QWidget):
    """The tabs Details and Deliveries, and those that `add_pane` brings. Deliveries are read only while their tab is on top."""

    retry_requested = Signal(str)
    """The row id, as text, of the recording whose download is to be tried again."""

    verify_requested = Signal(str)
    """The row id, as text, of the recording that Bandwidth is to be asked about again."""
    said = Signal(str)
    """A sentence for the status bar."""
    shown = Signal(object)
    """The `Recording`, or the latest of it, or None: what is shown now."""

    def __init__(
        self,
        theme: Theme,
        journal: Journal,
        voice_url: Callable[[], str],
        *,
        replay: Replay | None = None,
        address: Callable[[], str] = lambda: "http://127.0.0.1:8025/",
        metadata: Callable[[int], str | None] | None = None,
        can_verify: bool = False,
        peaks: Callable[[int], Peaks | None] = lambda _row: None,
        progress: Callable[[int], DownloadProgress | None] = lambda _row: None,
        parent: QWidget | None = None,
    ) -> None:
        """``metadata`` gives what Bandwidth says of a recording, ``peaks`` how loud it is: by row id, off the GUI thread."""
        super().__init__(parent)
        self._metadata, self._peaks = metadata, peaks
        self._looked_at: tuple[int, str | None] | None = None
        self.setAutoFillBackground(True)
        self._recording: Recording | None = None
        self._grid = DetailsGrid(theme, voice_url, can_verify, progress)
        self._panes: list[RecordingPane] = []
        self._deliveries = DeliveriesPane(theme, journal, DeliveryViewer(theme, replay, address))
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tabs.addTab(self._grid, "Details")
        self._tabs.addTab(self._deliveries, "Deliveries")
        self._nothing = QLabel(_NOTHING)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self._nothing)
        self._layers.addWidget(self._tabs)
        self._grid.retry_requested.connect(self.retry_requested)
        self._grid.verify_requested.connect(self.verify_requested)
        self._deliveries.viewer.said.connect(self.said)
        self._tabs.currentChanged.connect(self._show_deliveries)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, theme.surface)
        self.setPalette(ground)
        self._nothing.setFont(theme.body_font())
        self._nothing.setStyleSheet(f"color: {theme.secondary.name()}")
        self._grid.set_theme(theme)
        self._deliveries.set_theme(theme)

    def show_recording(self, recording: Recording | None) -> None:
        """Shows ``recording``, or the latest of it; None: nothing is chosen."""
        self._recording = recording
        if recording is None:
            self._layers.setCurrentWidget(self._nothing)
        else:
            self._grid.show_recording(recording)
            for pane in self._panes:
                pane.show_recording(recording)
            self._compare(recording)
            self._look_for_silence(recording)
            count = f"Deliveries {recording.deliveries}" if recording.deliveries else "Deliveries"
            self._tabs.setTabText(self._tabs.indexOf(self._deliveries), count)
            self._layers.setCurrentWidget(self._tabs)
        self._show_deliveries()
        self.shown.emit(recording)

    def add_pane(self, pane: RecordingPane, name: str, *, before: str = "") -> None:
        """A further tab, before the one whose name begins so, else at the end. `RecordingPane` hears of each recording shown."""
        places = (place for place in range(self._tabs.count()) if before and self._tabs.tabText(place).startswith(before))
        self._panes.append(pane)
        self._tabs.insertTab(next(places, self._tabs.count()), pane.widget, name)
        if self._recording is not None:
            pane.show_recording(self._recording)

    def set_name(self, pane: RecordingPane, name: str) -> None:
        """What stands on its tab from now on, as ``Notes 3``."""
        self._tabs.setTabText(self._tabs.indexOf(pane.widget), name)

    def show_pane(self, pane: RecordingPane) -> None:
        """Brings its tab to the front."""
        self._tabs.setCurrentWidget(pane.widget)

    def show_heard(self, row: int, in_short: str, in_full: str) -> None:
        """Says what was heard of the recording ``row``, unless another is shown by now."""
        self._grid.show_heard(row, in_short, in_full)

    def show_standstill(self, standstill: Standstill) -> None:
        """Says of what waits why it is not being downloaded."""
        self._grid.show_standstill(standstill)

    def stop(self) -> None:
        """Ends the thread that reads deliveries; may be used again afterwards."""
        self._deliveries.stop()

    def _compare(self, recording: Recording) -> None:
        """Shows in what event and Bandwidth differ, once that was read."""
        metadata = self._metadata
        if metadata is None or recording.verification is not Verification.VERIFIED:
            self._grid.show_differences(recording.id, ())
            return
        self._deliveries.viewer.ask(
            "metadata",
            lambda: differences(recording, metadata(recording.id)),
            lambda found: self._grid.show_differences(recording.id, found),
            lambda problem: _log.info("Bandwidth's metadata could not be read from the inbox: %s", problem),
        )

    def _look_for_silence(self, recording: Recording) -> None:
        """Shows what is missing from a partial recording that is here, once its loudness was read."""
        of = (recording.id, recording.media_sha256)
        if recording.recording_status is not RecordingStatus.PARTIAL or recording.media_path is None or of == self._looked_at:
            return
        self._looked_at, peaks = of, self._peaks

        def look() -> str:
            found = peaks(recording.id)
            return "" if found is None else missing_text(silences(found))

        self._deliveries.viewer.ask(
            "silence",
            look,
            lambda sentence: self._grid.show_missing(recording.id, sentence),
            lambda problem: _log.info("The loudness of a recording could not be read from the inbox: %s", problem),
        )

    def _show_deliveries(self) -> None:
        if self._tabs.currentWidget() is self._deliveries or self._recording is None:
            self._deliveries.show_recording(self._recording)
