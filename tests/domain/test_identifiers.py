"""Ids of the wrong form reach no address, and credentials no foreign or plain address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.identifiers import RecordingIds, base_address_problem, is_id

BASE = "https://voice.bandwidth.com/api/v2"


def test_the_media_address_follows_from_the_ids() -> None:
    ids = RecordingIds("55555555", "conf-1", "", "r-1")
    assert ids.media_address(BASE + "/") == BASE + "/accounts/55555555/conferences/conf-1/recordings/r-1/media"


def test_a_calls_recording_has_its_address_below_the_call() -> None:
    ids = RecordingIds("55555555", "", "c-1", "r-1")
    assert ids.media_address(BASE) == BASE + "/accounts/55555555/calls/c-1/recordings/r-1/media"


@given(st.text())
def test_whatever_is_no_id_makes_no_address(text: str) -> None:
    if is_id(text):
        assert text in RecordingIds("1", "c", "", text).media_address(BASE)
    else:
        with pytest.raises(ValueError, match="recordingId"):
            RecordingIds("1", "c", "", text).media_address(BASE)


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
