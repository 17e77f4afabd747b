"""Durations are read in every form that Bandwidth writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.durations import clock_text, parse_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("PT20.056S", 20.056),
        ("PT5.000S", 5.0),
        ("PT1M52.217257456S", 112.217257456),
        ("PT2M", 120.0),
        ("PT1H2M3.5S", 3723.5),
        ("PT0S", 0.0),
        ("P1D", 86400.0),
        ("P1DT1S", 86401.0),
        ("PT24H", 86400.0),
        ("20", 20.0),
        ("20.5", 20.5),
        (20, 20.0),
        (11.64, 11.64),
        (" pt3s ", 3.0),
    ],
)
def test_each_published_form_is_read(written: object, seconds: float) -> None:
    assert parse_duration(written) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize(
    "written",
    [None, "", "P", "PT", "-PT3S", "PT1.5H", "soon", "٣", [], {}, True, float("nan"), -1, 1e300, "PT" + "9" * 5000 + "S"],
)
def test_what_names_no_duration_is_none(written: object) -> None:
    assert parse_duration(written) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    parse_duration(text)
    parse_duration("PT" + text + "S")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(1205, "20:05"), (6728, "1:52:08"), (20.056, "0:20"), (59.7, "1:00"), (0, "0:00"), (None, "–")]
)
def test_lengths_read_as_on_a_clock(seconds: float | None, shown: str) -> None:
    assert clock_text(seconds) == shown
