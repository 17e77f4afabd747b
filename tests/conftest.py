"""What holds for every test: the guards, each of which has a test of its own in ``tests/guards``."""

pytest_plugins = [
    "pytester",
    "guards.surroundings",
    "guards.threads",
    "guards.garbage",
    "guards.logs",
    "guards.outside",
    "guards.stalls",
    "guards.examples",
]
