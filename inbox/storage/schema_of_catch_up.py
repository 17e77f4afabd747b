"""The tables of what Bandwidth's lists told, and of when events could be taken; apart from `schema`, which has them all."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()
"""Every table of the store is in it, as soon as `schema` is imported."""

conferences_listed = Table(
    "conferences_listed",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("conference_id", Text, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("completed_at", BigInteger),
    Column("listed_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Conferences whose recordings Bandwidth was asked for, so that one that has ended is not asked about at every round."""

catch_up_runs = Table(
    "catch_up_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("covered_until", BigInteger),
    Column("calls_covered_until", BigInteger),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("conferences", BigInteger, nullable=False),
    Column("listed", BigInteger, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("problem", Text),
)
"""Rounds in which Bandwidth's lists were read; one without ``finished_at`` goes on from ``covered_until``."""

intake_spans = Table(
    "intake_spans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("began_at", BigInteger, nullable=False),
    Column("until_at", BigInteger, nullable=False),
    Column("public_until_at", BigInteger),
    Column("ended_by", Text, nullable=False),
)
"""From when to when events could be taken, as far as that is proven; what lies between two is a gap."""

gap_findings = Table(
    "gap_findings",
    metadata,
    Column("span_id", Integer, ForeignKey("intake_spans.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("in_it", BigInteger, nullable=False),
    Column("recovered", BigInteger, nullable=False),
    Column("looked_at", BigInteger, nullable=False),
    Column("is_final", Integer, nullable=False),
)
"""What Bandwidth's lists told of the gap after a span."""
