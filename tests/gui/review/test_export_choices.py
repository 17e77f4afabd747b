"""What the window of exports offers and says while the person chooses, and when it is closed too early."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from window.evidence_window import EvidenceWindow

from inbox.domain.file_names import FIELDS
from inbox.gui.main_window import MainWindow
from inbox.gui.review.export_window import ExportWindow
from inbox.gui.review.quit_question import QuitQuestion

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")


@pytest.fixture
def evidence(tmp_path: Path, qtbot: QtBot) -> Iterator[EvidenceWindow]:
    with closing(EvidenceWindow(tmp_path / "inbox")) as window:
        yield window


def _open(evidence: EvidenceWindow) -> ExportWindow:
    assert evidence.window is not None
    evidence.window.extras.actions.trigger("export")
    shown = evidence.desk.window
    assert shown is not None
    return shown


def _labels(shown: ExportWindow) -> str:
    return " ".join(note.text() for note in shown.form._notes if not note.isHidden())


def _name(shown: ExportWindow) -> str:
    return Path(shown.form.path.text()).name


def _endless(evidence: EvidenceWindow, tmp_path: Path) -> ExportWindow:
    """An export that runs, and takes long."""
    row = evidence.inbox.receive()
    with evidence.inbox.download(row).open("r+b") as file:
        file.truncate(8_000_000_000)
    evidence.open()
    shown = _open(evidence)
    shown.form.path.setText(str(tmp_path / "e.zip"))
    shown.go.click()
    assert shown.bar.isVisible()
    return shown


def test_what_comes_while_the_window_is_open_is_counted_and_exported_with_the_rest(
    evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    evidence.inbox.receive()
    window = evidence.open()
    shown = _open(evidence)
    shown.form.what.choose("Whole list")
    assert "1 recording that the list shows" in _labels(shown)
    window.recordings_changed([evidence.inbox.receive() for _ in range(3)])
    qtbot.waitUntil(lambda: "4 recordings that the list shows" in _labels(shown), timeout=20_000)
    shown.form.format.choose("Table")
    shown.form.path.setText(str(tmp_path / "list.csv"))
    shown.go.click()
    qtbot.waitUntil(lambda: "4 recordings in list.csv" in shown.said.text(), timeout=20_000)


def test_the_name_follows_what_is_exported_until_the_person_types_one(
    evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    row = evidence.inbox.receive(name="Thursday stand-up")
    evidence.inbox.receive()
    window = evidence.open()
    window.table.select_id(row)
    shown = _open(evidence)
    assert _name(shown) == "Thursday stand-up.zip"
    shown.form.what.choose("Whole list")
    assert _name(shown).startswith("Recordings 20")
    window.toolbar.search.setText("thursday is:new")
    qtbot.waitUntil(lambda: _name(shown).startswith("Recordings new thursday 20"), timeout=20_000)
    shown.form.what.choose("Selected")
    assert _name(shown) == "Thursday stand-up.zip"
    shown.form.path.setText(str(tmp_path / "Thursday stand-up.zip"))
    shown.go.click()
    qtbot.waitUntil(lambda: "1 recording, 1 without sound in" in shown.said.text(), timeout=20_000)
    shown.form.what.choose("Whole list")
    assert Path(shown.form.path.text()).parent == tmp_path
    assert _name(shown).startswith("Recordings new thursday 20")
    assert "replaced" not in _labels(shown)
    shown.form.path.setText(str(tmp_path / "Mine.zip"))
    for choice in ("Selected", "Whole list"):
        shown.form.what.choose(choice)
        assert _name(shown) == "Mine.zip"


def test_the_file_ends_in_what_it_is_and_that_is_said_before(evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path) -> None:
    evidence.inbox.receive()
    evidence.open()
    shown = _open(evidence)
    (tmp_path / "Call 3.30 pm.csv").touch()
    shown.form.format.choose("Table")
    shown.form.path.setText(str(tmp_path / "Call 3.30 pm"))
    assert "It will be called “Call 3.30 pm.csv”. There is such a file; it will be replaced." in _labels(shown)
    shown.form.path.setText(str(tmp_path / "list.zip"))
    assert "It will be called “list.csv”." in _labels(shown)
    shown.go.click()
    qtbot.waitUntil(lambda: "1 recording in list.csv" in shown.said.text(), timeout=20_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Call 3.30 pm.csv", "inbox", "list.csv"]


def test_braces_that_mean_nothing_are_marked_and_all_that_mean_something_are_listed(evidence: EvidenceWindow) -> None:
    evidence.inbox.receive(name="Talk")
    window = evidence.open()
    window.table.selectRow(0)
    shown = _open(evidence)
    assert all(f"{{{field}}}" in shown.form.names.toolTip() for field in FIELDS)
    shown.form.names.setText("")
    QTest.keyClicks(shown.form.names, "{name} {bogus}")
    assert "{bogus} means nothing, and would stand in names as written." in _labels(shown)
    assert all(f"{{{field}}}" in _labels(shown) for field in FIELDS)
    shown.form.format.choose("Table")
    assert "{bogus} means nothing" not in _labels(shown)


def test_what_was_wrong_is_not_said_of_another_choice(evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path) -> None:
    evidence.inbox.receive()
    evidence.open()
    shown = _open(evidence)
    shown.form.path.setText(str(tmp_path / "none" / "e.zip"))
    shown.go.click()
    qtbot.waitUntil(lambda: "its folder is not there" in shown.said.text(), timeout=20_000)
    shown.form.format.choose("Table")
    assert shown.said.text() == ""


def test_escape_while_an_export_runs_says_that_it_goes_on_and_how_to_come_back(
    evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = _endless(evidence, tmp_path)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert evidence.window is not None
    assert evidence.window.status.message.text() == (
        "The export goes on. Ctrl+E shows it again, and has the button that ends it."
    )
    assert _open(evidence).bar.isVisible()
    shown.end.click()
    qtbot.waitUntil(lambda: "was cancelled" in shown.said.text(), timeout=20_000)
    evidence.window.status.say("")
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert evidence.window.status.message.text() == ""


def test_whoever_quits_while_an_export_runs_is_asked(evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path) -> None:
    _endless(evidence, tmp_path)
    window = evidence.window
    assert window is not None
    question = evidence.desk._question
    assert question is not None
    _quit(window, qtbot)
    assert window.isVisible()
    assert question.box is not None
    assert "“e.zip” is still being written." in question.box.text()
    assert question.box.textFormat() is Qt.TextFormat.PlainText, "a file may be called anything"
    _press(question, "Go on exporting")
    assert window.isVisible()
    assert evidence.desk._desk.parts.exports is not None
    assert evidence.desk._desk.parts.exports.is_running
    _quit(window, qtbot)
    _press(question, "End it and quit")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


def _quit(window: MainWindow, qtbot: QtBot) -> None:
    """As a person does: while the program runs."""
    asked: list[bool] = []
    QTimer.singleShot(0, window, lambda: asked.append(window.close()))
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert asked == [False]


def _press(question: QuitQuestion, words: str) -> None:
    assert question.box is not None
    button = next(button for button in question.box.findChildren(QPushButton) if button.text() == words)
    button.click()
