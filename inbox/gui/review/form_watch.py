"""The review form of the recording that is shown follows the settings, wherever they were changed: by hand in the file, too."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from inbox.domain.review_form import ReviewQuestion, review_form
from inbox.gui.review.answers_form import AnswersForm
from inbox.storage.settings.settings import Settings

_EVERY_MS = 500


class FormWatch(QObject):
    """Lives in the GUI thread, and only looks at what is known."""

    def __init__(self, form: AnswersForm, settings: Callable[[], Settings], parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._settings = form, settings
        self._lines: tuple[str, ...] = ()
        self._questions: tuple[ReviewQuestion, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def questions(self) -> tuple[ReviewQuestion, ...]:
        """Those of this moment."""
        lines = self._settings().review_questions
        if lines != self._lines:
            self._lines, self._questions = lines, review_form(lines)
        return self._questions

    def start(self) -> None:
        """From now on there is a recording to ask them of."""
        if not self._timer.isActive():
            self._timer.start()

    def look(self) -> None:
        """Shows the form of this moment."""
        self._form.show_questions(self.questions)

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()
