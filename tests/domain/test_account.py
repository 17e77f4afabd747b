from inbox.domain.account import Account


def test_either_secret_is_enough_to_sign_in_with() -> None:
    assert Account(client_id="a", next_client_secret="new").has_oauth
    assert Account(client_id="a", next_client_secret="new").secrets == ("new",)
    assert not Account(client_id="a").is_set
    assert not Account(next_client_secret="new").is_set


def test_the_same_secret_twice_is_one() -> None:
    assert Account(client_id="a", client_secret="s", next_client_secret="s").secrets == ("s",)


def test_no_secret_is_shown() -> None:
    shown = repr(Account("1", "id", "geheim", "u", "geheim", "geheim"))
    assert "geheim" not in shown


def test_half_of_the_credentials_is_named_with_what_is_missing() -> None:
    secret = "the client secret (BW_CLIENT_SECRET)"
    assert Account(client_id="a").missing_half == f"the client id (BW_CLIENT_ID) is there, but {secret} is not"
    assert Account(next_client_secret="s").missing_half == f"{secret} is there, but the client id (BW_CLIENT_ID) is not"
    assert Account(password="p").missing_half == "the password (BW_PASSWORD) is there, but the user name (BW_USERNAME) is not"
    assert Account(client_id="a").why_not_set.startswith("Only half of the Bandwidth account is set: the client id")
    for whole in (Account(client_id="a", client_secret="s"), Account(client_id="a", username="u", password="p")):
        assert whole.missing_half == ""
    assert Account(account_id="5").missing_half == ""
    assert Account().why_not_set == "No Bandwidth account is set"
