"""The page of the settings that tells when no event could be taken, what was missed then, and fetches what was."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.gap import Gap
from inbox.domain.problems import Problem
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.gui.frame.gap_columns import GAP_COLUMNS, gaps_summary
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text, within_sentence
from inbox.gui.settings.catch_up_bar import CatchUpBar, CatchUpView
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.form_parts import wrapped_text
from inbox.gui.widgets.line_model import LineModel
from inbox.gui.widgets.line_table import LineTable
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.gui.widgets.setting_fields import NumberField
from inbox.gui.widgets.setting_form import SettingForm, scrolling
from inbox.storage.catching_up.catch_up_runs import Run
from inbox.storage.settings.settings import Settings

SHOWN = timedelta(days=30)
"""Of how long the page tells: what is older Bandwidth has deleted."""
_LEAST_HEIGHT = 120
GapsOf = Callable[[datetime], tuple[Sequence[Gap], datetime | None]]
"""The gaps since a moment, the oldest first, and since when events can be taken without one."""


class GapsPage(QWidget):
    """Reads the ledger anew whenever it is asked to."""

    def __init__(
        self,
        theme: Theme,
        saver: SettingSaver,
        worker: QueryWorker,
        *,
        gaps: GapsOf,
        catch_up: CatchUpView | None,
        parent: QWidget | None = None,
    ) -> None:
        """``gaps`` is called in the worker's thread; ``catch_up`` None: there is nothing that could be fetched."""
        super().__init__(parent)
        self._saver, self._worker, self._gaps, self._catch_up = saver, worker, gaps, catch_up
        self.model = LineModel(GAP_COLUMNS, lambda gap: gap.after, self)
        self.table = LineTable(self.model, theme, "Times in which no event could be taken, the last first")
        self.title, self.summary, self.empty = QLabel(), wrapped_text(), QLabel()
        for label in (self.title, self.empty):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.by_itself = CheckBox("Automatically ask Bandwidth for what no event told of")
        self.minutes = NumberField(5, 1_440, "minutes")
        self.calls = CheckBox("Also for the recordings of calls")
        self.form = SettingForm(theme)
        self.bar = CatchUpBar(theme, catch_up) if catch_up is not None else None
        self._layers = QStackedWidget()
        self._compose()
        self.show_settings(saver.settings)
        self._connect()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.table.set_theme(theme)
        self.form.set_theme(theme)
        self.title.setFont(theme.body_font(QFont.Weight.DemiBold))
        for label in (self.summary, self.empty):
            label.setStyleSheet(f"color: {theme.secondary.name()}")
        if self.bar is not None:
            self.bar.set_theme(theme)

    def look(self) -> None:
        """Reads the ledger, and shows how far catching up is."""
        self.show_settings(self._saver.settings)
        if self.bar is not None:
            self.bar.look()
        self._worker.submit("gaps", self._read, self._take, self._tell)

    def show_settings(self, settings: Settings) -> None:
        """Follows the settings in force."""
        self.by_itself.setChecked(settings.catch_up)
        self.minutes.show_value(settings.catch_up_minutes)
        self.calls.setChecked(settings.catch_up_calls)
        self.minutes.setEnabled(settings.catch_up)

    def _compose(self) -> None:
        self._layers.addWidget(self.empty)
        self._layers.addWidget(self.table)
        self._layers.setMinimumHeight(_LEAST_HEIGHT)
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 22, 28, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addWidget(self._layers, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))
        if self.bar is None:
            return
        column.addWidget(self.bar)
        self.form.add_section("Catching up")
        self.form.add_setting(
            "", self.by_itself, "At the start, after sleep or an outage, when the network is back, and as often as is set here."
        )
        self.form.add_setting("Every", self.minutes)
        self.form.add_setting("", self.calls)
        column.addSpacing(8)
        column.addWidget(self.form, 0, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        save = self._saver.save
        self.by_itself.clicked.connect(lambda is_on: save(catch_up=is_on))
        self.minutes.settled.connect(lambda minutes: save(catch_up_minutes=int(minutes)))
        self.calls.clicked.connect(lambda is_on: save(catch_up_calls=is_on))

    def _read(self) -> tuple[Sequence[Gap], datetime | None, Run | None]:
        return *self._gaps(now() - SHOWN), self._catch_up.last_done() if self._catch_up is not None else None

    def _take(self, told: tuple[Sequence[Gap], datetime | None, Run | None]) -> None:
        gaps, up_since, done = told
        if self.bar is not None:
            self.bar.show_last(done)
        since = f" since {within_sentence(moment_text(up_since))}" if up_since is not None else ""
        self.title.setText(f"Events can be taken{since}" if up_since is not None else "No event can be taken at the moment")
        self.summary.setText(gaps_summary(gaps))
        self.empty.setText("This computer could take events at any time since the inbox was first started.")
        self.model.take(list(reversed(gaps)))
        self._layers.setCurrentWidget(self.table if gaps else self.empty)

    def _tell(self, problem: Problem) -> None:
        self.summary.setText(visible(str(problem), 600))
