"""Reading the stars that the person gave to recordings."""

from inbox.storage.database import Database

_OF = "SELECT stars FROM recording_stars WHERE recording_row = ?"


class Stars:
    """Safe from any thread; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, row: int) -> int | None:
        """1 to 5; None for none."""
        with self._database.reading_rows() as cursor:
            found = cursor.execute(_OF, (row,)).fetchone()
        return None if found is None else int(found[0])
