"""How long it really takes to hear a recording, and what the player is told of it."""

import pytest

from inbox.domain.sound.play_map import PlayMap
from inbox.domain.sound.sound_map import SoundMap
from inbox.gui.player.listening_plan import ListeningPlan, share_text

SOUND = SoundMap(((10.0, 10.5), (20.0, 40.0), (60.0, 90.0)), (), 100.0)


def test_only_silences_that_are_long_enough_are_skipped() -> None:
    plan = ListeningPlan(skips_silence=True, skip_over=1.0, sound=SOUND)
    assert plan.play_map(100.0) == PlayMap(((20.0, 40.0), (60.0, 90.0)), None)
    assert ListeningPlan(skips_silence=True, skip_over=25.0, sound=SOUND).skips == ((60.0, 90.0),)
    assert ListeningPlan(sound=SOUND).skips == ()


@pytest.mark.parametrize(
    ("sound", "rate", "said"),
    [
        (SOUND, 1.0, "0:50 without silence"),
        (SOUND, 1.25, "0:40 without silence at 1.25×"),
        (None, 2.0, "0:50 at 2×"),
        (None, 1.0, ""),
        (SoundMap((), (), 100.0), 1.0, ""),
    ],
)
def test_the_time_that_it_takes_is_told_with_the_speed(sound: SoundMap | None, rate: float, said: str) -> None:
    assert ListeningPlan(sound=sound).takes(100.0, rate) == said


def test_the_loop_is_the_selection_or_all() -> None:
    assert ListeningPlan(loops=True, selection=(3.0, 5.0)).loop(100.0) == (3.0, 5.0)
    assert ListeningPlan(loops=True).loop(100.0) == (0.0, 100.0)
    assert ListeningPlan(loops=True).loop(0.0) is None
    assert ListeningPlan(selection=(3.0, 5.0)).loop(100.0) is None


def test_what_is_known_of_hearing_it_stands_in_one_line() -> None:
    plan = ListeningPlan(sound=SOUND)
    assert plan.facts(100.0, 1.0, 0.43, False) == "0:50 without silence  ·  heard 43 %"
    assert plan.facts(100.0, 1.0, None, True) == "0:50 without silence  ·  waiting for the download"
    assert ListeningPlan().facts(0.0, 1.0, None, False) == ""


def test_a_hint_says_what_skipping_saves() -> None:
    assert ListeningPlan().skip_hint == "Silences are skipped as soon as it is known where they are"
    assert ListeningPlan(sound=SOUND).skip_hint == "2 silences of more than 1 s, 0:50 in all"
    assert ListeningPlan(sound=SOUND, skip_over=60.0).skip_hint == "There is no silence of more than 60 s in it"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"), (3 / 86_400, "< 1 %"), (1 / 120, "< 1 %"), (0.01, "1 %"), (0.29, "29 %"), (0.434, "43 %"),
        (0.996, "99 %"), (0.999_999_99, "99 %"), (1.0, "100 %"),
    ],
)  # fmt: skip
def test_no_more_is_said_to_be_heard_than_was_and_not_nothing_of_what_was(share: float, said: str) -> None:
    assert share_text(share) == said
