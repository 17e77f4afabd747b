"""Bringing a database to today's schema: made at once when it is new, by Alembic from a copy-protected older one."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection

from inbox.domain.times import now
from inbox.storage import sqlite_parts
from inbox.storage.failures import is_damage, reason
from inbox.storage.file_header import APPLICATION_ID
from inbox.storage.problems import StorageProblem
from inbox.storage.revisions import SCHEMA_REVISION
from inbox.storage.schema import metadata

MIGRATIONS = Path(__file__).parent / "migrations"


def create(connection: Connection) -> None:
    """Make today's schema in an empty database, inside the caller's transaction. Does not import Alembic (0.3 s)."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first():
        return  # another process was faster
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    metadata.create_all(connection)
    for statement in sqlite_parts.STATEMENTS:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version "
        "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (SCHEMA_REVISION,))


def migrate(connection: Connection) -> None:
    """Run the missing migrations inside the caller's transaction: all of them take place, or none."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def keep_copy(database: Path, backups: Path, revision: str | None) -> Path:
    """Copy the database, consistent and on disk, before it is migrated. Raises StorageProblem when that fails."""
    stamp = now().strftime("%Y%m%dT%H%M%S.%fZ")
    target = backups / f"inbox-{stamp}-revision-{revision or 'none'}.sqlite3"
    try:
        with (
            os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as descriptor,
            contextlib.closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            os.fsync(descriptor)
    except (OSError, sqlite3.Error) as problem:
        with contextlib.suppress(OSError):
            target.unlink()  # half a copy is worth nothing, and takes room
        if is_damage(problem):
            raise
        why = "the disk is full" if _is_full(database) else reason(problem)
        raise StorageProblem(
            f"The inbox must be brought up to date, but its copy {target} could not be written: {why}. "
            "Nothing was changed. Make room on the disk and start again."
        ) from problem
    return target


def _is_full(database: Path) -> bool:
    """Whether there is no room for a copy; SQLite itself may call that an input/output error."""
    try:
        return shutil.disk_usage(database.parent).free < database.stat().st_size
    except OSError:
        return False
