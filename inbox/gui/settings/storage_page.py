"""The page of the settings that says how much is kept: limits, the trash, and what would go now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inbox.domain.problems import Problem
from inbox.domain.removal import RemovalPlan
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.settings.removal_preview import RemovalPreview
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.gui.widgets.setting_fields import NumberField
from inbox.gui.widgets.setting_form import SettingForm, scrolling
from inbox.storage.settings.settings import Settings

if TYPE_CHECKING:
    from inbox.pipeline.requests.tidy_requests import TidyRequests

_EVERY_MS = 10_000
_MEGABYTES = 1_000
_MOST_GIGABYTES = 10_000.0


class StoragePage(QWidget):
    """Shows the limits in force and, as long as it is to be seen, what they mean."""

    said = Signal(str)
    """A sentence: what became of what the person asked for."""
    _went = Signal(object)
    _came_back = Signal(object)

    def __init__(
        self,
        theme: Theme,
        saver: SettingSaver,
        worker: QueryWorker,
        tidy: "TidyRequests",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._saver, self._worker, self._tidy = saver, worker, tidy
        self.quota = NumberField(0, _MOST_GIGABYTES, "GB", nothing="No limit", decimals=2)
        self.age = NumberField(0, 100_000, "days", one="day", nothing="No limit")
        self.trash = NumberField(1, 3_650, "days", one="day")
        self.free = NumberField(0, 1_000, "GB", decimals=1)
        self.journal_size = NumberField(0, _MOST_GIGABYTES, "GB", nothing="No limit", decimals=2)
        self.journal_age = NumberField(0, 100_000, "days", one="day", nothing="No limit")
        self.form = SettingForm(theme)
        self.preview = RemovalPreview(theme)
        self._compose()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._ask)
        self.show_settings(saver.settings)
        self._connect()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.form.set_theme(theme)
        self.preview.set_theme(theme)

    def look(self) -> None:
        """Shows what is in force, and now and then what would go."""
        self.show_settings(self._saver.settings)
        if not self._again.isActive():
            self._again.start(_EVERY_MS)
            self._ask()

    def show_settings(self, settings: Settings) -> None:
        """Follows the settings in force."""
        self.quota.show_value(settings.media_megabytes / _MEGABYTES)
        self.age.show_value(settings.media_days)
        self.trash.show_value(settings.trash_days)
        self.free.show_value(settings.keep_free_megabytes / _MEGABYTES)
        self.journal_size.show_value(settings.journal_megabytes / _MEGABYTES)
        self.journal_age.show_value(settings.journal_days)

    def _compose(self) -> None:
        form = self.form
        form.add_section(
            "How much is kept",
            "What is beyond goes to the trash within the hour, if it is marked as reviewed. Nothing else ever goes.",
        )
        form.add_setting("Files together at most", self.quota)
        form.add_setting("Keep no file longer than", self.age)
        form.add_setting("In the trash for", self.trash, "For so long you can bring back what went. After that it is deleted.")
        form.add_setting("Leave free on the disk", self.free, "Downloads rest before that, so that events can always be stored.")
        form.add_section(
            "The journal of what was delivered",
            "What is beyond goes within the hour, for good. What a recording still needs always stays.",
        )
        form.add_setting("Journal at most", self.journal_size)
        form.add_setting("Keep no delivery longer than", self.journal_age)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 22, 28, 16)
        column.setSpacing(16)
        column.addWidget(form, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.preview, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inner))

    def _connect(self) -> None:
        save = self._saver.save
        self.quota.settled.connect(lambda size: save(media_megabytes=round(size * _MEGABYTES)))
        self.age.settled.connect(lambda days: save(media_days=int(days)))
        self.trash.settled.connect(lambda days: save(trash_days=int(days)))
        self.free.settled.connect(lambda size: save(keep_free_megabytes=round(size * _MEGABYTES)))
        self.journal_size.settled.connect(lambda size: save(journal_megabytes=round(size * _MEGABYTES)))
        self.journal_age.settled.connect(lambda days: save(journal_days=int(days)))
        self._saver.saved.connect(lambda: self._again.start(0) if self.isVisible() else None)
        self.preview.tidy_asked.connect(lambda plan: self._tidy.tidy(plan, self._went.emit))
        self.preview.undo_asked.connect(lambda: self._tidy.undo(self._came_back.emit))
        # from another thread, so that Qt queues them
        self._went.connect(lambda rows: self._tell_moved(rows, "moved to the trash"))
        self._came_back.connect(lambda rows: self._tell_moved(rows, "brought back from the trash"))

    def _ask(self) -> None:
        tidy = self._tidy
        self._worker.submit("plan", lambda: (tidy.plan(), tidy.trash_size()), self._take, self._tell)

    def _take(self, told: tuple[RemovalPlan, tuple[int, int]]) -> None:
        self.preview.show_plan(*told)

    def _tell_moved(self, rows: Sequence[int], how: str) -> None:
        self.said.emit(f"{'1 file was' if len(rows) == 1 else f'{len(rows):,} files were'} {how}.")
        self._again.start(0)

    def _tell(self, problem: Problem) -> None:
        self.preview.show_problem(visible(str(problem), 600))
