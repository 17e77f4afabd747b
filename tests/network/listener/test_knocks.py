"""Refusals are counted and listed; neither the log nor memory is flooded, and nothing that lets somebody in is written down."""

import logging

import pytest

from inbox.domain.knock import KnockEntry, KnockReason
from inbox.network.listener.knocks import MOST_ENTRIES, Knocks

WRONG = KnockReason.WRONG_CREDENTIALS


def shown_path(target: str, secret: str = "/", password: str = "no such word") -> str:
    knocks = Knocks(secret, lambda text: password in text)
    knocks.count(KnockReason.OTHER_PATH, peer="127.0.0.1:1", path=target)
    return knocks.take_new()[0].path


def test_the_log_hears_of_the_first_tenth_and_hundredth(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    knocks = Knocks()
    for _ in range(250):
        knocks.count(KnockReason.OTHER_PATH)
    assert knocks[KnockReason.OTHER_PATH] == 250
    assert [record.getMessage().rpartition("(")[2] for record in caplog.records] == ["1 so far)", "10 so far)", "100 so far)"]


def test_the_first_half_of_a_challenge_is_normal_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Knocks().count(KnockReason.NO_CREDENTIALS)
    assert caplog.records == []
    assert KnockReason.NO_CREDENTIALS.is_ordinary
    assert not WRONG.is_ordinary


def test_tries_of_one_visitor_are_one_entry_with_its_first_and_last_time() -> None:
    knocks = Knocks()
    for port in (1, 2, 3):
        knocks.count(WRONG, peer=f"127.0.0.1:{port}", forwarded_for="203.0.113.7", path=f"/try{port}?password=x")
    knocks.count(WRONG, peer="[::1]:4", forwarded_for="203.0.113.7", path="/")
    knocks.count(KnockReason.OTHER_PATH, peer="127.0.0.1:5", forwarded_for="203.0.113.7", path="/")
    first, *others = knocks.take_new()
    assert (first.reason, first.peer, first.forwarded_for, first.path, first.count) == (
        WRONG,
        "127.0.0.1",
        "203.0.113.7",
        "/try3",
        3,
    )
    assert first.first_at <= first.last_at
    assert first.first_at.utcoffset() is not None
    assert [(each.peer, each.count) for each in others] == [("::1", 1), ("127.0.0.1", 1)]


def test_what_was_taken_is_not_told_again_and_what_comes_later_is() -> None:
    knocks = Knocks()
    knocks.count(WRONG, peer="127.0.0.1:1")
    assert [each.count for each in knocks.take_new()] == [1]
    assert knocks.take_new() == []
    knocks.count(WRONG, peer="127.0.0.1:1")
    assert [each.count for each in knocks.take_new()] == [1], "a difference: to be added to what was taken before"
    assert knocks.counts() == {WRONG: 2}


def test_made_up_senders_push_out_the_oldest_and_fill_no_memory() -> None:
    knocks = Knocks()
    for number in range(MOST_ENTRIES * 3):
        knocks.count(WRONG, peer="127.0.0.1:1", forwarded_for=f"made-up-{number}")
    taken = knocks.take_new()
    assert [taken[0].forwarded_for, taken[-1].forwarded_for, len(taken)] == ["made-up-2000", "made-up-2999", MOST_ENTRIES]
    assert knocks[WRONG] == MOST_ENTRIES * 3


def test_texts_are_cut_storable_and_harmless_to_look_at() -> None:
    knocks = Knocks()
    hostile = "\x1b[2J\r\n\x00\u202e\ud800" + "x" * 100_000
    knocks.count(WRONG, peer="127.0.0.1:1", forwarded_for=hostile, path="/" + "\x00\xe9 <" * 1000)
    (entry,) = knocks.take_new()
    assert entry.forwarded_for.startswith("\\u001b[2J\\u000d\\u000a\\u0000\\u202e\\ud800xxx")
    assert len(entry.forwarded_for) == 200
    assert entry.path.startswith("/%00%E9%20%3C%00")
    assert len(entry.path) == 200
    for text in (entry.forwarded_for, entry.path):
        assert text.encode("utf-8").isascii()
        assert text.isprintable()


@pytest.mark.parametrize(
    "target",
    [
        "/let-me-in-7Kq",
        "/let-me-in-7Kq?x=1",
        "/let-me-in-7Kq/",
        "//let-me-in-7Kq",
        "/LET-ME-IN-7KQ",
        "/%6cet-me-in-7Kq",
        "/%256cet-me-in-7Kq",
        "/%25256cet-me-in-7Kq",
        "http://h/x/let-me-in-7Kq",
        "/" + "x" * 190 + "/let-me-in-7Kq",
    ],
)
def test_a_secret_path_is_never_written_down(target: str) -> None:
    assert shown_path(target, secret="/let-me-in-7Kq") == ""
    assert shown_path("/wp-login.php", secret="/let-me-in-7Kq") == "/wp-login.php"


def test_a_password_in_a_path_or_in_forwarded_for_is_never_written_down() -> None:
    for target in ("/pass/Zq7", "/%5Aq7", "/%255aq7"):
        assert shown_path(target, password="Zq7") == ""
    assert shown_path("http://ann:Zq7@h/x?pw=Zq7", password="Zq7") == "/x"
    knocks = Knocks("/", lambda text: "Zq7" in text)
    knocks.count(WRONG, peer="127.0.0.1:1", forwarded_for="ann:Zq7")
    assert knocks.take_new()[0].forwarded_for == ""


def test_a_knock_of_nobody_in_particular_is_only_counted() -> None:
    knocks = Knocks()
    knocks.count(KnockReason.NO_DESCRIPTORS)
    assert (knocks.counts(), knocks.take_new()) == ({KnockReason.NO_DESCRIPTORS: 1}, [])


def test_every_reason_has_a_sentence() -> None:
    assert all(reason.sentence.endswith(".") for reason in KnockReason)
    assert len({reason.sentence for reason in KnockReason}) == len(KnockReason)


def test_an_entry_says_nothing_else() -> None:
    assert set(KnockEntry.__slots__) == {"reason", "peer", "forwarded_for", "path", "first_at", "last_at", "count"}
