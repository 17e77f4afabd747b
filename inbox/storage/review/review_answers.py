"""Reading the answers to the questions of the review form."""

from inbox.storage.database import Database

_OF = "SELECT question, answer FROM review_answers WHERE recording_row = ? ORDER BY id"


class Answers:
    """Safe from any thread; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, row: int) -> dict[str, str]:
        """The answers of a recording, by the question as it was put; also to questions that are no longer in the form."""
        with self._database.reading_rows() as cursor:
            return dict(cursor.execute(_OF, (row,)).fetchall())
