from collections.abc import Callable

from inbox.domain.sound.peaks import Peaks
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.peaks import write_peaks


def test_a_waveform_is_read_as_it_was_kept(database: Database, deliver: Callable[..., Committed], recordings: Recordings) -> None:
    row = deliver().recording_row
    assert row is not None
    assert recordings.peaks(row) is None
    for peaks in (Peaks(bytes(range(256)), 20, 12.8), Peaks(b"", 20, 0.0)):
        with database.writing() as connection:
            write_peaks(connection, row, peaks)
        assert recordings.peaks(row) == peaks
