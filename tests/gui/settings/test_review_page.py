"""The page of the settings where the person defines the review form, in a real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.domain.review_form import MOST_QUESTIONS
from inbox.gui.settings.review_page import ReviewPage
from inbox.gui.settings.settings_window import SettingsWindow
from inbox.storage.settings.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "raise()")


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    made = ListeningWindow(tmp_path / "data")
    yield made
    made.close()


def _page(listening: ListeningWindow) -> ReviewPage:
    window = listening.open()
    window.extras.settings.open("Review")
    settings = window.findChild(SettingsWindow)
    assert settings is not None
    page = settings.pages["Review"]
    assert isinstance(page, ReviewPage)
    return page


def _in_force(listening: ListeningWindow) -> Settings:
    return listening.core.settings


def test_questions_are_added_put_in_order_and_removed_and_kept_each_time(listening: ListeningWindow, qtbot: QtBot) -> None:
    form = _page(listening).questions
    for question, choices in (("Consent given?", "yes / n/a"), ("Tone?", "calm/angry=loud")):
        form.add_button.click()
        QTest.keyClicks(form.rows[-1].question, question)
        form.rows[-1].choices.setFocus()
        QTest.keyClicks(form.rows[-1].choices, choices)
        QTest.keyClick(form.rows[-1].choices, Qt.Key.Key_Return)
    asked = ("Consent given? = yes / n/a", "Tone? = calm/angry=loud")
    qtbot.waitUntil(lambda: _in_force(listening).review_questions == asked, timeout=20_000)
    assert not form.rows[0].up.isEnabled()
    form.rows[1].up.click()
    qtbot.waitUntil(lambda: _in_force(listening).review_questions == tuple(reversed(asked)), timeout=20_000)
    form.rows[0].remove.click()
    qtbot.waitUntil(lambda: _in_force(listening).review_questions == asked[:1], timeout=20_000)
    assert [row.question.text() for row in form.rows] == ["Consent given?"]


def test_a_question_without_choices_waits_for_them_and_says_so(listening: ListeningWindow, qtbot: QtBot) -> None:
    page = _page(listening)
    form = page.questions
    form.add_button.click()
    QTest.keyClicks(form.rows[0].question, "Consent given?")
    QTest.keyClick(form.rows[0].question, Qt.Key.Key_Return)
    assert "at least two choices" in form.hint
    page.look()
    assert [row.question.text() for row in form.rows] == ["Consent given?"], "what is typed stays"
    assert _in_force(listening).review_questions == ()
    QTest.keyClicks(form.rows[0].choices, "yes / no")
    QTest.keyClick(form.rows[0].choices, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _in_force(listening).review_questions == ("Consent given? = yes / no",), timeout=20_000)
    form.add_button.click()
    QTest.keyClicks(form.rows[1].question, "Consent given?")
    QTest.keyClicks(form.rows[1].choices, "a / b")
    QTest.keyClick(form.rows[1].choices, Qt.Key.Key_Return)
    assert "asked twice" in form.hint
    for _ in range(MOST_QUESTIONS - 2):
        form.add_button.click()
    assert not form.add_button.isEnabled()


def test_a_question_with_the_sign_that_ends_it_is_refused_as_it_stands_there(listening: ListeningWindow, qtbot: QtBot) -> None:
    form = _page(listening).questions
    form.add_button.click()
    QTest.keyClicks(form.rows[0].question, "Is a = b?")
    QTest.keyClicks(form.rows[0].choices, "yes / no")
    QTest.keyClick(form.rows[0].choices, Qt.Key.Key_Return)
    assert "holds no “=”" in form.hint
    assert (form.lines, form.rows[0].question.text()) == ((), "Is a = b?")
    form.rows[0].question.setText("Is a b?")
    QTest.keyClick(form.rows[0].question, Qt.Key.Key_Return)
    assert form.hint == ""
    qtbot.waitUntil(lambda: _in_force(listening).review_questions == ("Is a b? = yes / no",), timeout=20_000)


def test_name_share_and_manner_of_listening_are_kept(listening: ListeningWindow, qtbot: QtBot) -> None:
    page = _page(listening)
    page.reviewer.selectAll()
    QTest.keyClicks(page.reviewer, "  Ben   Miller ")
    QTest.keyClick(page.reviewer, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listening.core.reviews.author == "Ben Miller", timeout=20_000)
    page.needs.setValue(90)
    page.rewind.setValue(1.5)
    page.gap.setValue(0)
    page.remember.click()
    qtbot.waitUntil(lambda: not _in_force(listening).remember_position, timeout=20_000)
    settings = _in_force(listening)
    assert (settings.reviewed_needs_percent, settings.rewind_on_pause, settings.conference_gap_seconds) == (90, 1.5, 0.0)
    page.reviewer.clear()
    QTest.keyClick(page.reviewer, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listening.core.reviews.author == listening.core.reviews.account_name, timeout=20_000)
