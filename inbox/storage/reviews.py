"""Writing what the person made of recordings."""

from collections.abc import Sequence

from inbox.domain.statuses import ReviewStatus
from inbox.storage.database import Database


def set_review(database: Database, rows: Sequence[int], status: ReviewStatus) -> None:
    """Mark the recordings ``rows``, all of them or, when StoreFailing is raised, none."""
    if not rows:
        return
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET review_status = ? WHERE id = ?", [(status.value, row) for row in rows])
