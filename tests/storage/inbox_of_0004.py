"""An inbox of the schema 0004, as it was before the review: brought up from 0002, with what came since."""

import contextlib
import sqlite3

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from storage.inbox_of_0002 import SOON, make_inbox_of_0002

from inbox.storage.data_folder import DataFolder
from inbox.storage.migration import MIGRATIONS

ROWS = {
    "trash": (2, "2-0123456789abcdef.wav", 44, "0" * 64, "wav", 1.5, "older than 90 days", SOON),
    "intake_spans": (3, SOON, SOON + 9, None, "asleep"),
    "gap_findings": (3, 5, 4, SOON, 0),
}


def make_inbox_of_0004(folder: DataFolder, revision: str = "0004") -> int:
    """Makes it; gives the number of its recordings. ``revision`` may be an earlier one of those that have these tables."""
    number = make_inbox_of_0002(folder)
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, revision)
    engine.dispose()
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        for table, row in ROWS.items():
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        connection.commit()
    return number
