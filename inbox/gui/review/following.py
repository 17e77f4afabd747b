"""The list follows what plays by itself, unless the person is about to judge or to write something else."""

from PySide6.QtWidgets import QApplication, QWidget

from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.review.review_pane import ReviewPane


def follow(table: RecordingTable, row: int) -> None:
    """Selects a row, if it is in the list, and scrolls as far as needed; the keyboard stays where it is.

    Several selected rows stay selected. While the keyboard is among notes, tags and answers these stay those of their recording.
    """
    if len(table.selected_ids()) < 2 and not _is_among_notes(QApplication.focusWidget()):
        table.select_id(row)


def _is_among_notes(widget: QWidget | None) -> bool:
    while widget is not None and not isinstance(widget, ReviewPane):
        widget = widget.parentWidget()
    return widget is not None
