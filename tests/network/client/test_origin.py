"""Which addresses credentials may follow to."""

import pytest

from inbox.network.client.origin import same_origin

HERE = "https://voice.bandwidth.com/api/v2/accounts/5/conferences?pageSize=1"


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("?pageToken=x", "https://voice.bandwidth.com/api/v2/accounts/5/conferences?pageToken=x"),
        ("/api/v2/a", "https://voice.bandwidth.com/api/v2/a"),
        ("https://voice.bandwidth.com/b", "https://voice.bandwidth.com/b"),
        ("https://VOICE.bandwidth.com:443/b", "https://VOICE.bandwidth.com:443/b"),
        ("//voice.bandwidth.com/c", "https://voice.bandwidth.com/c"),
    ],
)
def test_what_stays_is_followed(target: str, leads_to: str) -> None:
    assert same_origin(HERE, target) == leads_to


@pytest.mark.parametrize(
    "target",
    [
        "",
        "http://voice.bandwidth.com/",
        "https://voice.bandwidth.com:80/",
        "https://voice.bandwidth.com:8443/",
        "https://voice.bandwidth.com.evil.example/",
        "https://voice.bandwidth.com@evil.example/",
        "https://user@voice.bandwidth.com/",
        "//evil.example/",
        "https://voice.bandwidth.com./",
        "https://voice.bandwidth.com:port/",
        "https://[::1/",
        "file:///etc/passwd",
        "javascript:1",
    ],
)
def test_what_leaves_the_origin_is_not_followed(target: str) -> None:
    assert same_origin(HERE, target) is None


def test_an_origin_with_its_default_port_written_out_is_the_same_as_without() -> None:
    assert same_origin("http://127.0.0.1:80/a", "http://127.0.0.1/b") == "http://127.0.0.1/b"
    assert same_origin("http://127.0.0.1:8080/a", "http://127.0.0.1/b") is None
