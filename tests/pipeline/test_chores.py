"""Chores are done when they are due, and one that fails stops neither itself nor the others."""

import logging
import threading

import pytest

from inbox.domain.problems import Problem
from inbox.pipeline.chores import Chore, Chores


def test_each_chore_is_done_again_and_again_and_once_at_the_end() -> None:
    often, at_the_end = threading.Semaphore(0), []
    chores = Chores(
        [
            Chore("often", 0.01, often.release),
            Chore("at the end", 3600, lambda: at_the_end.append(1), first_after_seconds=3600, also_at_the_end=True),
        ]
    )
    chores.start()
    for _ in range(3):
        assert often.acquire(timeout=5)
    chores.stop()
    assert at_the_end == [1]


@pytest.mark.expects_log
def test_a_chore_that_fails_is_told_of_once_and_tried_on(caplog: pytest.LogCaptureFixture) -> None:
    tried = threading.Semaphore(0)

    def fail() -> None:
        tried.release()
        raise Problem("The disk is full.")

    with caplog.at_level(logging.DEBUG):
        chores = Chores([Chore("Pruning", 0.01, fail)])
        chores.start()
        for _ in range(3):
            assert tried.acquire(timeout=5)
        chores.stop()
    assert [record.getMessage() for record in caplog.records] == ["Pruning: The disk is full."]


@pytest.mark.expects_log
def test_a_mistake_in_one_chore_leaves_the_others_alone() -> None:
    done = threading.Semaphore(0)

    def stumble() -> None:
        raise RuntimeError("a bug")

    chores = Chores([Chore("bad", 0.01, stumble), Chore("good", 0.01, done.release)])
    chores.start()
    for _ in range(3):
        assert done.acquire(timeout=5)
    chores.stop()


def test_stopping_does_not_wait_for_the_next_time() -> None:
    chores = Chores([Chore("seldom", 3600, lambda: None, first_after_seconds=3600)])
    chores.start()
    chores.stop()


def test_a_chore_of_minutes_does_not_hold_up_the_end() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work_for_long() -> None:
        begun.set()
        may_end.wait(60)
        ended.set()

    chores = Chores([Chore("long", 3600, work_for_long)], join_seconds=0.1)
    chores.start()
    assert begun.wait(5)
    chores.stop()
    assert not ended.is_set()
    may_end.set()
    assert ended.wait(5)
    chores.stop()


def test_a_chore_that_is_wanted_soon_does_not_wait_for_its_time() -> None:
    done = threading.Semaphore(0)
    chores = Chores([Chore("seldom", 3600, done.release, first_after_seconds=3600)])
    chores.start()
    for _ in range(2):
        chores.soon("seldom")
        assert done.acquire(timeout=5)
    chores.stop()
    assert not done.acquire(blocking=False)
