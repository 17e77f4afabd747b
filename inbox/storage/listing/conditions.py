"""What a term of the search language asks of a row."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a row of ``recordings`` (alias-free), and how to find its rows without looking at all of them."""

    sql: str
    parameters: tuple[object, ...] = ()
    finds: str = ""
    """A query for the ids that fulfil it, answered by an index; empty where no index helps."""
    ordered_by: str = ""
    """The index that gives these ids in the order of arrival, also a full-text one, whose name ends in ``_fts``."""
    recording: str = ""
    """Where that full-text index may have several rows of one recording, which ``finds`` then gives as often: what in a row is
    the recording's id."""
    is_wide: bool = False
    """Whether it may be true of very many rows: for one page it is then quicker to look at each than to collect all."""


NOTHING = Condition("0", (), "SELECT id FROM recordings WHERE 0")
"""What no row fulfils."""
