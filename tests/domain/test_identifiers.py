"""Ids of the wrong form reach no address, and credentials no foreign or plain address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.identifiers import base_address_problem, is_id, media_address

BASE = "https://voice.bandwidth.com/api/v2"


def test_the_media_address_follows_from_the_ids() -> None:
    assert (
        media_address(BASE + "/", "55555555", "conf-1", "r-1")
        == BASE + "/accounts/55555555/conferences/conf-1/recordings/r-1/media"
    )


@given(st.text())
def test_whatever_is_no_id_makes_no_address(text: str) -> None:
    if is_id(text):
        assert text in media_address(BASE, "1", "c", text)
    else:
        with pytest.raises(ValueError, match="recordingId"):
            media_address(BASE, "1", "c", text)


@pytest.mark.parametrize("text", ["..", "a/b", "a%2fb", "a\n", "", "a" * 257, "ａ", "a b", "a?b", "a#b", "a:b", None, 5])
def test_these_are_no_ids(text: object) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    "address", [BASE, "https://own.example:8443/x", "http://127.0.0.1:5/api", "http://localhost/", "http://[::1]:9/"]
)
def test_these_are_base_addresses(address: str) -> None:
    assert base_address_problem(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://voice.bandwidth.com/api/v2",
        "http://127.0.0.1.evil.example/",
        "http://2130706433/",
        "https://user:pass@voice.bandwidth.com/",
        "ftp://voice.bandwidth.com/",
        "file:///etc/passwd",
        "https:///x",
        "https://x/?a=1",
        "https://x/#a",
        "voice.bandwidth.com",
        "https://x:99999/",
        "http://[::1",
        "",
    ],
)
def test_these_are_refused_with_a_reason(address: str) -> None:
    assert base_address_problem(address)
