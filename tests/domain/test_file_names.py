"""Names of exported files, whatever recordings are called."""

from datetime import timedelta, timezone

import pytest
from domain.told_recording import told
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.file_names import FIELDS, LONGEST_NAME, NamesInUse, ending_in, name_of, safe_name, unknown_fields

BERLIN = timezone(timedelta(hours=2))


def test_a_template_names_a_recording_by_the_clock_on_the_wall() -> None:
    assert name_of(told(), "{date} {time} {name}", BERLIN) == "2026-06-01 12-00 stand-up"
    assert name_of(told(name=None), "{name}", BERLIN) == "conf-1"
    assert name_of(told(tag="a/b"), "{tag} {id} {status} {review} {unknown}", BERLIN) == "a-b r-1 complete new {unknown}"
    assert all(name_of(told(), f"{{{field}}}", BERLIN) for field in FIELDS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_-..-etc-passwd"),
        ("C:\\Windows", "C--Windows"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com¹", "_com¹"),
        ("LPT1 .x", "_LPT1 .x"),
        ("Console", "Console"),
        ("name. ", "name"),
        ("x:stream", "x-stream"),
        ("a\nb\x00c", "a bc"),
        ("good\u202egpj.exe", "goodgpj.exe"),
        ("z\u200bero", "zero"),
        ("-rf", "_-rf"),
        ("~root", "_~root"),
        ("", "recording"),
        (" .. ", "recording"),
        ("\ud800", "recording"),
        ("a\u0308", "ä"),
    ],
)
def test_a_hostile_name_becomes_a_harmless_one(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(), st.integers(10, LONGEST_NAME))
def test_any_text_becomes_a_name_that_every_system_takes(text: str, longest: int) -> None:
    name = safe_name(text, longest)
    assert 0 < len(name.encode()) <= longest
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip(" .")
    assert name.isprintable()


def test_no_name_is_given_twice_in_one_folder() -> None:
    names = NamesInUse()
    told_names = [names.one_more(name) for name in ("a", "A", "a", "a (2)", "é", "e\u0301", "b")]
    assert told_names == ["a", "A (2)", "a (3)", "a (2) (2)", "é", "e\u0301 (2)", "b"]
    many = [names.one_more("same") for _ in range(2_000)]
    assert len(set(many)) == 2_000


@pytest.mark.parametrize(
    ("name", "ended"),
    [
        ("clip.wav", "clip.wav"),
        ("clip.WAV", "clip.WAV"),
        ("clip.mp3", "clip.wav"),
        ("Call 3.30 pm", "Call 3.30 pm.wav"),
        ("v1.2", "v1.2.wav"),
        (".mp3", ".mp3.wav"),
        ("clip", "clip.wav"),
    ],
)
def test_a_name_ends_in_what_the_file_is(name: str, ended: str) -> None:
    assert ending_in(name, "wav") == ended


def test_what_means_nothing_in_a_template_is_found() -> None:
    assert unknown_fields("{date} {bogus} {Name} {} {bogus} {tag}") == ("{bogus}", "{Name}", "{}")
    assert unknown_fields("{date} {time} {name}") == ()
