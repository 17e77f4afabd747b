"""The review form of the recording that is shown follows the settings, wherever they were changed: by hand in the file, too."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from inbox.domain.review_form import ReviewQuestion, review_form
from inbox.gui.review.answers_form import AnswersForm
from inbox.gui.watching.settings_feed import SettingsFeed
from inbox.storage.settings.settings import Settings


class FormWatch(QObject):
    """Lives in the GUI thread."""

    def __init__(self, form: AnswersForm, in_force: Callable[[], Settings], settings: SettingsFeed, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._in_force = form, in_force
        self._lines: tuple[str, ...] = ()
        self._questions: tuple[ReviewQuestion, ...] = ()
        settings.changed.connect(self.look)

    @property
    def questions(self) -> tuple[ReviewQuestion, ...]:
        """Those of this moment."""
        lines = self._in_force().review_questions
        if lines != self._lines:
            self._lines, self._questions = lines, review_form(lines)
        return self._questions

    def look(self) -> None:
        """Shows the form of this moment."""
        self._form.show_questions(self.questions)
