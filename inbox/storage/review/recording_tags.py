"""Reading the tags that the person gave to recordings; Bandwidth's own tag is a column of the recording."""

from inbox.storage.database import Database

MOST_LISTED = 200

_OF = "SELECT tag FROM recording_tags WHERE recording_row = ? ORDER BY tag_key"
_MOST_USED = """SELECT (SELECT tag FROM recording_tags AS one WHERE one.tag_key = counted.tag_key LIMIT 1), recordings
    FROM (SELECT tag_key, count(*) AS recordings FROM recording_tags GROUP BY tag_key ORDER BY 2 DESC, 1 LIMIT ?) AS counted
    ORDER BY tag_key"""


class Tags:
    """Safe from any thread; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, row: int) -> list[str]:
        """The tags of a recording, in order."""
        with self._database.reading_rows() as cursor:
            return [tag for (tag,) in cursor.execute(_OF, (row,))]

    def all(self) -> list[tuple[str, int]]:
        """The tags that are used most, in order, each with the number of its recordings; its cost grows with the tags given."""
        with self._database.reading_rows() as cursor:
            return [(tag, count) for tag, count in cursor.execute(_MOST_USED, (MOST_LISTED,))]
