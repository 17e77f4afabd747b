"""Entries of a history as sentences."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.history import BEFORE_THE_FIRST, HistoryEntry, HistoryKind
from inbox.domain.history_text import history_text
from inbox.domain.times import now

R, D, P, C, E = (
    HistoryKind.RECEIVED,
    HistoryKind.DOWNLOADED,
    HistoryKind.PLAYED,
    HistoryKind.CHANGED,
    HistoryKind.EXPORTED,
)
NOTE = {"begin": 64.2, "end": None, "text": "They\nagree", "author": "Anna", "made_at": "x"}


def _text(kind: HistoryKind, detail: Any) -> str:
    return history_text(HistoryEntry(1, now(), kind, detail, "", BEFORE_THE_FIRST))


def _change(field: str, before: object, after: object, **more: object) -> dict[str, object]:
    return {"field": field, "before": before, "after": after, **more}


@pytest.mark.parametrize(
    ("kind", "detail", "text"),
    [
        (R, {"delivery": 17, "outcome": "recording", "source": "webhook"}, "Received from Bandwidth, delivery 17"),
        (R, {"delivery": 18, "outcome": "duplicate", "source": "webhook"}, "Received again from Bandwidth, delivery 18"),
        (R, {"source": "catch-up"}, "Found in Bandwidth's lists"),
        (R, {"source": "webhook"}, "Received from Bandwidth"),
        (D, {"bytes": 3_200_000, "format": "wav", "seconds": 1205.0, "sha256": "x"}, "Downloaded: 3.2 MB, WAV, 20:05"),
        (D, {"bytes": 1, "format": "mp3", "seconds": None, "sha256": "x"}, "Downloaded: 0.0 MB, MP3"),
        (P, {"seconds": 252.0, "spans": []}, "Heard 4:12 of it"),
        (C, _change("verdict", "new", "flagged"), "Marked as flagged, before new"),
        (C, _change("verdict", "flagged", "new", undoes=3), "Undone: Marked as new, before flagged"),
        (C, _change("stars", None, 2, redoes=3), "Done again: 2 stars"),
        (C, _change("stars", None, 4), "4 stars"),
        (C, _change("stars", 4, None), "No stars, before 4 stars"),
        (C, _change("tag", None, "Ärger", key="ärger"), "Tagged “Ärger”"),
        (C, _change("tag", "Ärger", None, key="ärger"), "Tag “Ärger” taken away"),
        (C, _change("answer", None, "yes", key="Consent?"), "Answered “Consent?”: “yes”"),
        (C, _change("answer", "yes", "no", key="Consent?"), "Answered “Consent?”: “no”, before “yes”"),
        (C, _change("answer", "yes", None, key="Consent?"), "Answer to “Consent?” taken back, before “yes”"),
        (C, _change("note", None, NOTE, key="1"), "Note at 1:04: “They\nagree”"),
        (C, _change("note", NOTE, NOTE, key="1"), "Note changed at 1:04: “They\nagree”"),
        (C, _change("note", NOTE, None, key="1"), "Note deleted at 1:04: “They\nagree”"),
        (C, _change("file", "here", "trash"), "File moved to the trash"),
        (C, _change("file", "trash", "here"), "File brought back from the trash"),
        (E, {"format": "zip", "file": "e.zip"}, "Exported in an evidence bundle, “e.zip”"),
        (E, {"format": "csv", "file": "x.csv"}, "Exported in a table, “x.csv”"),
        (E, {"format": "clip", "file": "c.wav", "begin": 10.0, "end": 20.0}, "Cut out 0:10 to 0:20, as “c.wav”"),
        (E, {"format": "wav", "file": "a.wav"}, "Handed to another program as “a.wav”"),
        (E, {}, "Exported, in a way that this version does not know"),
        (C, _change("mood", 1, 2), "Changed, in a way that this version does not know"),
    ],
)
def test_each_entry_is_a_sentence(kind: HistoryKind, detail: dict[str, object], text: str) -> None:
    assert _text(kind, detail) == text


@given(
    st.sampled_from(HistoryKind),
    st.dictionaries(
        st.sampled_from(["delivery", "outcome", "bytes", "seconds", "field", "before", "after", "format", "file", "begin"]),
        st.none() | st.integers(-10, 10**12) | st.text(max_size=5) | st.sampled_from(["note", "stars", "tag", "zip", "clip"]),
    ),
)
def test_whatever_an_entry_holds_it_has_a_sentence(kind: HistoryKind, detail: dict[str, object]) -> None:
    assert _text(kind, detail)
