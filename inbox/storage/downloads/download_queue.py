"""Which recording is downloaded next: what the person asked for first, then what Bandwidth deletes first.

What waits by itself stands in the queue only once Bandwidth was asked about it (``verify_tries``), whatever the answer was.
What is held back (``held``: ``paused`` by the person, ``rule`` by a rule) does not stand in it. Its indexes are partial: each
query repeats the condition of its index.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

_RANK = "asked_at IS NULL, asked_at, expires_at, id"
_BY_RANK = f"ORDER BY {_RANK} LIMIT 1"
_ROWS_A_QUERY = 500
_Rank = tuple[int, int, int, int]


def claim_statements(moment: int, owner: str, *, asked_only: bool = False) -> list[tuple[str, tuple[int | str, ...]]]:
    """The statements, each answered by an index, whose rows are the best of each kind of recording that may be claimed."""
    kinds: list[tuple[str, str, str, tuple[int | str, ...]]] = [
        (
            "asked",
            "download_status = 'waiting' AND asked_at IS NOT NULL AND held IS NULL",
            "ORDER BY asked_at, expires_at, id LIMIT 1",
            (),
        )
    ]
    if not asked_only:
        by_itself = "download_status = 'waiting' AND asked_at IS NULL AND verify_tries > 0 AND held IS NULL"
        kinds.append(("waiting", by_itself, "ORDER BY expires_at, id LIMIT 1", ()))
    asked = " AND asked_at IS NOT NULL" if asked_only else ""
    kinds.append(("retries", f"download_status = 'failed' AND held IS NULL AND next_try_at <= ?{asked}", _BY_RANK, (moment,)))
    claimed = f"download_status = 'downloading' AND claimed_until <= ? AND claimed_by <> ?{asked}"
    kinds.append(("download", claimed, _BY_RANK, (moment, owner)))
    # INDEXED BY: left to itself SQLite goes through all that waits and sorts it (MEASURED: 140 ms at 100,000 waiting)
    return [
        (f"SELECT {_RANK} FROM recordings INDEXED BY ix_recordings_{index} WHERE {where} {order}", parameters)
        for index, where, order, parameters in kinds
    ]


def next_row(connection: Connection, moment: int, owner: str, *, asked_only: bool = False) -> int | None:
    """The row that ``owner`` is to claim next at ``moment`` (microseconds); None when there is none."""
    statements = claim_statements(moment, owner, asked_only=asked_only)
    found = [_first(connection, sql, parameters) for sql, parameters in statements]
    return _best(found)


def next_of(connection: Connection, moment: int, owner: str, rows: Sequence[int]) -> int | None:
    """The same among ``rows``: they are named, so what was not verified yet, or is held back, is among them."""
    found = []
    claimable = (
        "download_status = 'waiting' OR (download_status = 'failed' AND next_try_at <= ?) "
        "OR (download_status = 'downloading' AND claimed_until <= ? AND claimed_by <> ?)"
    )
    for start in range(0, len(rows), _ROWS_A_QUERY):
        some = tuple(rows[start : start + _ROWS_A_QUERY])
        places = ", ".join("?" * len(some))
        sql = f"SELECT {_RANK} FROM recordings WHERE id IN ({places}) AND ({claimable}) {_BY_RANK}"
        found.append(_first(connection, sql, (*some, moment, moment, owner)))
    return _best(found)


def _first(connection: Connection, sql: str, parameters: tuple[int | str, ...]) -> _Rank | None:
    row = connection.exec_driver_sql(sql, parameters).first()
    return None if row is None else (int(row[0]), int(row[1] or 0), int(row[2]), int(row[3]))


def _best(found: Sequence[_Rank | None]) -> int | None:
    return min((rank for rank in found if rank is not None), default=(0, 0, 0, None))[3]
