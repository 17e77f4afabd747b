"""The limits of the downloaded files on the command line: what would go, its going, and the undo."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from storage.kept_media import column, downloaded, name_of, write

from inbox.cli.arguments import main
from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.trash import Trash
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.opening import open_inbox
from inbox.storage.settings.settings import save_settings

Run = Callable[..., tuple[int, str, str]]
FOLDER = "media"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Two reviewed files that came 40 and 20 days ago; files are kept for 30."""
    folder = DataFolder(tmp_path)
    with closing(open_inbox(folder)) as database:

        def deliver(**properties: object) -> Committed:
            event = {"eventType": "conferenceRecordingAvailable", "status": "complete", **properties}
            made = Delivery(now(), "POST", "/", (), orjson.dumps(event), "127.0.0.1:5")
            return commit_deliveries(database, [(made, understand(made))])[0]

        for number, days in ((1, 40), (2, 20)):
            downloaded(database, deliver, number, size=2_000_000, came_at=now() - timedelta(days=days))
        save_settings(folder, {"media_days": 30})
        yield database


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    for variable in ("INBOX_LISTEN", "INBOX_STORE"):
        monkeypatch.delenv(variable, raising=False)

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["tidy", *words, "--data-dir", str(tmp_path)])
        return code, *capsys.readouterr()

    return command


def test_the_preview_tells_title_size_and_why_and_touches_nothing(tmp_path: Path, database: Database, run: Run) -> None:
    code, out, err = run("--dry-run")
    assert (code, err) == (0, "")
    assert "Talk 1              2.0 MB  It came more than 30 days ago and is reviewed." in out
    assert "Talk 2" not in out
    assert "1 file, 2.0 MB of 4.0 MB, would go to the trash." in out
    assert (tmp_path / FOLDER / name_of(1)).is_file()
    assert column(database, "download_status", 1) == "downloaded"


def test_what_goes_can_be_had_back(tmp_path: Path, database: Database, run: Run) -> None:
    assert "1 file, 2.0 MB of 4.0 MB, went to the trash." in run()[1]
    assert not (tmp_path / FOLDER / name_of(1)).exists()
    assert column(database, "download_status", 1) == "removed"
    code, out, _ = run("--undo")
    assert (code, out.startswith("1 file was brought back")) == (0, True)
    assert (tmp_path / FOLDER / name_of(1)).is_file()
    assert run()[1].startswith("0 files"), "or the next round would undo the undo"
    assert run("--undo")[1] == "There is nothing in the trash that could be brought back.\n"


def test_what_is_kept_whatever_the_limits_are_is_told(database: Database, run: Run) -> None:
    write(database, "UPDATE recordings SET review_status = 'flagged' WHERE id = 1")
    write(database, "UPDATE recordings SET review_status = 'new' WHERE id = 2")
    assert "1 flagged, 1 not reviewed yet" in run("--dry-run")[1]


def test_without_a_limit_every_file_stays(tmp_path: Path, database: Database, run: Run) -> None:
    save_settings(DataFolder(tmp_path), {"media_days": 0})
    assert run() == (0, "No limit is set (media_days, media_megabytes), so every downloaded file stays.\n", "")


def test_the_trash_is_emptied_by_its_age(tmp_path: Path, database: Database, run: Run) -> None:
    Trash(database, DataFolder(tmp_path)).move(2, "It had to go.", now() - timedelta(days=15))
    assert "1 file in the trash was deleted after 14 days." in run()[1]


def test_a_file_that_is_lost_does_not_come_back_silently(tmp_path: Path, database: Database, run: Run) -> None:
    run()
    (tmp_path / "trash" / name_of(1)).unlink()
    code, _, err = run("--undo")
    assert code == 1
    assert "1 file could not be brought back" in err


def test_a_folder_that_is_away_is_a_sentence(tmp_path: Path, database: Database, run: Run) -> None:
    (tmp_path / FOLDER).rename(tmp_path / "away")
    (tmp_path / FOLDER).symlink_to(tmp_path / "stick")
    code, _, err = run()
    assert code == 1
    assert err.startswith("recording-inbox: The")


def test_hostile_titles_reach_no_terminal(database: Database, run: Run) -> None:
    write(database, "UPDATE recordings SET name = ?", "\x1b[31mred\u202e")
    assert "\x1b" not in run("--dry-run")[1]


def test_what_is_named_for_a_download_comes_out_of_the_trash(
    tmp_path: Path, database: Database, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    assert main(["download", "r-1", "--data-dir", str(tmp_path)]) == 0
    assert "was in the trash, and is back" in capsys.readouterr().err
    assert column(database, "download_status", 1) == "downloaded"
