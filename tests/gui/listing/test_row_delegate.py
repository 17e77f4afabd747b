"""What the rows look like."""

from datetime import timedelta

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.progress import DownloadProgress
from inbox.domain.statuses import DownloadStatus, Verification
from inbox.domain.times import iso_z, now
from inbox.gui.listing.recording_columns import Column
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.look.badges import verification_badge
from inbox.gui.look.theme import DARK, LIGHT, Theme
from inbox.storage.downloads.download_control import DownloadControl


def _table(inbox: WindowInbox, qtbot: QtBot, theme: Theme = LIGHT, warning_days: int = 3) -> RecordingTable:
    from inbox.domain.query import RecordingQuery

    model = RecordingTableModel(inbox.recordings, inbox.progress.get)
    table = RecordingTable(model, theme, inbox.progress.get, warning_days=lambda: warning_days)
    model.setParent(table)
    qtbot.addWidget(table)
    model.show_query(RecordingQuery(), inbox.recordings.ids(RecordingQuery()))
    table.resize(1100, 300)
    with qtbot.waitExposed(table):
        table.show()
    return table


def _cell(table: RecordingTable, row: int, column: Column) -> QImage:
    return table.viewport().grab(table.visualRect(table.model().index(row, column))).toImage()


def _share(image: QImage, colour: QColor, tolerance: int = 0) -> float:
    """How much of ``image`` is of ``colour``; thin strokes only come near it."""

    def is_near(other: QColor) -> bool:
        away = (other.red() - colour.red(), other.green() - colour.green(), other.blue() - colour.blue())
        return max(map(abs, away)) <= tolerance

    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(is_near(image.pixelColor(x, y)) for x, y in points) / len(points)


def test_progress_grows_in_the_row(inbox: WindowInbox, qtbot: QtBot) -> None:
    row = inbox.receive()[0]
    inbox.begin(row)
    inbox.progress[row] = DownloadProgress(10, 100)
    table = _table(inbox, qtbot)
    little = _share(_cell(table, 0, Column.STATE), LIGHT.accent)
    inbox.progress[row] = DownloadProgress(62, 100)
    assert table.model().index(0, Column.STATE).data() == "↓ 62 %"
    qtbot.waitUntil(lambda: _share(_cell(table, 0, Column.STATE), LIGHT.accent) > little + 0.01, timeout=5_000)


def test_a_failure_stands_in_the_row_in_the_colour_of_errors(inbox: WindowInbox, qtbot: QtBot) -> None:
    rows = inbox.receive(2)
    inbox.fail(rows[0], "Bandwidth could not be reached.")
    for theme in (LIGHT, DARK):
        table = _table(inbox, qtbot, theme)
        assert _share(_cell(table, 1, Column.STATE), theme.error, 40) > 0
        assert _share(_cell(table, 1, Column.CONFERENCE), theme.error, 40) > 0
        assert _share(_cell(table, 0, Column.CONFERENCE), theme.error, 40) == 0


