import base64

import pytest

from inbox.network.listener.basic_auth import BasicAuth


def basic(pair: str | bytes) -> str:
    raw = pair.encode() if isinstance(pair, str) else pair
    return "Basic " + base64.b64encode(raw).decode("ascii")


@pytest.mark.parametrize(
    ("username", "password"), [("ann", "secret"), ("zoë", "pässwörd ☎"), ("ann", "with:colons:"), ("", "only"), ("only", "")]
)
def test_the_right_pair_comes_in(username: str, password: str) -> None:
    assert BasicAuth(username, password).admits(basic(f"{username}:{password}"))


def test_a_client_that_sends_latin_1_comes_in_too() -> None:
    assert BasicAuth("zoë", "pässwörd").admits(basic("zoë:pässwörd".encode("latin-1")))


def test_the_scheme_is_read_in_any_case_and_with_more_spaces() -> None:
    assert BasicAuth("ann", "secret").admits("bAsIc   " + basic("ann:secret").removeprefix("Basic "))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        basic("ann:wrong"),
        basic("bob:secret"),
        basic("ann:secret "),
        basic("annsecret"),
        basic("ANN:secret"),
        basic(b"\xff\xfe:\x00"),
        "Bearer " + basic("ann:secret").removeprefix("Basic "),
        basic("ann:secret") + "!",
        basic("ann:secret")[:-1],
        "Basic ann:secret",
        "Basic " + "QUFB" * 2500,
        "Basic \xe9\xff\x80",
        basic("ann:secret") + ", " + basic("ann:secret"),
    ],
)
def test_all_else_stays_out(header: str) -> None:
    assert not BasicAuth("ann", "secret").admits(header)


def test_an_empty_pair_needs_its_colon() -> None:
    assert BasicAuth("", "").admits(basic(":"))
    assert not BasicAuth("", "").admits(basic(""))


def test_a_value_that_gives_the_password_away_is_known() -> None:
    auth = BasicAuth("ann", "s3cret!")
    assert auth.appears_in("x-s3cret!-y")
    assert auth.appears_in("forwarded " + basic("ann:s3cret!"))
    assert not auth.appears_in("application/json")
    assert not BasicAuth("ann", "").appears_in("anything")
