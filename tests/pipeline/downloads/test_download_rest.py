"""All downloads rest when what failed for one would fail for the others."""

from datetime import timedelta

from inbox.domain.failure import Failure, Remedy
from inbox.pipeline.downloads.download_rest import DownloadRest

OFFLINE = Failure("The name could not be found. Is this computer online?", Remedy.TRY_LATER, for_all=True)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def state(rest: DownloadRest) -> tuple[float, str | None]:
    return rest.pause(), rest.why


def test_a_network_that_is_away_pauses_all_longer_each_time_and_says_why() -> None:
    clock = Clock()
    rest = DownloadRest(clock)
    pauses = []
    for _ in range(10):
        rest.failed(OFFLINE)
        pauses.append(rest.pause())
        clock.now += rest.pause()
    assert pauses == sorted(pauses)
    assert pauses[-1] == 60
    assert rest.why == OFFLINE.sentence
    rest.succeeded()
    assert state(rest) == (0, None)


def test_the_server_is_left_alone_as_long_as_it_asked() -> None:
    rest = DownloadRest(Clock())
    rest.failed(Failure("Slow down.", Remedy.TRY_LATER, timedelta(minutes=7), for_all=True))
    assert rest.pause() == 420


def test_several_that_fail_at_the_same_moment_count_once() -> None:
    clock = Clock()
    rest = DownloadRest(clock)
    for _ in range(8):
        rest.failed(OFFLINE)
    assert rest.pause() == 0.5


def test_what_concerns_one_recording_only_stops_no_other() -> None:
    rest = DownloadRest(Clock())
    rest.failed(Failure("The download broke off.", Remedy.TRY_LATER, only_here=True))
    assert state(rest) == (0, None)


def test_an_answer_about_one_recording_shows_that_bandwidth_can_be_asked() -> None:
    rest = DownloadRest(Clock())
    rest.failed(OFFLINE)
    rest.failed(Failure("Bandwidth has no such media (404).", Remedy.NOT_FOUND))
    assert state(rest) == (0, None)


def test_the_person_need_not_wait() -> None:
    rest = DownloadRest(Clock())
    rest.failed(OFFLINE)
    rest.try_now()
    assert rest.pause() == 0
    assert rest.why == OFFLINE.sentence, "it is not known yet whether that is over"


def test_what_was_in_the_way_is_not_said_for_ever_when_nothing_is_tried_any_more() -> None:
    clock = Clock()
    rest = DownloadRest(clock)
    rest.failed(OFFLINE)
    clock.now += 100
    assert rest.why == OFFLINE.sentence
    clock.now += 100
    assert rest.why is None
