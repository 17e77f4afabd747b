"""Keeping the loudness of a recording, so that its waveform is computed once."""

from sqlalchemy import Connection

from inbox.domain.sound.peaks import Peaks


def read_peaks(connection: Connection, row: int) -> Peaks | None:
    """The peaks of the recording ``row``; None when there are none."""
    found = connection.exec_driver_sql(
        "SELECT levels, bins_per_second, duration_seconds FROM peaks WHERE recording_row = ?", (row,)
    ).first()
    return None if found is None else Peaks(bytes(found[0]), found[1], found[2])


def write_peaks(connection: Connection, row: int, peaks: Peaks) -> None:
    """Keep the peaks of the recording ``row``, in place of earlier ones."""
    connection.exec_driver_sql("DELETE FROM peaks WHERE recording_row = ?", (row,))
    connection.exec_driver_sql(
        "INSERT INTO peaks (recording_row, levels, bins_per_second, duration_seconds) VALUES (?, ?, ?, ?)",
        (row, peaks.levels, peaks.bins_per_second, peaks.duration_seconds),
    )
