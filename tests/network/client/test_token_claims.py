"""What a token says of itself is a hint; whatever it says, nothing breaks."""

import base64
import json

import pytest

from inbox.network.client.token_claims import TokenClaims, claims


def token(said: object) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
    return f"e30.{middle}.c2lnbmF0dXJl"


def test_accounts_and_roles_are_read() -> None:
    assert claims(token({"accounts": ["5555555", 6666666], "roles": ["Voice"]})) == TokenClaims(
        ("5555555", "6666666"), ("Voice",)
    )
    assert claims(token({"accounts": "5555555"})).accounts == ("5555555",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "opaque",
        "a.b",
        "a.b.c.d",
        "a.!!!.c",
        "a.bm90IGpzb24.c",
        token([]),
        token(None),
        token({"accounts": {"a": 1}}),
        "." * 100_000,
    ],
)
def test_a_token_of_another_form_says_nothing(text: str) -> None:
    assert claims(text) == TokenClaims()


def test_only_some_of_many_are_read_and_only_texts() -> None:
    assert len(claims(token({"roles": ["r"] * 1_000})).roles) == 50
    assert claims(token({"roles": [None, True, 1.5, "r"]})).roles == ("r",)
