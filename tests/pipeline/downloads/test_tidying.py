"""What the running program does by itself for the downloaded files, and what the window asks of it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from storage.kept_media import column, downloaded, name_of, write

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now, to_microseconds
from inbox.pipeline.core import Core
from inbox.pipeline.downloads.tidying import Tidying
from inbox.pipeline.opened import Options
from inbox.storage.database import Database
from inbox.storage.downloads.expiry import Expiry
from inbox.storage.downloads.trash import Trash
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.settings.settings import Settings, save_settings

DAY = timedelta(days=1)


def deliver_to(database: Database) -> Callable[..., Committed]:
    def deliver(**properties: object) -> Committed:
        event = {"eventType": "conferenceRecordingAvailable", "accountId": "5", "conferenceId": "c", **properties}
        made = Delivery(now(), "POST", "/", (), orjson.dumps(event), "127.0.0.1:5")
        return commit_deliveries(database, [(made, understand(made))])[0]

    return deliver


class Heard:
    """Collects the rows that are told of, from any thread."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self._came = threading.Event()

    def __call__(self, rows: Sequence[int]) -> None:
        self.rows += rows
        self._came.set()

    def wait(self) -> list[int]:
        assert self._came.wait(30)
        self._came.clear()
        return self.rows


def tidying_of(database: Database, settings: Settings, heard: Heard) -> Tidying:
    return Tidying(database, Trash(database, database.folder), Expiry(database), lambda: settings, heard)


def test_what_is_too_old_goes_and_what_was_too_long_in_the_trash_is_deleted(database: Database) -> None:
    deliver, heard = deliver_to(database), Heard()
    old, older = (downloaded(database, deliver, number, came_at=now() - 40 * DAY) for number in (1, 2))
    Trash(database, database.folder).move(older, "Long ago.", now() - 15 * DAY)
    tidying_of(database, Settings(media_days=30, trash_days=14), heard).keep_to_limits()
    assert heard.rows == [older, old]
    assert [path.name for path in database.folder.trash.iterdir()] == [name_of(old)]


def test_the_end_of_the_program_does_not_wait_for_all_files(database: Database) -> None:
    deliver, heard = deliver_to(database), Heard()
    for number in range(3):
        downloaded(database, deliver, number, came_at=now() - 40 * DAY)

    class EndsMeanwhile(Trash):
        def move(self, *arguments: Any, **named: Any) -> bool:
            tidying.stop()
            return super().move(*arguments, **named)

    trash, settings = EndsMeanwhile(database, database.folder), Settings(media_days=30)
    tidying = Tidying(database, trash, Expiry(database), lambda: settings, heard)
    tidying.keep_to_limits()
    assert heard.rows == [1], "the file at hand"


def test_what_expires_soon_is_told_in_the_log_and_what_has_is_marked(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    deliver, heard = deliver_to(database), Heard()
    for number, days in ((1, 2), (2, 10), (3, -3)):
        deliver(recordingId=f"r-{number}")
        write(database, "UPDATE recordings SET expires_at = ? WHERE id = ?", to_microseconds(now() + days * DAY), number)
    expiry = Expiry(database)
    made = to_microseconds(now())
    write(database, "INSERT INTO conferences_listed VALUES ('5', 'c', ?, NULL, 0)", made)
    tidying = Tidying(database, Trash(database, database.folder), expiry, Settings, heard)
    with caplog.at_level(logging.INFO):
        tidying.look_at_the_clock()
        tidying.look_at_the_clock()
    assert heard.rows == [3]
    told = [record.getMessage() for record in caplog.records if "deleted at Bandwidth within" in record.getMessage()]
    assert told == ["Recordings that are not downloaded, and deleted at Bandwidth within 3 days: 1."], "once, not at every look"


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    core = Core.open(Options(data_dir=str(tmp_path), listen="127.0.0.1:0"), {})
    core.start()
    yield core
    core.stop()


def test_the_window_previews_tidies_and_takes_it_back(core: Core) -> None:
    database, heard = core.inbox.database, Heard()
    row = downloaded(database, deliver_to(database), 1, came_at=now() - 40 * DAY)
    core.apply_settings({"media_days": 30})
    plan = core.tidy.plan()
    assert [candidate.row for candidate in plan.candidates] == [row]
    core.tidy.tidy(plan, heard)
    assert heard.wait() == [row]
    assert core.tidy.trash_size() == (1, 100)
    core.tidy.undo(heard)
    assert heard.wait() == [row, row]
    assert column(database, "download_status", row) == "downloaded"


def test_a_click_on_what_is_in_the_trash_brings_it_back(core: Core) -> None:
    database, asked = core.inbox.database, threading.Event()
    row = downloaded(database, deliver_to(database), 1)
    core.inbox.trash.move(row, "Old.", now())
    core.ask_for_downloads([row], asked.set)
    assert asked.wait(30)
    assert column(database, "download_status", row) == "downloaded"
    assert (database.folder.media / name_of(row)).is_file()


def test_changed_rules_look_again_at_what_they_held_back(core: Core) -> None:
    database, done = core.inbox.database, threading.Event()
    deliver_to(database)(recordingId="r-1")
    write(database, "UPDATE recordings SET held = 'rule', verify_tries = 1")
    core.apply_settings({"download_names": ["Board *"]})
    core.errands.do(done.set)
    assert done.wait(30)
    assert column(database, "held", 1) is None


def test_what_is_written_into_the_settings_file_holds_at_once(core: Core) -> None:
    save_settings(core.inbox.folder, {"media_days": 7})
    deadline = time.monotonic() + 30
    while core.settings.media_days != 7:
        assert time.monotonic() < deadline
        time.sleep(0.02)
