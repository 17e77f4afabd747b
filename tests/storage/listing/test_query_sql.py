from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from inbox.domain.query import SortColumn, parse_query
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.listing.query_sql import FEW, Statement, ids_statement
from inbox.storage.listing.query_terms import conditions

FOLDERS = ("", "review:new", "review:flagged", "review:reviewed", "status:partial", "is:error is:open", "is:expiring",
           "is:refuted", "is:expired", "is:cancelled")  # fmt: skip
SEARCHES = (
    "stand",
    "name:stand",
    "recording:r-1",
    "status:partial stand",
    "is:error zoe",
    "is:call",
    "verification:unverified",
    "+1919 555",
    "from:+1919",
)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.reading() as connection:
        yield connection


def plan(connection: Connection, text: str, sort: SortColumn, descending: bool, *, rows: int, limit: int | None) -> list[str]:
    """The steps that SQLite takes for a query, when each of its conditions is fulfilled by ``rows`` rows."""
    statement = ids_statement(conditions(parse_query(text), now(), 3), sort, descending, limit, lambda _: rows)
    found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.sql}", statement.parameters)
    return [str(step[3]) for step in found]


def goes_over_the_table(steps: list[str]) -> bool:
    apart = ("found", "(subquery")
    return any(step.startswith("SCAN") and "INDEX" not in step for step in steps if not any(word in step for word in apart))


@pytest.mark.parametrize("sort", [sort for sort in SortColumn if sort is not SortColumn.STARS])
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_of_the_inbox_is_that_of_an_index(connection: Connection, sort: SortColumn, descending: bool) -> None:
    for limit in (200, None):
        steps = plan(connection, "", sort, descending, rows=0, limit=limit)
        assert len(steps) == 1
        assert "USING COVERING INDEX" in steps[0]


@pytest.mark.parametrize("text", FOLDERS[1:] + SEARCHES)
@pytest.mark.parametrize("rows", [3, FEW])
def test_every_folder_and_search_uses_an_index(connection: Connection, text: str, rows: int) -> None:
    for sort in SortColumn:
        for limit in (200, None):
            steps = plan(connection, text, sort, True, rows=rows, limit=limit)
            assert not goes_over_the_table(steps), steps


@pytest.mark.parametrize(
    "text", ["review:new", "review:flagged", "review:reviewed", "status:partial", "stand", "is:call", "is:refuted"]
)
@pytest.mark.parametrize("descending", [False, True])
def test_a_folder_in_order_of_arrival_is_not_sorted(connection: Connection, text: str, descending: bool) -> None:
    for rows in (3, 1_000_000):
        steps = plan(connection, text, SortColumn.FIRST_SEEN, descending, rows=rows, limit=200)
        assert not any("TEMP B-TREE" in step for step in steps), steps


@pytest.mark.parametrize("sort", [SortColumn.CONFERENCE, SortColumn.STARTED, SortColumn.EXPIRES])
def test_a_folder_with_most_of_the_inbox_is_not_sorted_for_a_page(connection: Connection, sort: SortColumn) -> None:
    for text in ("review:new", "stand", "is:error", "account:5"):
        steps = plan(connection, text, sort, False, rows=FEW, limit=200)
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps
        assert any(f"ix_recordings_{ {'conference': 'title'}.get(sort, sort) }" in step for step in steps), steps


def test_a_folder_with_few_recordings_does_not_walk_the_inbox(connection: Connection) -> None:
    steps = plan(connection, "status:partial account:5", SortColumn.CONFERENCE, False, rows=3, limit=200)
    assert any("ix_recordings_status" in step for step in steps), steps
    assert not any("ix_recordings_title" in step for step in steps), steps


def test_rows_are_counted_only_up_to_the_bound(connection: Connection) -> None:
    counted: list[Statement] = []

    def count(statement: Statement) -> int:
        counted.append(statement)
        return int(connection.exec_driver_sql(statement.sql, statement.parameters).scalar_one())

    ids_statement(conditions(parse_query("status:partial stand"), now(), 3), SortColumn.LENGTH, True, 200, count)
    assert counted
    assert all("LIMIT" in statement.sql for statement in counted)
