"""Exports from the window: chosen, followed, ended, told of."""

import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QTabWidget
from pytestqt.qtbot import QtBot
from window.evidence_window import EvidenceWindow

from inbox.domain.history import HistoryKind
from inbox.domain.times import now
from inbox.gui.main_window import MainWindow
from inbox.gui.review.export_window import ExportWindow
from inbox.pipeline.export import bundle
from inbox.pipeline.export.bundle_check import check_bundle

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")


@pytest.fixture
def evidence(tmp_path: Path, qtbot: QtBot) -> Iterator[EvidenceWindow]:
    with closing(EvidenceWindow(tmp_path / "inbox")) as window:
        yield window


def _export_window(evidence: EvidenceWindow) -> ExportWindow:
    assert evidence.window is not None
    QTest.keyClick(evidence.window.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    shown = evidence.desk.window
    assert shown is not None
    assert shown.isVisible()
    return shown


def _says(shown: ExportWindow, words: str) -> bool:
    return words in shown.said.text()


def _told(window: MainWindow, words: str) -> bool:
    return words in window.status.message.text()


def _labels(shown: ExportWindow) -> str:
    return " ".join(note.text() for note in shown.form._notes if not note.isHidden())


def test_a_bundle_of_the_selected_recording_is_made_by_keys_and_verifies(
    evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    row = evidence.inbox.receive(name="Thursday: stand-up")
    evidence.inbox.download(row)
    evidence.inbox.receive(name="Other")
    window = evidence.open()
    window.table.select_id(row)
    shown = _export_window(evidence)
    assert "1 recording: “Thursday: stand-up”" in _labels(shown)
    assert "Such as “Thursday- stand-up”" in _labels(shown)
    target = tmp_path / "evidence.zip"
    shown.form.path.setText(str(target))
    QTest.keyClick(shown.form.path, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 recording in evidence.zip" in shown.said.text(), timeout=10_000)
    assert shown.folder.isVisible()
    found = check_bundle(target)
    assert (found.problems, found.recordings, found.without_sound) == ((), 1, 0)
    shown.copy.click()
    assert QGuiApplication.clipboard().text() == found.sha256


def test_the_whole_list_is_exported_as_a_table_and_the_names_are_kept(
    evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for _ in range(3):
        evidence.inbox.receive()
    evidence.open()
    shown = _export_window(evidence)
    shown.form.path.setText(str(tmp_path / "list.zip"))
    shown.form.names.setText("{id} {name}")
    shown.form.what.choose("Whole list")
    assert "3 recordings that the list shows" in _labels(shown)
    shown.form.format.choose("Table")
    assert shown.form.path.text() == str(tmp_path / "list.csv")
    assert not shown.form.names.isEnabled()
    shown.go.click()
    qtbot.waitUntil(lambda: "3 recordings in list.csv" in shown.said.text(), timeout=10_000)
    assert len((tmp_path / "list.csv").read_text().splitlines()) == 4
    assert 'export_names = "{id} {name}"' in (tmp_path / "inbox" / "settings.toml").read_text()


def test_a_long_export_is_ended_by_the_button_and_leaves_nothing(evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path) -> None:
    row = evidence.inbox.receive()
    with evidence.inbox.download(row).open("r+b") as file:
        file.truncate(3_000_000_000)
    evidence.open()
    shown = _export_window(evidence)
    shown.form.path.setText(str(tmp_path / "e.zip"))
    shown.go.click()
    assert shown.bar.isVisible()
    assert shown.end.text() == "Cancel"
    assert not shown.go.isEnabled()
    shown.end.click()
    qtbot.waitUntil(lambda: "was cancelled" in shown.said.text(), timeout=10_000)
    assert shown.go.isEnabled()
    assert not shown.bar.isVisible()
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


def test_what_could_not_be_written_is_said_and_may_be_tried_again(evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path) -> None:
    evidence.inbox.receive()
    evidence.open()
    shown = _export_window(evidence)
    shown.form.path.setText("evidence.zip")
    shown.go.click()
    assert shown.said.text() == "Name the whole path of the file, from the top folder on."
    shown.form.path.setText(str(tmp_path / "none" / "e.zip"))
    shown.go.click()
    qtbot.waitUntil(lambda: "its folder is not there" in shown.said.text(), timeout=10_000)
    assert shown.go.isEnabled()
    shown.form.path.setText("")
    assert not shown.go.isEnabled()


def test_an_export_that_ends_behind_a_closed_window_is_told_in_the_status_bar(
    evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    evidence.inbox.receive()
    window = evidence.open()
    shown = _export_window(evidence)
    shown.form.path.setText(str(tmp_path / "e.zip"))
    with qtbot.waitSignal(shown.ended, timeout=10_000) as ended:
        shown.go.click()
        shown.close()
    sentence, is_problem = ended.args
    assert sentence.startswith("1 recording, 1 without sound in e.zip")
    assert not is_problem
    assert window.status.message.text() == sentence
    assert window.isVisible()


def test_each_export_is_offered_a_name_that_is_free(evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path) -> None:
    row = evidence.inbox.receive(name="Talk: 1")
    evidence.inbox.receive()
    window = evidence.open()
    window.table.select_id(row)
    shown = _export_window(evidence)
    assert Path(shown.form.path.text()).name == "Talk- 1.zip"
    shown.form.path.setText(str(tmp_path / "Talk- 1.zip"))
    for place in ("in Talk- 1.zip", "in Talk- 1 (2).zip"):
        shown.go.click()
        qtbot.waitUntil(partial(_says, shown, place), timeout=10_000)
        window.extras.actions.trigger("export")
    assert shown.form.path.text() == str(tmp_path / "Talk- 1 (3).zip")


def test_the_menu_of_the_rows_offers_to_export_them(evidence: EvidenceWindow, qtbot: QtBot) -> None:
    for _ in range(3):
        evidence.inbox.receive()
    window = evidence.open()
    window.table.selectAll()
    window.table.ask_for_menu()
    menu = next(menu for menu in window.findChildren(QMenu) if menu.isVisible())
    export = next(action for action in menu.actions() if action.text() == "Export 3 recordings…")
    export.trigger()
    menu.close()
    shown = evidence.desk.window
    assert shown is not None
    assert "3 recordings" in _labels(shown)


def test_an_empty_list_offers_nothing_to_export(evidence: EvidenceWindow) -> None:
    window = evidence.open()
    window.toolbar.export_button.click()
    shown = evidence.desk.window
    assert shown is not None
    assert "0 recordings that the list shows" in _labels(shown)
    assert not shown.go.isEnabled()


def test_the_history_tab_tells_what_befell_a_recording_and_that_its_chain_is_whole(
    evidence: EvidenceWindow, qtbot: QtBot
) -> None:
    row = evidence.inbox.receive()
    evidence.inbox.download(row)
    evidence.inbox.review(row)
    window = evidence.open()
    tabs = window.details.findChild(QTabWidget)
    pane = evidence.desk._history
    assert isinstance(tabs, QTabWidget)
    assert pane is not None
    assert tabs.tabText(tabs.count() - 1) == "History"
    assert pane.model.rowCount() == 0  # nothing is read while it is not seen
    tabs.setCurrentWidget(pane)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 4, timeout=10_000)
    lines = [[pane.model.index(line, column).data() for column in (1, 2)] for line in range(4)]
    assert lines == [
        ["Marked as flagged, before new", "Anna"],
        ["Heard 0:08 of it", "Anna"],
        ["Downloaded: 0.0 MB, WAV, 0:20", "Recording Inbox"],
        ["Received from Bandwidth, delivery 1", "Bandwidth"],
    ]
    assert pane.chain.text() == "Whole: each line carries the SHA-256 of the one before."
    with evidence.inbox.inbox.database.writing() as connection:
        connection.exec_driver_sql("""UPDATE history SET line = replace(line, '"Anna"', '"Berta"') WHERE number = 3""")
    tabs.setCurrentIndex(0)
    tabs.setCurrentWidget(pane)
    qtbot.waitUntil(lambda: "was changed outside" in pane.chain.text(), timeout=10_000)
    assert "line 4 does not follow from the line before it" in pane.chain.text()


def test_hostile_text_in_a_history_is_shown_as_visible_escapes(evidence: EvidenceWindow, qtbot: QtBot) -> None:
    row = evidence.inbox.receive()
    evidence.inbox.inbox.history.add(row, HistoryKind.EXPORTED, {"format": "zip", "file": "a\u202egpz.exe\n<b>"}, now())
    window = evidence.open()
    pane = evidence.desk._history
    assert pane is not None
    window.details.show_pane(pane)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 2, timeout=10_000)
    assert pane.model.index(0, 1).data() == "Exported in an evidence bundle, “a\\u202egpz.exe\\u000a<b>”"


def test_a_clip_of_the_selected_range_is_saved(evidence: EvidenceWindow, qtbot: QtBot, tmp_path: Path) -> None:
    import numpy as np
    import soundfile

    source = tmp_path / "a.wav"
    soundfile.write(source, np.zeros(8_000 * 20, np.int16), 8_000)
    row = evidence.inbox.receive()
    evidence.inbox.download(row, source.read_bytes())
    window = evidence.open()
    window.table.select_id(row)
    actions = window.extras.actions
    actions.trigger("clip")
    assert "Select a range" in window.status.message.text()
    window.player.select((2.0, 5.5))
    offered: list[Path] = []

    answered = [tmp_path / "clip.wav"]

    def answer(path: Path) -> Path:
        offered.append(path)
        return answered[0]

    evidence.desk.ask_path = answer
    actions.trigger("clip")
    qtbot.waitUntil(lambda: "The clip is in" in window.status.message.text(), timeout=10_000)
    assert offered[0].name == "Conference 1 0.02 to 0.06.wav"
    assert soundfile.info(tmp_path / "clip.wav").frames == 28_000
    for named, written in (("Call 3.30 pm", "Call 3.30 pm.wav"), ("clip.mp3", "clip (2).wav")):
        answered[:] = [tmp_path / named]
        actions.trigger("clip")
        qtbot.waitUntil(partial(_told, window, written), timeout=10_000)
        assert soundfile.info(tmp_path / written).format == "WAV"
        assert not (tmp_path / named).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="where the home folder is comes from HOME")
def test_an_account_without_a_folder_of_documents_is_offered_its_home(
    evidence: EvidenceWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / "config"))
    (tmp_path / "home").mkdir()
    evidence.inbox.receive()
    evidence.open()
    assert Path(_export_window(evidence).form.path.text()).parent == tmp_path / "home"


def test_more_than_a_bundle_holds_is_said_before_anything_is_begun(
    evidence: EvidenceWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_RECORDINGS", 2)
    for _ in range(3):
        evidence.inbox.receive()
    window = evidence.open()
    window.table.selectAll()
    shown = _export_window(evidence)
    assert "An evidence bundle holds at most 2 recordings, and these are 3. Choose fewer." in _labels(shown)
    assert not shown.go.isEnabled()
    shown.form.format.choose("Table")
    assert "holds at most" not in _labels(shown)
    assert shown.go.isEnabled()
