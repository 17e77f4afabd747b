"""Questions to the store, off the GUI thread."""

import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from inbox.domain.problems import Problem
from inbox.gui.widgets.query_worker import QueryWorker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[QueryWorker]:
    made = QueryWorker("test-questions")
    made.start()
    yield made
    made.stop()


def test_the_answer_comes_in_the_gui_thread(worker: QueryWorker) -> None:
    asked_in: list[str] = []
    answered_in: list[str] = []
    worker.submit(
        "lane",
        lambda: asked_in.append(threading.current_thread().name),
        lambda _answer: answered_in.append(threading.current_thread().name),
    )
    assert worker.drain()
    assert asked_in == ["test-questions"]
    assert answered_in == [threading.main_thread().name]


def test_of_several_questions_the_newest_wins(worker: QueryWorker) -> None:
    gate, started = threading.Event(), threading.Event()
    asked: list[int] = []
    answers: list[int] = []

    def ask(number: int) -> int:
        asked.append(number)
        if number == 0:
            started.set()
            assert gate.wait(10)
        return number

    worker.submit("lane", lambda: ask(0), answers.append)
    assert started.wait(10)
    for number in (1, 2, 3):
        worker.submit("lane", lambda number=number: ask(number), answers.append)  # type: ignore[misc]
    worker.submit("other", lambda: ask(9), answers.append)
    gate.set()
    assert worker.drain()
    assert asked == [0, 3, 9]
    assert answers == [3, 9]


def test_a_question_that_raises_raises_in_the_gui_thread(worker: QueryWorker, qtbot: QtBot) -> None:
    def ask() -> None:
        raise RuntimeError("a mistake")

    with qtbot.captureExceptions() as caught:
        worker.submit("lane", ask, lambda _answer: None)
        assert worker.drain()
    assert [str(problem) for _, problem, _ in caught] == ["a mistake"]


def _fail() -> None:
    raise Problem("The disk cannot be read.")


def test_a_known_failure_is_told_in_the_gui_thread(worker: QueryWorker, qtbot: QtBot) -> None:
    told: list[tuple[str, str]] = []
    with qtbot.captureExceptions() as caught:
        worker.submit(
            "lane",
            _fail,
            lambda _answer: pytest.fail("answered"),
            lambda problem: told.append((str(problem), threading.current_thread().name)),
        )
        assert worker.drain()
    assert told == [("The disk cannot be read.", threading.main_thread().name)]
    assert not caught


@pytest.mark.expects_log
def test_a_known_failure_that_nobody_waits_for_is_logged(
    worker: QueryWorker, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.captureExceptions() as caught:
        worker.submit("lane", _fail, lambda _answer: pytest.fail("answered"))
        assert worker.drain()
    assert not caught
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "The disk cannot be read." in caplog.text


def test_after_stop_nothing_is_asked(qtbot: QtBot) -> None:
    worker = QueryWorker("test-questions")
    worker.start()
    worker.stop()
    worker.submit("lane", lambda: pytest.fail("asked"), lambda _answer: None)
    assert worker.drain()


def test_a_question_that_takes_long_is_told_when_nobody_waits_for_its_answer(worker: QueryWorker) -> None:
    started = threading.Event()
    answers: list[str] = []

    def ask_long() -> str:
        started.set()
        while not worker.is_unwanted():
            time.sleep(0.005)
        return "given up"

    worker.submit("lane", ask_long, answers.append)
    assert started.wait(10)
    worker.submit("other", lambda: "of another lane", answers.append)
    worker.submit("lane", lambda: "the newer one", answers.append)
    assert worker.drain()
    assert answers == ["of another lane", "the newer one"]
    started.clear()
    worker.submit("lane", ask_long, answers.append)
    assert started.wait(10)
    worker.stop(within=20)
    assert "test-questions" not in {thread.name for thread in threading.enumerate()}


def test_a_question_that_does_not_end_is_not_waited_for_where_that_is_said(qtbot: QtBot) -> None:
    worker, gate, started = QueryWorker("endless"), threading.Event(), threading.Event()
    worker.start()

    def ask() -> bool:
        started.set()
        return gate.wait(20)

    worker.submit("lane", ask, lambda _answer: None)
    assert started.wait(10)
    worker.stop(within=0.1)
    assert not gate.is_set()
    assert "endless" in {thread.name for thread in threading.enumerate()}
    gate.set()


def test_a_worker_that_was_stopped_tells_nothing_any_more_whatever_it_was_about_to_tell(qtbot: QtBot) -> None:
    """Its object may be gone by then, and a signal of what is gone ends the program."""
    told, may_go_on, is_gone, told_late = threading.Event(), threading.Event(), threading.Event(), threading.Event()

    class Slow:
        def emit(self, _answer: object) -> None:
            told.set()
            may_go_on.wait(10)
            if is_gone.is_set():
                told_late.set()

    worker = QueryWorker("test-questions")
    worker._answered = Slow()  # type: ignore[assignment]  # a thread that gets no turn in the middle of telling
    worker.start()
    worker.submit("lane", lambda: 1, lambda _answer: None)
    assert told.wait(10)
    releasing = threading.Timer(0.3, may_go_on.set)
    releasing.start()
    worker.stop(within=0.01)
    is_gone.set()
    may_go_on.set()
    releasing.join()
    worker.stop()
    assert not told_late.is_set()
