"""The questions of the review form, as the settings have them."""

import pytest

from inbox.domain.review_form import MOST_QUESTIONS, ReviewQuestion, review_form, review_question


def test_a_line_is_a_question_with_choices() -> None:
    assert review_question("Consent given? = yes / no / unclear") == ReviewQuestion("Consent given?", ("yes", "no", "unclear"))
    assert review_question("A=b/c/b") == ReviewQuestion("A", ("b", "c"))


@pytest.mark.parametrize(
    ("choices", "read"),
    [
        ("yes / n/a", ("yes", "n/a")),
        ("n/a / yes / no", ("n/a", "yes", "no")),
        ("24/7 /  9/5", ("24/7", "9/5")),
        ("yes / no /", ("yes", "no")),
        ("/ yes / / no", ("yes", "no")),
        ("yes/no", ("yes", "no")),
        ("yes/ no /unclear", ("yes", "no", "unclear")),
        ("yes/no /", ("yes", "no")),
        ("a = 1 / a = 2", ("a = 1", "a = 2")),
    ],
)
def test_a_choice_may_hold_a_slash_where_blanks_part_the_choices(choices: str, read: tuple[str, ...]) -> None:
    assert review_question(f"Consent? = {choices}") == ReviewQuestion("Consent?", read)


@pytest.mark.parametrize(
    "line", ["", "Consent given?", "Consent? =", "Consent? = yes", "= yes / no", "Consent? = yes / yes", "x" * 201]
)
def test_without_two_choices_it_is_no_question(line: str) -> None:
    assert review_question(line) is None


def test_the_form_keeps_its_order_and_a_question_once() -> None:
    form = review_form(("A = 1 / 2", "nonsense", "B = 1 / 2", "A = 3 / 4"))
    assert [(question.text, question.choices[0]) for question in form] == [("A", "1"), ("B", "1")]
    assert len(review_form(tuple(f"Q{number} = 1 / 2" for number in range(50)))) == MOST_QUESTIONS
