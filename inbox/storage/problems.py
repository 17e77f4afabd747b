"""What can go wrong with the store, as sentences for the person."""

from inbox.domain.problems import Problem


class StorageProblem(Problem):
    """The store cannot be used as it is; ``str(problem)`` says what happened and what to do. Nothing was changed."""


class StoreFailing(Problem):
    """The store failed for a reason that may pass (disk full, input/output error, lock); ``str(problem)`` is the sentence.

    Nothing of what was to be written is stored; the same can be tried again.
    """


class StoreDamaged(StoreFailing):
    """What stands in the database's file is not what was written there: SQLite reports it as corrupt, or as no database.

    Trying again does not help; `opening.recover_inbox` does.
    """
