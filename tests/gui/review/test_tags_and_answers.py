"""Tags and the review form in a real window over a real core: by keys, and what the store has of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window.judged_window import JudgedWindow
from window.listening_window import ListeningWindow

from inbox.domain.statuses import ReviewStatus

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "raise()", "grabbing"
)

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    made = ListeningWindow(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def rows(listening: ListeningWindow) -> list[int]:
    """Three recordings that can be heard, the oldest first."""
    return [listening.downloaded(30.0, name=f"Talk {number}") for number in range(3)]


@pytest.fixture
def judged(listening: ListeningWindow, rows: list[int], qtbot: QtBot) -> JudgedWindow:
    return JudgedWindow(listening, qtbot)


def test_g_tags_and_backspace_takes_the_last_tag_away(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_G)
    judged.type("dispute, training")
    judged.press(Qt.Key.Key_Return)
    assert judged.inbox.tags.of(rows[0]) == ["dispute", "training"]
    assert judged.pane.tags.tags == ("dispute", "training")
    assert judged.window.table.hasFocus()
    judged.press(Qt.Key.Key_G)
    judged.press(Qt.Key.Key_Backspace)
    assert judged.inbox.tags.of(rows[0]) == ["dispute"]
    judged.press(Qt.Key.Key_Escape)
    judged.press(Qt.Key.Key_Z, CONTROL)
    assert judged.pane.tags.tags == ("dispute", "training")


def test_q_goes_to_the_form_of_the_settings_and_space_answers(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[1])
    judged.press(Qt.Key.Key_Q)
    assert "no question" in judged.said
    judged.listening.core.apply_settings({"review_questions": ("Consent? = yes / no", "Tone = calm / angry")})
    judged.press(Qt.Key.Key_Q)
    asked = QApplication.focusWidget()
    assert asked is not None
    judged.until(lambda: asked.visibleRegion().boundingRect() == asked.rect())
    judged.press(Qt.Key.Key_Right)
    assert judged.inbox.answers.of(rows[1]) == {"Consent?": "no"}
    judged.press(Qt.Key.Key_Tab)
    judged.press(Qt.Key.Key_Space)
    assert judged.inbox.answers.of(rows[1]) == {"Consent?": "no", "Tone": "calm"}
    judged.press(Qt.Key.Key_Space)
    assert judged.inbox.answers.of(rows[1]) == {"Consent?": "no"}
    judged.press(Qt.Key.Key_Escape)
    assert judged.window.table.hasFocus()
    judged.choose(rows[0])
    assert judged.inbox.answers.of(rows[0]) == {}


def test_a_question_is_one_stop_for_tab_and_the_arrows_choose_in_a_ring(judged: JudgedWindow, rows: list[int]) -> None:
    judged.listening.core.apply_settings({"review_questions": ("Consent? = yes / no / n/a", "Tone = calm / angry")})
    judged.choose(rows[1])
    judged.press(Qt.Key.Key_Q)
    for key, answer in ((Qt.Key.Key_Up, "n/a"), (Qt.Key.Key_Left, "no"), (Qt.Key.Key_Down, "n/a"), (Qt.Key.Key_Right, "yes")):
        judged.press(key)
        assert judged.inbox.answers.of(rows[1]) == {"Consent?": answer}
    judged.press(Qt.Key.Key_Tab)
    judged.press(Qt.Key.Key_Right)
    assert judged.inbox.answers.of(rows[1]) == {"Consent?": "yes", "Tone": "angry"}
    judged.press(Qt.Key.Key_Backtab, SHIFT)
    judged.press(Qt.Key.Key_Space)
    assert judged.inbox.answers.of(rows[1]) == {"Tone": "angry"}
    judged.choose(rows[0])
    judged.press(Qt.Key.Key_Q)
    assert judged.inbox.answers.of(rows[0]) == {}


def test_the_form_of_what_is_shown_follows_the_settings_also_those_written_by_hand(
    judged: JudgedWindow, rows: list[int], tmp_path: Path
) -> None:
    judged.choose(rows[0])
    form, file = judged.pane.answers, tmp_path / "data" / "settings.toml"
    judged.listening.core.apply_settings({"review_questions": ("Consent? = yes / no",)})
    judged.until(lambda: [row.question.text for row in form._rows] == ["Consent?"])
    written = 'theme = "light"\nrewind_on_pause = 0.0\nreviewer = "Berta"\n'
    file.write_text(f'{written}review_questions = ["Tone = calm / angry", "Resolved? = yes / n/a"]\n')
    judged.listening.core.follow_settings()
    judged.until(lambda: [row.question.text for row in form._rows] == ["Tone", "Resolved?"])
    form._rows[1].buttons[1].click()
    judged.settle()
    assert judged.inbox.answers.of(rows[0]) == {"Resolved?": "n/a"}
    assert judged.listening.core.reviews.author == "Berta"


def test_enter_on_a_tag_goes_back_to_the_list_so_that_letters_are_keys_again(judged: JudgedWindow, rows: list[int]) -> None:
    judged.choose(rows[2])
    judged.press(Qt.Key.Key_G)
    judged.type("Dispute")
    judged.press(Qt.Key.Key_Return)
    assert judged.window.table.hasFocus()
    judged.press(Qt.Key.Key_E)
    assert judged.inbox.recordings.rows(rows)[rows[2]].review_status is ReviewStatus.REVIEWED
    assert (judged.inbox.tags.of(rows[2]), judged.pane.tags.field.text()) == (["Dispute"], "")
    judged.choose(rows[1])
    judged.press(Qt.Key.Key_G)
    judged.type("di")  # what is known is offered
    offered = QApplication.activePopupWidget()
    assert offered is not None
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(offered, key)
    judged.settle()
    assert not offered.isVisible()
    assert judged.inbox.tags.of(rows[1]) == ["Dispute"]
    assert judged.window.table.hasFocus()
