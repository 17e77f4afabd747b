"""Buttons, tool tips and menus of judging say what they will do, and name the keys that the person chose."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot
from window.judged_window import JudgedWindow
from window.listening_window import ListeningWindow

from inbox.domain.statuses import ReviewStatus
from inbox.gui.listing.row_menu import RowActions, row_menu
from inbox.gui.look.theme import LIGHT

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support"
)


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    made = ListeningWindow(tmp_path / "data")
    made.downloaded(30.0, name="Talk")
    yield made
    made.close()


@pytest.fixture
def judged(listening: ListeningWindow, qtbot: QtBot) -> JudgedWindow:
    made = JudgedWindow(listening, qtbot)
    made.choose(1)
    return made


def _button(judged: JudgedWindow, name: str) -> QPushButton:
    button = judged.window.player.findChild(QPushButton, name)
    assert button is not None
    return button


def _said(button: QPushButton) -> tuple[str, str, str]:
    return button.text(), button.accessibleName(), button.toolTip()


def test_the_button_of_a_flagged_recording_says_that_it_takes_the_flag_away(judged: JudgedWindow) -> None:
    flag = _button(judged, "flag")
    assert _said(flag) == ("Flag", "Flag the recording in the player", "<p>Flag the recording in the player (F)</p>")
    width = flag.sizeHint().width()
    flag.click()
    judged.settle()
    judged.until(lambda: flag.text() == "Unflag")
    assert _said(flag)[1:] == (
        "Take the flag from the recording in the player: it is new again",
        "<p>Take the flag from the recording in the player: it is new again (F)</p>",
    )
    assert flag.sizeHint().width() == width, "nothing moves under the hand"
    flag.click()
    judged.settle()
    judged.until(lambda: flag.text() == "Flag")
    assert judged.listening.recording(1).review_status is ReviewStatus.NEW


def test_the_button_of_a_reviewed_recording_says_that_it_goes_on(judged: JudgedWindow) -> None:
    button = _button(judged, "reviewed_next")
    assert button.text() == "Reviewed, next"
    button.click()
    judged.settle()
    judged.until(lambda: button.text() == "Next")
    assert _said(button)[1:] == (
        "The recording in the player is reviewed already: play the next one",
        "<p>The recording in the player is reviewed already: play the next one (E)</p>",
    )
    judged.listening.core.reviews.set_verdict([1], ReviewStatus.FLAGGED)
    judged.settle()
    judged.until(lambda: button.text() == "Reviewed, next")
    assert _button(judged, "flag").text() == "Unflag"


@pytest.mark.parametrize(
    ("lines", "stars", "flag"),
    [
        ((), "Stars: none. The keys 1 to 5 give them, 0 takes them away.", "(F)"),
        (("stars_3 = F3", "flag = <, F13"), "The keys 1, 2, F3, 4 and 5 give them, 0 takes them away.", "(&lt;, F13)"),
        (("stars_0 = <b", "flag ="), "The keys 1 to 5 give them.", "player"),
        (tuple(f"stars_{count} =" for count in range(6)), "Stars: none.", "(F)"),
        (tuple(f"stars_{count} =" for count in range(1, 6)), "Stars: none. The key 0 takes them away.", "(F)"),
    ],
)
def test_tool_tips_name_the_keys_that_the_person_chose(judged: JudgedWindow, lines: Sequence[str], stars: str, flag: str) -> None:
    core = judged.listening.core
    core.apply_settings({"keys": list(lines)})
    judged.window.extras.actions.refresh()
    assert judged.pane.stars.toolTip().endswith(f"{stars}</p>")
    assert _button(judged, "flag").toolTip().endswith(f"{flag}</p>")


def test_the_rows_menu_takes_the_flag_away_and_names_the_chosen_key(judged: JudgedWindow) -> None:
    core, actions = judged.listening.core, judged.window.extras.actions
    core.apply_settings({"keys": ["copy_id = F4"]})
    actions.refresh()
    core.reviews.set_verdict([1], ReviewStatus.FLAGGED)
    judged.settle()
    asked: list[ReviewStatus] = []
    menu: QMenu = row_menu(
        judged.listening.recording(1),
        [1],
        RowActions(lambda _one: None, lambda _rows: None, lambda _rows, status: asked.append(status), keys=actions),
        LIGHT,
        judged.window,
    )
    known = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert known["Unflag"].isEnabled()
    known["Unflag"].trigger()
    assert asked == [ReviewStatus.NEW]
    assert known["Copy the recording's id"].text().endswith("\tF4")
    menu.deleteLater()


def test_the_tool_tip_of_a_tag_shows_its_signs_as_they_are(judged: JudgedWindow) -> None:
    judged.listening.core.reviews.tag([1], "a & b &lt; <i>c")
    judged.settle()
    (chip,) = judged.pane.tags.findChildren(QPushButton)
    assert chip.toolTip() == "<p>Take the tag away: a &amp; b &amp;lt; &lt;i&gt;c</p>"
    assert chip.accessibleName() == "Take the tag a & b &lt; <i>c away"


def test_keys_that_are_written_into_the_file_count_in_the_open_window(judged: JudgedWindow) -> None:
    core = judged.listening.core
    folder = core.inbox.folder
    folder.settings.write_text(folder.settings.read_text() + 'keys = ["flag = F12"]\n')
    core.follow_settings()
    judged.until(lambda: _button(judged, "flag").toolTip() == "<p>Flag the recording in the player (F12)</p>")
    judged.press(Qt.Key.Key_F12)
    judged.until(lambda: _button(judged, "flag").text() == "Unflag")
