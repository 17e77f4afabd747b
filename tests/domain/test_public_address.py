"""The address that is handed out leads to where events are taken."""

import re

import pytest

from inbox.domain.public_address import is_unguessable, path_note, sender_address, unguessable_path


@pytest.mark.parametrize(
    ("typed", "path", "address"),
    [
        ("https://abc.example", "/", "https://abc.example/"),
        ("https://abc.example/", "/s3cr3t", "https://abc.example/s3cr3t"),
        ("https://abc.example:8443", "/s3cr3t", "https://abc.example:8443/s3cr3t"),
        ("https://abc.example/hook", "/s3cr3t", "https://abc.example/hook"),
    ],
)
def test_a_path_that_was_not_typed_is_the_listeners(typed: str, path: str, address: str) -> None:
    assert sender_address(typed, path) == address


def test_another_path_is_told_of() -> None:
    assert path_note("https://abc.example/", "/s3cr3t") == ""
    assert path_note("https://abc.example/s3cr3t", "/s3cr3t") == ""
    assert "/s3cr3t" in path_note("https://abc.example/hook", "/s3cr3t")


def test_an_unguessable_path_is_another_each_time_and_known_as_such() -> None:
    made = {unguessable_path() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"/[A-Za-z0-9_-]{32}", path) and is_unguessable(path) for path in made)
    assert not any(map(is_unguessable, ("/", "/webhook", "/bandwidth/events", "/a/b/c/d/e/f/g/h/i/j/k")))
