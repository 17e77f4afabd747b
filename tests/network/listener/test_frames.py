"""Messages over a pipe: whole, in order, and without anybody waiting for the other side."""

import os
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.network.listener.frames import Inbound, Outbound, frame

_BYTES = msgspec.msgpack.Decoder(bytes)
_MORE_THAN_A_PIPE_HOLDS = 300_000


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        with suppress(OSError):
            os.close(descriptor)


def read_all(descriptor: int) -> list[bytes]:
    inbound, found = Inbound(descriptor, _BYTES), list[bytes]()
    with suppress(EOFError):
        while True:
            found += inbound.read()
    return found


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20), st.lists(st.integers(1, 50), min_size=1))
def test_messages_are_whole_however_the_bytes_come(messages: list[bytes], pieces: list[int]) -> None:
    inbound, data, found, turn = Inbound(-1, _BYTES), b"".join(map(frame, messages)), list[bytes](), 0
    while data:
        piece, data, turn = data[: pieces[turn % len(pieces)]], data[pieces[turn % len(pieces)] :], turn + 1
        found += inbound._whole(inbound._left + piece)
    assert found == messages


@pytest.mark.parametrize("at_once", [False, True])
def test_large_and_small_messages_of_many_threads_come_whole_and_each_threads_own_in_order(
    pipe: tuple[int, int], at_once: bool
) -> None:
    reading, writing = pipe
    outbound = Outbound(writing, "writing", at_once=at_once)
    sent = [
        [bytes([thread, number]) * (_MORE_THAN_A_PIPE_HOLDS if number % 7 == 0 else 3) for number in range(20)]
        for thread in range(4)
    ]

    def send(messages: list[bytes]) -> None:
        for message in messages:
            outbound.put(frame(message))

    senders = [threading.Thread(target=send, args=(messages,)) for messages in sent]
    for sender in senders:
        sender.start()
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.extend(read_all(reading)))
    reader.start()
    for sender in senders:
        sender.join()
    assert outbound.close(20)
    os.close(writing)
    reader.join()
    assert [[message for message in found if message[0] == thread] for thread in range(4)] == sent


@pytest.mark.parametrize("at_once", [False, True])
def test_nobody_waits_for_a_reader_that_does_not_read(pipe: tuple[int, int], at_once: bool) -> None:
    reading, writing = pipe
    outbound = Outbound(writing, "writing", at_once=at_once)
    began = time.monotonic()
    for number in range(20):
        outbound.put(frame(bytes([number]) * _MORE_THAN_A_PIPE_HOLDS))
    assert time.monotonic() - began < 5, "a put waited for the reader"
    assert not outbound.close(0.05)
    reader = threading.Thread(target=lambda: read_all(reading))
    reader.start()
    assert outbound.close(20)
    os.close(writing)
    reader.join()


@pytest.mark.parametrize("at_once", [False, True])
def test_a_reader_that_has_gone_ends_the_writing(pipe: tuple[int, int], at_once: bool) -> None:
    reading, writing = pipe
    outbound = Outbound(writing, "writing", at_once=at_once)
    outbound.put(frame(b"x" * _MORE_THAN_A_PIPE_HOLDS))
    os.close(reading)
    outbound.put(frame(b"x"))
    assert outbound.close(20)


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_program_with_thousands_of_open_files_writes_too(pipe: tuple[int, int]) -> None:
    import fcntl
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    try:
        reading, writing = pipe
        high = fcntl.fcntl(writing, fcntl.F_DUPFD, 2000)
        os.close(writing)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    outbound = Outbound(high, "writing", at_once=True)
    outbound.put(frame(b"x" * _MORE_THAN_A_PIPE_HOLDS))
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.extend(read_all(reading)))
    reader.start()
    assert outbound.close(20)
    os.close(high)
    reader.join()
    assert found == [b"x" * _MORE_THAN_A_PIPE_HOLDS]


def test_who_gives_up_need_not_wait_for_the_reader(pipe: tuple[int, int]) -> None:
    outbound = Outbound(pipe[1], "writing", at_once=True)
    outbound.put(frame(b"x" * _MORE_THAN_A_PIPE_HOLDS))
    assert not outbound.close(0.05)
    outbound.give_up()
    assert outbound.close(20)


def test_what_waits_is_not_held_in_memory_twice(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    outbound, megabyte, count = Outbound(writing, "writing", at_once=True), 1024 * 1024, 40
    tracemalloc.start()
    try:
        for _ in range(count):
            outbound.put(frame(bytes(megabyte)))
        inbound = Inbound(reading, _BYTES)
        tracemalloc.reset_peak()
        before, left = tracemalloc.get_traced_memory()[0], count
        while left:
            left -= len(inbound.read())
        assert tracemalloc.get_traced_memory()[1] - before < count * megabyte / 4
    finally:
        tracemalloc.stop()
    assert outbound.close(20)


def test_what_a_thread_puts_together_goes_out_by_one_write_and_holds_back_nobody_else(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    outbound = Outbound(writing, "writing", at_once=True)
    with outbound.together():
        outbound.put(frame(b"first"))
        outbound.put(frame(b"second"))
        assert outbound.is_gathering
        other = threading.Thread(target=outbound.put, args=[frame(b"of another")])
        other.start()
        other.join()
        inbound = Inbound(reading, _BYTES)
        assert inbound.read() == [b"of another"]
    assert not outbound.is_gathering
    assert inbound.read() == [b"first", b"second"]
    outbound.put(frame(b"afterwards"))
    assert inbound.read() == [b"afterwards"]
    assert outbound.close(5)
