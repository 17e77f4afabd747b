"""What is printed for the eye is safe for a terminal; what is printed for programs is one JSON object a line."""

import json

import pytest

from inbox.cli.output import print_json_lines, print_table


def test_a_table_shows_hostile_text_as_visible_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "LENGTH"), [("\x1b[2Jevil\nrow", "1:00"), ("plain", "20:05")])
    printed = capsys.readouterr().out
    assert printed.count("\n") == 3
    assert "\x1b" not in printed
    assert "\\u001b[2Jevil\\u000arow" in printed


def test_each_object_is_one_line_of_json(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_json_lines([{"name": "a\nb é \u202e"}, {"name": None}])
    lines = capfdbinary.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == [{"name": "a\nb é \u202e"}, {"name": None}]
