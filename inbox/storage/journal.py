"""Reading the delivery journal: every request that was taken, as it came."""

from collections.abc import Iterator

from inbox.domain.delivery import StoredDelivery
from inbox.storage.database import Database
from inbox.storage.row_reading import DELIVERY_COLUMNS, stored_delivery

_PAGE = 200


class Journal:
    """The deliveries, newest first. Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, limit: int | None = None, before_id: int | None = None) -> Iterator[StoredDelivery]:
        """Deliveries with an id below ``before_id``, newest first, read page by page: bodies may be large."""
        left = limit
        while left is None or left > 0:
            page = self._page("" if before_id is None else "WHERE id < ?", before_id, _PAGE if left is None else min(left, _PAGE))
            yield from page
            if not page:
                return
            before_id = page[-1].id
            left = None if left is None else left - len(page)

    def entry(self, delivery_id: int) -> StoredDelivery | None:
        """One delivery; None when there is none with this id."""
        return next(iter(self._page("WHERE id = ?", delivery_id, 1)), None)

    def of_recording(self, row: int, limit: int = 50) -> list[StoredDelivery]:
        """The last deliveries that told of the recording ``row``, newest first."""
        return self._page("WHERE recording_row = ?", row, limit)

    def count(self) -> int:
        """How many deliveries were ever taken and are still kept."""
        with self._database.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar_one())

    def _page(self, where: str, value: int | None, limit: int) -> list[StoredDelivery]:
        parameters = (limit,) if value is None else (value, limit)
        with self._database.reading_rows() as cursor:
            cursor.execute(f"SELECT {DELIVERY_COLUMNS} FROM deliveries {where} ORDER BY id DESC LIMIT ?", parameters)
            return [stored_delivery(row) for row in cursor]
