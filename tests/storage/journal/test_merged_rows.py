"""The row of a new recording is the same, whether it is written out from its first event or folded."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.events import RecordingEvent
from inbox.storage.journal.merged_rows import first_values, inserted_values
from inbox.storage.journal.merging import MergedRecording

_TEXT = st.one_of(
    st.none(), st.sampled_from(["error", "deleted", "complete", "Partial", "", "+19195550112"]), st.text(max_size=8)
)
_MOMENT = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)), st.just(datetime.max.replace(tzinfo=UTC)))
_ID = st.sampled_from(["", "r-1", "a/b", "x" * 300])
_EVENTS = st.builds(
    RecordingEvent,
    recording_id=_ID,
    conference_id=_ID,
    account_id=_ID,
    event_time=_MOMENT,
    name=_TEXT,
    tag=_TEXT,
    status=_TEXT,
    started_at=_MOMENT,
    ended_at=_MOMENT,
    duration_seconds=st.one_of(st.none(), st.floats(0, 1e6)),
    file_format=_TEXT,
    channels=st.one_of(st.none(), st.integers(0, 8)),
    media_url=_TEXT,
    other_properties=_TEXT,
    call_id=_ID,
    from_number=_TEXT,
    to_number=_TEXT,
    direction=_TEXT,
)


@given(_EVENTS, st.datetimes(timezones=st.just(UTC)))
def test_a_first_event_gives_the_row_that_folding_it_gives(event: RecordingEvent, received_at: datetime) -> None:
    assert first_values(7, event, received_at) == inserted_values(MergedRecording.first(7, event, received_at))
