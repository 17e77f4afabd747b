"""The review form: a few questions with choices, which the person writes into the settings."""

from dataclasses import dataclass

MOST_QUESTIONS = 20
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """A question, and what may be answered."""

    text: str
    choices: tuple[str, ...]


def review_question(line: str) -> ReviewQuestion | None:
    """The question of a line such as ``Consent given? = yes / no / unclear``; None when it has no choice of at least two."""
    text, equals, rest = line.partition("=")
    choices = tuple(dict.fromkeys(choice.strip() for choice in rest.split("/") if choice.strip()))
    if not equals or not text.strip() or len(choices) < 2 or len(line) > _LONGEST:
        return None
    return ReviewQuestion(text.strip(), choices)


def review_form(lines: tuple[str, ...]) -> tuple[ReviewQuestion, ...]:
    """The questions of the settings, in their order; of two that are put in the same words the first counts."""
    found: dict[str, ReviewQuestion] = {}
    for line in lines:
        question = review_question(line)
        if question is not None:
            found.setdefault(question.text, question)
    return tuple(found.values())[:MOST_QUESTIONS]
