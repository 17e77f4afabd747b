"""What may go wrong and is known: told to the person as a sentence, never shown as a traceback."""


class Problem(Exception):
    """A known failure that ends what was asked for; ``str(problem)`` says what happened and what to do."""
