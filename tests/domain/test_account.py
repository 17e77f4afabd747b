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
