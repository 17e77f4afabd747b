"""What Bandwidth itself said outranks what an event, which is not signed, says."""

import json
from datetime import UTC, datetime

import pytest

from inbox.domain.bandwidth_word import made_at, properties_of, why_nothing
from inbox.domain.identifiers import RecordingIds

IDS = RecordingIds("1", "conf-1", "", "r-1")


def said(**properties: object) -> str:
    return json.dumps({"recordingId": "r-1", **properties})


@pytest.mark.parametrize("event", [("deleted", "https://voice/media"), ("error", None)])
def test_an_event_gives_nothing_up_that_bandwidth_has(event: tuple[str, str | None]) -> None:
    assert why_nothing(*event, IDS, None, is_verified=False) is not None, "as long as Bandwidth was not asked"
    assert why_nothing(*event, IDS, said(status="complete"), is_verified=True) is None
    assert why_nothing(*event, IDS, said(), is_verified=True) is not None, "it says nothing of the status"
    assert why_nothing(*event, IDS, None, is_verified=True) is None, "a list named it"


def test_what_bandwidth_itself_says_is_gone_is_gone() -> None:
    assert "deleted" in (why_nothing("deleted", None, IDS, said(status="deleted"), is_verified=True) or "")
    assert "error" in (why_nothing("deleted", None, IDS, f"[{said(status='error')}]", is_verified=True) or "")
    assert why_nothing("error", None, IDS, said(status="error", mediaUrl="https://voice/media"), is_verified=True) is None


def test_ids_that_fit_no_address_stay_what_they_are() -> None:
    assert "accountId" in (why_nothing("complete", None, RecordingIds("", "c", "", "r"), said(), is_verified=True) or "")


def test_when_it_was_made_is_bandwidths_to_say() -> None:
    assert made_at(said(startTime="2020-01-01T10:00:00Z", endTime="2020-01-01T11:00:00Z")) == datetime(2020, 1, 1, 11, tzinfo=UTC)
    assert made_at(said(startTime="2020-01-01T10:00:00Z")) == datetime(2020, 1, 1, 10, tzinfo=UTC)
    assert made_at(None) is None


@pytest.mark.parametrize("text", [None, "", "no json", "[]", "[1]", "7", "[{}, {}]"])
def test_what_is_no_metadata_says_nothing(text: str | None) -> None:
    assert properties_of(text) == {}
