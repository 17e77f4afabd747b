"""How large the media of a recording may be: an honest file is never refused, a server that never ends is stopped early."""

import pytest
from domain.told_recording import told

from inbox.domain.largest_media import DEFAULT_MEGABYTES, largest_media

MEGABYTE = 1_000_000
NO_SPAN = {"startTime": None, "endTime": None}
TELEPHONE = 8_000 * 2  # bytes a second
STUDIO = 48_000 * 2 * 2


def test_the_length_that_the_event_tells_bounds_an_answer_that_does_not_say_how_long_it_is() -> None:
    largest = largest_media(told(duration="PT20S"), DEFAULT_MEGABYTES)
    assert 20 * STUDIO < largest.untold < 40 * MEGABYTE
    assert largest.told == DEFAULT_MEGABYTES * MEGABYTE


@pytest.mark.parametrize("hours", [1, 12, 24])
def test_a_long_recording_may_be_as_large_as_the_best_sound_makes_it(hours: int) -> None:
    largest = largest_media(told(duration=f"PT{hours}H", **NO_SPAN), DEFAULT_MEGABYTES)
    assert largest.untold > hours * 3_600 * STUDIO
    assert largest.told >= largest.untold


def test_the_longer_of_duration_and_span_counts() -> None:
    # as published: a duration of 11.64 s, and ten minutes between beginning and end
    one = largest_media(told(duration="PT11.64S", endTime="2026-06-01T11:00:00Z"), DEFAULT_MEGABYTES)
    other = largest_media(told(duration="PT1H", endTime="2026-06-01T10:00:11Z"), DEFAULT_MEGABYTES)
    assert one.untold == pytest.approx(other.untold, rel=0.01)


@pytest.mark.parametrize("duration", [None, "PT0S"])
def test_what_nobody_tells_the_length_of_may_be_as_large_as_the_setting_says(duration: str | None) -> None:
    largest = largest_media(told(duration=duration, **NO_SPAN), 700)
    assert (largest.told, largest.untold, largest.is_length_known) == (700 * MEGABYTE, 700 * MEGABYTE, False)


def test_without_a_setting_a_day_of_telephone_sound_is_taken() -> None:
    assert 24 * 3_600 * TELEPHONE + 44 < DEFAULT_MEGABYTES * MEGABYTE


def test_an_absurd_length_allows_no_more_than_a_day() -> None:
    assert largest_media(told(duration="P999D", **NO_SPAN), DEFAULT_MEGABYTES).untold < 26 * 3_600 * STUDIO


def test_the_sentences_say_what_is_the_matter_and_what_to_do() -> None:
    short = largest_media(told(duration="PT20S", **NO_SPAN), 1_500)
    assert short.refused(2_000 * MEGABYTE) == (
        "The media has 2,000 MB, more than a recording of this length can have (34 MB) and one file may have (1,500 MB), so it "
        "was not downloaded. If that is right, allow more in the settings, under Downloads, and try again."
    )
    long = largest_media(told(duration="PT10H", **NO_SPAN), 1_500)
    assert long.refused(9_000 * MEGABYTE).startswith(
        "The media has 9,000 MB, more than a recording of this length can have (6,942 MB), so it was not downloaded."
    )
    unknown = largest_media(told(duration=None, **NO_SPAN), 1_500)
    assert unknown.refused(2_000 * MEGABYTE).startswith("The media has 2,000 MB, more than one file may have (1,500 MB), so it")
    assert short.stopped().startswith("After 34 MB the media had not come to its end, and a recording of this length cannot have")
    assert "neither the event nor the server says how long it is" in unknown.stopped()
    assert "under Downloads" in unknown.stopped()
