"""Guessing passwords is slowed down, and never to the cost of who knows the right one."""

import base64
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.knock import KnockReason
from inbox.network.listener.guessing import Guessing
from inbox.network.listener.listener import Listener

pytestmark = pytest.mark.timed

FREE = 20
HOLD = 0.25


def basic(password: str) -> str:
    return "Authorization: Basic " + base64.b64encode(f"ann:{password}".encode()).decode()


WRONG, RIGHT = post(b'{"n":1}', basic("guess")), post(b'{"n":2}', basic("secret"))
Eventually = Callable[[Callable[[], object]], None]


def use_up(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        for _ in range(FREE):
            assert client.ask(WRONG).status == 401


def test_two_hundred_wrong_tries_are_slowed_down_while_right_ones_are_answered_at_once(
    start_listener: StartListener, deliveries: Deliveries
) -> None:
    listener = start_listener(credentials=("ann", "secret"), hold_seconds=HOLD)
    statuses: list[int] = []

    def guess() -> None:
        with RawClient(listener.port) as client:
            statuses.extend(client.ask(WRONG).status for _ in range(20))

    guessers = [threading.Thread(target=guess, name=f"guesser {number}") for number in range(10)]
    began = time.monotonic()
    for guesser in guessers:
        guesser.start()
    waited = []
    with RawClient(listener.port) as bandwidth:
        while any(guesser.is_alive() for guesser in guessers):
            asked = time.monotonic()
            assert bandwidth.ask(post(b"{}")).status == 401, "a challenge is no guess, and never waits"
            assert bandwidth.ask(RIGHT).status == 204
            waited.append(time.monotonic() - asked)
            time.sleep(0.02)
    took = time.monotonic() - began
    for guesser in guessers:
        guesser.join()
    assert statuses == [401] * 200
    assert took >= (200 - FREE - 3) / 10 * HOLD, "after the free tries, each of ten connections gets one answer in each pause"
    assert sorted(waited)[len(waited) // 2] < HOLD / 2
    assert listener.knocks[KnockReason.WRONG_CREDENTIALS] == 200
    assert len(deliveries.taken) == len(waited)


def test_a_held_answer_comes_with_its_challenge_and_the_connection_goes_on(
    start_listener: StartListener, deliveries: Deliveries
) -> None:
    listener = start_listener(credentials=("ann", "secret"), hold_seconds=HOLD)
    use_up(listener)
    with RawClient(listener.port) as client:
        asked = time.monotonic()
        answer = client.ask(WRONG + RIGHT)
        assert time.monotonic() - asked >= HOLD * 0.9
        assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Basic realm="recording-inbox"')
        assert client.answer().status == 204, "what came behind it is not lost"
    assert [each.body for each in deliveries.taken] == [b'{"n":2}']


def test_held_answers_go_out_when_the_listener_stops(start_listener: StartListener, eventually: Eventually) -> None:
    listener = start_listener(credentials=("ann", "secret"), hold_seconds=60.0)
    use_up(listener)
    with RawClient(listener.port) as client, RawClient(listener.port) as gone:
        client.send(WRONG)
        gone.send(WRONG).socket.close()
        with RawClient(listener.port) as bandwidth:
            assert bandwidth.ask(RIGHT).status == 204
        began = time.monotonic()
        listener.stop()
        assert time.monotonic() - began < 20  # of the 60 for which they are held
        answer = client.answer()
        assert answer.status == 401
        assert client.rest_until_closed() == b""


def test_a_held_connection_gives_way_to_a_new_one(start_listener: StartListener) -> None:
    listener = start_listener(credentials=("ann", "secret"), hold_seconds=60.0, connections=5)
    use_up(listener)
    guessers = [RawClient(listener.port).send(WRONG) for _ in range(10)]
    with RawClient(listener.port) as bandwidth:
        assert bandwidth.ask(RIGHT).status == 204
    assert guessers[0].rest_until_closed() == b""
    for guesser in guessers:
        guesser.socket.close()


@pytest.mark.parametrize("wrong", [WRONG, get("/?eventType=conferenceCreated", basic("guess"))], ids=["POST", "GET"])
def test_a_held_request_whose_connection_gave_way_is_not_taken(
    start_listener: StartListener, deliveries: Deliveries, eventually: Eventually, wrong: bytes
) -> None:
    listener = start_listener(credentials=("ann", "secret"), hold_seconds=2.5, connections=3)
    use_up(listener)
    with ExitStack() as opened:
        guesser = opened.enter_context(RawClient(listener.port)).send(wrong)
        assert opened.enter_context(RawClient(listener.port)).ask(RIGHT).status == 204
        newer = [opened.enter_context(RawClient(listener.port)) for _ in range(3)]
        assert guesser.rest_until_closed() == b""
        eventually(lambda: listener.knocks[KnockReason.WRONG_CREDENTIALS] == FREE + 1)
        assert newer[-1].ask(RIGHT).status == 204
    assert [each.body for each in deliveries.taken] == [b'{"n":2}'] * 2


def test_a_held_client_is_not_cut_as_slow(start_listener: StartListener) -> None:
    listener = start_listener(credentials=("ann", "secret"), hold_seconds=0.6, slow_seconds=0.3)
    use_up(listener)
    with RawClient(listener.port) as client:
        assert client.ask(WRONG).status == 401
    assert KnockReason.TOO_SLOW not in listener.knocks.counts()


def test_free_tries_come_back_with_time_and_never_more_than_twenty() -> None:
    at = 1000.0
    guessing = Guessing(1.0, refill_seconds=3.0, clock=lambda: at)
    assert [guessing.is_one_too_many() for _ in range(22)] == [False] * 20 + [True] * 2
    at += 6.5
    assert [guessing.is_one_too_many() for _ in range(4)] == [False, False, True, True]
    at += 10_000
    assert [guessing.is_one_too_many() for _ in range(21)].index(True) == 20
