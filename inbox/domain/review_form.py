"""The review form: a few questions with choices, which the person writes into the settings."""

import re
from dataclasses import dataclass

MOST_QUESTIONS = 20
_LONGEST = 200
_BETWEEN = re.compile(r"(?:^|\s+)/(?=\s|$)")
"""Between two choices: a ``/`` with blanks, or the end of the line, around it."""


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """A question, and what may be answered."""

    text: str
    choices: tuple[str, ...]


def review_question(line: str) -> ReviewQuestion | None:
    """The question of a line such as ``Consent given? = yes / no / n/a``; None when it has no choice of at least two.

    Where no ``/`` has blanks around it, as in ``yes/no``, each of them is between two choices.
    """
    text, equals, rest = line.partition("=")
    if not equals or not text.strip() or len(line) > _LONGEST:
        return None
    choices = _words(_BETWEEN.split(rest.strip()))
    if len(choices) < 2:
        choices = _words(rest.split("/"))
    return ReviewQuestion(text.strip(), choices) if len(choices) >= 2 else None


def review_form(lines: tuple[str, ...]) -> tuple[ReviewQuestion, ...]:
    """The questions of the settings, in their order; of two that are put in the same words the first counts."""
    found: dict[str, ReviewQuestion] = {}
    for line in lines:
        question = review_question(line)
        if question is not None:
            found.setdefault(question.text, question)
    return tuple(found.values())[:MOST_QUESTIONS]


def _words(parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