def test_a_row_told_of_twice_says_so(inbox: WindowInbox, qtbot: QtBot) -> None:
    inbox.receive(recordingId="r-same", conferenceId="conf-same", name="Once")
    once = _cell(_table(inbox, qtbot), 0, Column.CONFERENCE)
    inbox.receive(recordingId="r-same", conferenceId="conf-same", name="Once")
    table = _table(inbox, qtbot)
    assert _cell(table, 0, Column.CONFERENCE) != once
    spoken = table.model().index(0, Column.CONFERENCE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Conference Once, told of 2 times"


def test_the_keyboard_shows_where_it_is_and_the_mouse_does_not(inbox: WindowInbox, qtbot: QtBot) -> None:
    inbox.receive(3)
    table = _table(inbox, qtbot)
    place = table.visualRect(table.model().index(0, Column.STARTED)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert _share(_cell(table, 0, Column.STARTED), LIGHT.accent) == 0
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert _share(_cell(table, 1, Column.STARTED), LIGHT.accent) > 0.05


def test_the_whole_row_under_the_mouse_shows(inbox: WindowInbox, qtbot: QtBot) -> None:
    inbox.receive(3)
    table = _table(inbox, qtbot)
    place = table.visualRect(table.model().index(2, Column.STATUS)).center()
    QTest.mouseMove(table.viewport(), QPoint(place.x() - 3, place.y()))
    QTest.mouseMove(table.viewport(), place)
    qtbot.waitUntil(lambda: _share(_cell(table, 2, Column.STARTED), LIGHT.hover) > 0.5, timeout=5_000)
    assert _share(_cell(table, 1, Column.STARTED), LIGHT.hover) == 0


def test_pale_bars_stand_where_rows_are_about_to_come(inbox: WindowInbox, qtbot: QtBot) -> None:
    table = RecordingTable(RecordingTableModel(inbox.recordings, inbox.progress.get), LIGHT, inbox.progress.get)
    qtbot.addWidget(table)
    table.resize(1100, 300)
    with qtbot.waitExposed(table):
        table.show()
    assert _share(table.viewport().grab().toImage(), LIGHT.neutral_tint) > 0.02


def test_a_long_name_leaves_room_for_the_sentence_of_its_error(inbox: WindowInbox, qtbot: QtBot) -> None:
    row = inbox.receive(name="é" * 300)[0]
    inbox.fail(row, "Bandwidth could not be reached.")
    table = _table(inbox, qtbot)
    image = _cell(table, 0, Column.CONFERENCE)
    right = image.copy(image.width() * 6 // 10, 0, image.width() * 4 // 10, image.height())
    assert _share(right, LIGHT.error, 40) > 0.01


def test_where_a_sentence_would_say_nothing_the_name_has_the_room(inbox: WindowInbox, qtbot: QtBot) -> None:
    row = inbox.receive(name="é" * 300)[0]
    inbox.fail(row, "Bandwidth could not be reached.")
    table = _table(inbox, qtbot)
    table.resize(650, 300)
    image = _cell(table, 0, Column.CONFERENCE)
    assert _share(image, LIGHT.error, 40) == 0
    right = image.copy(image.width() * 7 // 10, 0, image.width() * 2 // 10, image.height())
    assert _share(right, LIGHT.text, 40) > 0.01


def test_media_that_is_not_ready_yet_does_not_look_like_a_failure(inbox: WindowInbox, qtbot: QtBot) -> None:
    row = inbox.receive()[0]
    inbox.fail(row, "Bandwidth does not have the media ready yet (404).")
    for theme in (LIGHT, DARK):
        table = _table(inbox, qtbot, theme)
        assert table.model().index(0, Column.STATE).data() == "◷"
        for column in (Column.STATE, Column.CONFERENCE):
            assert _share(_cell(table, 0, column), theme.error, 40) == 0
            assert _share(_cell(table, 0, column), theme.secondary, 40) > 0


def test_the_row_that_is_heard_shows_it_and_says_it(inbox: WindowInbox, qtbot: QtBot) -> None:
    rows = inbox.receive(2)
    for row in rows:
        inbox.download(row)
    table = _table(inbox, qtbot)
    model = table.model()
    assert isinstance(model, RecordingTableModel)
    silent, other = (_cell(table, row, Column.STATE) for row in range(2))
    model.set_playing(rows[1])
    index = model.index(0, Column.STATE)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Playing"
    assert _cell(table, 0, Column.STATE) != silent
    assert _share(_cell(table, 0, Column.STATE), LIGHT.accent, 40) > 0.02
    assert _cell(table, 1, Column.STATE) == other
    model.set_playing(None)
    assert _cell(table, 0, Column.STATE) == silent
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) != "Playing"


def test_the_days_left_catch_the_eye_as_early_as_the_person_wants_to_be_warned(inbox: WindowInbox, qtbot: QtBot) -> None:
    inbox.receive(startTime=iso_z(now() - timedelta(days=20)), endTime=iso_z(now() - timedelta(days=20, minutes=-5)))
    for theme in (LIGHT, DARK):
        assert _share(_cell(_table(inbox, qtbot, theme), 0, Column.EXPIRES), theme.error, 40) == 0
        assert _share(_cell(_table(inbox, qtbot, theme, warning_days=11), 0, Column.EXPIRES), theme.error, 40) > 0


def test_what_was_lost_has_a_sign_and_a_word_of_its_own(inbox: WindowInbox, qtbot: QtBot) -> None:
    rows = inbox.receive(2)
    inbox.fail(rows[0], "Bandwidth no longer has this recording.", DownloadStatus.EXPIRED)
    inbox.fail(rows[1], "Bandwidth does not give it.", DownloadStatus.GIVEN_UP)
    for theme in (LIGHT, DARK):
        table = _table(inbox, qtbot, theme)
        model = table.model()
        assert [model.index(row, Column.STATE).data() for row in range(2)] == ["!", "⌛"]
        assert [model.index(row, Column.EXPIRES).data() for row in range(2)] == ["gone", "expired"]
        assert "before it was downloaded" in model.index(1, Column.EXPIRES).data(Qt.ItemDataRole.AccessibleTextRole)
        for column in (Column.STATE, Column.EXPIRES):
            assert _share(_cell(table, 1, column), theme.error, 40) > 0
        assert _cell(table, 0, Column.STATE) != _cell(table, 1, Column.STATE)


def test_what_the_person_cancelled_does_not_look_like_a_failure(inbox: WindowInbox, qtbot: QtBot) -> None:
    DownloadControl(inbox.database).cancel(inbox.receive())
    for theme in (LIGHT, DARK):
        table = _table(inbox, qtbot, theme)
        assert table.model().index(0, Column.STATE).data() == "–"
        for column in Column:
            assert _share(_cell(table, 0, column), theme.error, 40) == 0
        assert _share(_cell(table, 0, Column.CONFERENCE), theme.secondary, 40) > 0


def test_a_verified_recording_has_its_mark_at_every_width(inbox: WindowInbox, qtbot: QtBot) -> None:
    row = inbox.receive(name="Quarterly review of the eastern region")[0]
    inbox.verifications.verified(row, "{}", now())
    table = _table(inbox, qtbot)
    tone = getattr(LIGHT, verification_badge(Verification.VERIFIED).tone.value)
    without = []
    for width in range(640, 700):
        table.resize(width, 300)
        QCoreApplication.sendPostedEvents()
        if _share(_cell(table, 0, Column.CONFERENCE), tone, 40) == 0:
            without.append(width)
    assert not without
