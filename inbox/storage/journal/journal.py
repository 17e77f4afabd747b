"""Reading the delivery journal: every request that was taken, as it came."""

from collections.abc import Iterator
from typing import Any

from inbox.domain.delivery import DeliveryOutcome, StoredDelivery
from inbox.storage.database import Database
from inbox.storage.listing.row_reading import DELIVERY_COLUMNS, stored_delivery

_PAGE = 200
_PAST_ALL = 2**63 - 1


class Journal:
    """The deliveries, newest first. Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(
        self, limit: int | None = None, before_id: int | None = None, *, outcome: DeliveryOutcome | None = None
    ) -> Iterator[StoredDelivery]:
        """Deliveries (of an ``outcome``) with an id below ``before_id``, newest first, read page by page: bodies may be large."""
        left = limit
        before_id = _PAST_ALL if before_id is None else before_id
        while left is None or left > 0:
            where, values = "WHERE id < ?", list[Any]([before_id])
            if outcome is not None:
                # the one outcome that is not in the index of outcomes is the usual one, met at every step along the ids
                with_index = "" if outcome is DeliveryOutcome.RECORDING else " AND outcome <> 'recording'"
                where, values = f"WHERE outcome = ?{with_index} AND id < ?", [outcome.value, before_id]
            page = self._page(where, values, _PAGE if left is None else min(left, _PAGE))
            yield from page
            if not page:
                return
            before_id = page[-1].id
            left = None if left is None else left - len(page)

    def entry(self, delivery_id: int) -> StoredDelivery | None:
        """One delivery; None when there is none with this id."""
        return next(iter(self._page("WHERE id = ?", [delivery_id], 1)), None)

    def of_recording(self, row: int, limit: int = 50) -> list[StoredDelivery]:
        """The last deliveries that told of the recording ``row``, newest first."""
        return self._page("WHERE recording_row = ?", [row], limit)

    def count(self) -> int:
        """How many deliveries were ever taken and are still kept."""
        with self._database.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar_one())

    def _page(self, where: str, values: list[Any], limit: int) -> list[StoredDelivery]:
        with self._database.reading_rows() as cursor:
            cursor.execute(f"SELECT {DELIVERY_COLUMNS} FROM deliveries {where} ORDER BY id DESC LIMIT ?", (*values, limit))
            return [stored_delivery(row) for row in cursor]
