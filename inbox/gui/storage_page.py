"""The page of the settings that says how much is kept: limits, the trash, and what would go now."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inbox.domain.problems import Problem
from inbox.domain.removal import RemovalPlan
from inbox.domain.visible_text import visible
from inbox.gui.query_worker import QueryWorker
from inbox.gui.removal_preview import RemovalPreview
from inbox.gui.setting_fields import NumberField
from inbox.gui.setting_form import SettingForm
from inbox.gui.setting_saver import SettingSaver
from inbox.gui.theme import Theme
from inbox.storage.settings import Settings

_EVERY_MS = 10_000
_SOON_MS = 700
"""After the person had something moved: it is done by another thread."""
_MEGABYTES = 1_000
_MOST_GIGABYTES = 10_000.0


class StoragePage(QWidget):
    """Shows the limits in force and, as long as it is to be seen, what they mean."""

    def __init__(
        self,
        theme: Theme,
        saver: SettingSaver,
        worker: QueryWorker,
        *,
        plan: Callable[[], RemovalPlan],
        tidy: Callable[[RemovalPlan], None],
        undo: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        """``plan`` is called in the worker's thread, ``tidy`` and ``undo`` in the GUI thread; they return at once."""
        super().__init__(parent)
        self._saver, self._worker = saver, worker
        self._plan, self._tidy, self._undo = plan, tidy, undo
        self.quota = NumberField(0, _MOST_GIGABYTES, "GB", nothing="No limit", decimals=2)
        self.age = NumberField(0, 100_000, "days", nothing="No limit")
        self.trash = NumberField(1, 3_650, "days")
        self.free = NumberField(0, 1_000, "GB", decimals=1)
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

    def _compose(self) -> None:
        form = self.form
        form.add_section("How much is kept", "Only what you have marked as reviewed ever goes. New and flagged recordings stay.")
        form.add_setting("Files together at most", self.quota)
        form.add_setting("No file longer than", self.age)
        form.add_setting("In the trash for", self.trash, "So long you can bring back what went. After that it is deleted.")
        form.add_setting("Leave free on the disk", self.free, "Downloads rest before that, so that events can always be stored.")
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 28, 16)
        column.setSpacing(16)
        column.addWidget(form, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.preview, 1)

    def _connect(self) -> None:
        save = self._saver.save
        self.quota.settled.connect(self._save_size)
        self.age.settled.connect(lambda days: save(media_days=int(days)))
        self.trash.settled.connect(lambda days: save(trash_days=int(days)))
        self.free.settled.connect(lambda size: save(keep_free_megabytes=round(size * _MEGABYTES)))
        self._saver.saved.connect(lambda: self._again.start(0) if self.isVisible() else None)
        self.preview.tidy_asked.connect(self._tidy_up)
        self.preview.undo_asked.connect(self._bring_back)

    def _save_size(self, gigabytes: float) -> None:
        """Less than the smallest limit would move everything: it is taken as that limit."""
        megabytes = round(gigabytes * _MEGABYTES)
        self._saver.save(media_megabytes=megabytes and max(10, megabytes))

    def _ask(self) -> None:
        self._worker.submit("plan", self._plan, self.preview.show_plan, self._tell)

    def _tidy_up(self, plan: RemovalPlan) -> None:
        self._tidy(plan)
        self._again.start(_SOON_MS)

    def _bring_back(self) -> None:
        self._undo()
        self._again.start(_SOON_MS)

    def _tell(self, problem: Problem) -> None:
        self.preview.show_problem(visible(str(problem), 600))
