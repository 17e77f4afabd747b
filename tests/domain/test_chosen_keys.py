"""Keys as the settings have them."""

import pytest

from inbox.domain.chosen_keys import chosen_keys, keys_line, keys_of


def test_a_line_names_an_action_and_its_keys() -> None:
    assert chosen_keys("play = Space, Media Play") == ("play", ("Space", "Media Play"))
    assert chosen_keys("  note=T ") == ("note", ("T",))
    assert chosen_keys("note =") == ("note", ()), "an action may have no key"
    assert chosen_keys("settings = Ctrl+Comma, comma, =") == ("settings", ("Ctrl+,", ",", "="))


@pytest.mark.parametrize("line", ["", "note", "= T", "Note = T", "no te = T", f"note = {'x' * 41}", "ünote = T"])
def test_any_other_form_is_refused(line: str) -> None:
    assert chosen_keys(line) is None


@pytest.mark.parametrize("keys", [(), ("T",), ("Ctrl+,", ","), ("Space", "Media Play", "F13")])
def test_what_is_written_is_read_again(keys: tuple[str, ...]) -> None:
    assert chosen_keys(keys_line("play", keys)) == ("play", keys)


def test_of_two_lines_the_last_counts() -> None:
    assert keys_of(["play = A", "nonsense", "play = B"]) == {"play": ("B",)}
