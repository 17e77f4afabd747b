"""Telling from the pages whether the write-ahead log beside a damaged database is that database's."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from inbox.storage.file_header import is_ours
from inbox.storage.recovery.damaged_pages import Pages
from inbox.storage.recovery.record_format import Value
from inbox.storage.recovery.salvaged_rows import table_of, wanted


def log_is_foreign(damaged: Path) -> bool:
    """Whether the log says itself that it is another's, or tells other things of the same deliveries than the file."""
    with closing(Pages(damaged)) as pages, closing(Pages(damaged, use_log=False)) as plain:
        logged = pages.logged
        if 1 in logged and not is_ours(pages.page(1)):
            return True
        said = {
            row: values[1:6] for number in logged for row, values in pages.table_rows(number, wanted) if _is_delivery(row, values)
        }
        agree = differ = 0
        for number in range(1, plain.count + 1) if said else ():
            for row, values in plain.table_rows(number, wanted):
                if row in said and _is_delivery(row, values):
                    if said[row] == values[1:6]:
                        agree += 1
                    else:
                        differ += 1
        return differ > agree


def _is_delivery(row: int, values: Sequence[Value]) -> bool:
    return len(values) in (11, 12) and table_of(row, values) == "deliveries"
