"""The address that is handed out leads to where events are taken."""

import pytest

from inbox.domain.public_address import path_note, sender_address


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
