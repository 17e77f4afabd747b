import contextlib
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.file_header import APPLICATION_ID
from inbox.storage.migration import MIGRATIONS, keep_copy, migrate
from inbox.storage.opening import open_inbox
from inbox.storage.revisions import KNOWN_REVISIONS, SCHEMA_REVISION
from inbox.storage.schema import metadata


def base_database(folder: DataFolder) -> bytes:
    """An inbox from before the first revision: our mark, and a page of SQLite's own."""
    folder.prepare()
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("CREATE TABLE before_the_first (text)")
        connection.execute("INSERT INTO before_the_first VALUES ('precious')")
        connection.commit()
    return folder.database.read_bytes()


def schema_of(path: Path) -> list[tuple[str, ...]]:
    """Tables by their columns and keys (a column that was added later stands elsewhere in their text), the rest by its text."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall()
        columns = {
            name: str(connection.execute(f"SELECT * FROM pragma_table_xinfo('{name}')").fetchall())
            + str(sorted(connection.execute(f"SELECT * FROM pragma_foreign_key_list('{name}')").fetchall()))
            for kind, name, _, sql in rows
            if kind == "table" and not sql.startswith("CREATE VIRTUAL")
        }
    blank = str.maketrans("", "", " \n\t")
    return sorted(
        (kind, name, table, columns.get(name) or sql.translate(blank))
        for kind, name, table, sql in rows
        if name != "before_the_first"
    )


def test_migrating_and_making_anew_give_the_same_schema(folder: DataFolder, tmp_path: Path) -> None:
    new = DataFolder(tmp_path / "new")
    open_inbox(new).close()
    base_database(folder)
    open_inbox(folder).close()
    assert schema_of(folder.database) == schema_of(new.database)
    assert len(schema_of(new.database)) > 20


def test_a_copy_is_kept_before_a_migration(folder: DataFolder) -> None:
    base_database(folder)
    open_inbox(folder).close()
    (copy,) = folder.backups.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.name.startswith("inbox-20")
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("before_the_first",)]
        assert connection.execute("SELECT text FROM before_the_first").fetchall() == [("precious",)]


def test_what_was_in_the_inbox_is_there_after_a_migration(folder: DataFolder) -> None:
    base_database(folder)
    with contextlib.closing(open_inbox(folder)) as database, database.reading() as connection:
        assert connection.exec_driver_sql("SELECT text FROM before_the_first").scalar_one() == "precious"
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == SCHEMA_REVISION


def test_no_copy_is_made_when_nothing_is_migrated(folder: DataFolder) -> None:
    open_inbox(folder).close()
    open_inbox(folder).close()
    assert list(folder.backups.iterdir()) == []


def test_a_migration_that_breaks_off_leaves_the_old_state(folder: DataFolder, database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("DROP VIEW notes_searched")
        for name in (
            "notes_terms",
            "notes_fts",
            "notes",
            "recording_stars",
            "recording_tags",
            "review_answers",
            "heard_spans",
            "listening",
            "sound_maps",
            "review_batches",
            "history",
            "part_files",
            "trash",
            "conferences_listed",
            "catch_up_runs",
            "gap_findings",
            "intake_spans",
            "recordings_fts",
            "search_progress",
            "journal_size",
            "first_seen",
            "knocks",
            "incidents",
            "peaks",
            "deliveries",
            "recording_counts",
            "recordings",
            "alembic_version",
        ):
            connection.exec_driver_sql(f"DROP TABLE {name}")

    def break_off() -> None:
        with database.writing() as connection:
            migrate(connection)
            assert connection.exec_driver_sql("SELECT count(*) FROM recordings").scalar_one() == 0
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert [name for _, name, _, _ in schema_of(folder.database)] == ["sqlite_sequence"]


def test_a_copy_holds_what_is_committed_but_not_yet_in_the_main_file(
    folder: DataFolder, database: Database, deliver: Callable[..., object]
) -> None:
    deliver()
    copy = keep_copy(folder.database, folder.backups, SCHEMA_REVISION)
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT recording_id FROM recordings").fetchall() == [("r-1",)]


def test_the_revisions_that_are_known_are_those_that_ship() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert {script.revision for script in scripts.walk_revisions()} == KNOWN_REVISIONS
    assert scripts.get_current_head() == SCHEMA_REVISION


def test_the_tables_can_be_written_for_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    statements += [
        str(CreateIndex(index).compile(dialect=dialect)) for table in metadata.sorted_tables for index in table.indexes
    ]
    text = "\n".join(statements)
    assert "BYTEA" in text
    assert "BIGSERIAL" in text
    assert "WHERE download_status = 'waiting'" in text
