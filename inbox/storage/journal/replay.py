"""Taking stored deliveries in again: after a newer version understands what an older one did not."""

from collections.abc import Sequence

from inbox.storage.database import Database
from inbox.storage.journal.folding import Replayed, fold_in
from inbox.storage.listing.row_reading import DELIVERY_COLUMNS, stored_delivery


def replay(database: Database, ids: Sequence[int]) -> list[Replayed]:
    """Understand the deliveries ``ids`` anew and fold them in; gives what became of each, in order.

    The journal gets no new row: outcome and reason of the old one are brought up to date. Each delivery is a transaction of
    its own, so that a receiver can run beside it. Raises StoreFailing; what came before is stored then.
    """
    return [_replay_one(database, delivery_id) for delivery_id in ids]


def _replay_one(database: Database, delivery_id: int) -> Replayed:
    if not 0 < delivery_id < 2**63:
        return Replayed(delivery_id, None)
    with database.writing_rows() as cursor:
        row = cursor.execute(f"SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE id = ?", (delivery_id,)).fetchone()
        return Replayed(delivery_id, None) if row is None else fold_in(cursor, stored_delivery(row))
