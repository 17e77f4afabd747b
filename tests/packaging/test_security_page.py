"""The page on safety names tests that exist."""

import re
from pathlib import Path

_TOP = Path(__file__).parents[2]
_NAMED = re.compile(r"`(?P<file>[a-z_/]+/test_[a-z_0-9]+\.py)?(?:::(?P<test>test_[a-z0-9_]+))?`")


def _named() -> list[tuple[str, str | None]]:
    """File and function of each test on the page; a name without a file belongs to the one before it."""
    found: list[tuple[str, str | None]] = []
    file = ""
    for named in _NAMED.finditer((_TOP / "docs" / "security.md").read_text(encoding="utf-8")):
        if named["file"] is None and named["test"] is None:
            continue
        file = named["file"] or file
        found.append((file.removeprefix("tests/"), named["test"]))
    return found


def test_each_test_that_it_names_exists() -> None:
    named = _named()
    assert len(named) > 50
    for file, test in named:
        text = (_TOP / "tests" / file).read_text(encoding="utf-8")
        assert test is None or re.search(rf"^def {test}\(", text, re.MULTILINE), f"{file}::{test}"
