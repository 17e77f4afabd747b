"""One look at the settings for the whole window: whoever follows them is told, and only when they are others."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow
from inbox.gui.review.answers_form import AnswersForm
from inbox.gui.review.form_watch import FormWatch
from inbox.gui.watching.expiry_watch import ExpiryWatch
from inbox.gui.watching.settings_feed import SettingsFeed
from inbox.storage.settings.settings import Settings

OpenWindow = Callable[..., MainWindow]


class Followed(QObject):
    """Settings that change, and what is told of them."""

    def __init__(self) -> None:
        super().__init__()
        self.in_force = Settings(theme="light")
        self.told: list[Settings] = []
        self.feed = SettingsFeed(lambda: self.in_force, self)
        self.feed.changed.connect(self.told.append)

    def rest(self) -> None:
        """Only who asks for a look gets one."""
        for timer in self.findChildren(QTimer):
            timer.stop()


def test_settings_that_are_others_are_told_by_themselves_and_once(qtbot: QtBot) -> None:
    followed = Followed()
    followed.in_force = replace(followed.in_force, theme="dark")
    qtbot.waitUntil(lambda: bool(followed.told), timeout=20_000)
    followed.feed.look()
    followed.in_force = replace(followed.in_force)
    followed.feed.look()
    assert followed.told == [Settings(theme="dark")], "the same again is no news"
    assert followed.feed.seen is followed.told[0]
    followed.feed.stop()


def test_form_and_expiry_go_by_the_same_look(qtbot: QtBot) -> None:
    followed = Followed()
    followed.rest()
    form = AnswersForm(LIGHT)
    qtbot.addWidget(form)
    watch = FormWatch(form, lambda: followed.in_force, followed.feed, followed)
    moved: list[int] = []
    ExpiryWatch(followed.feed, followed).moved.connect(lambda: moved.append(1))
    followed.rest()
    assert (form.first, watch.questions) == (None, ())
    followed.in_force = replace(followed.in_force, review_questions=("Consent? = yes / no",))
    assert [question.text for question in watch.questions] == ["Consent?"], "who asks is told those of this moment"
    assert form.first is None
    followed.feed.look()
    assert form.first is not None
    assert moved == [], "the days of the warning are the same"
    followed.in_force = replace(followed.in_force, expiry_warning_days=9)
    followed.feed.look()
    assert moved == [1]


def test_a_window_looks_at_its_settings_in_one_place(inbox: WindowInbox, open_window: OpenWindow) -> None:
    window = open_window()
    window.extras.settings_feed.stop()
    inbox.in_force = replace(inbox.in_force, theme="dark", click_plays=False, keys=("search = Ctrl+F9",))
    assert not window.themes.theme.is_dark
    window.extras.settings_feed.look()
    assert window.themes.theme.is_dark
    assert not window.table.click_plays
    assert window.extras.actions.first_key("search") == "Ctrl+F9"
