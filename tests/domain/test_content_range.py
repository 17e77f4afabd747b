import pytest

from inbox.domain.content_range import ContentRange, parse_content_range
from inbox.domain.part_file import MediaVersion, PartFile, if_range, is_another, resumes_at


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bytes 5-9/10", ContentRange(5, 9, 10)),
        ("Bytes 0-0/*", ContentRange(0, 0, None)),
        (" bytes 5-9/10 ", ContentRange(5, 9, 10)),
        ("bytes 9-5/10", None),
        ("bytes 5-10/10", None),
        ("bytes */10", None),
        ("bytes 5-9", None),
        ("bytes -5-9/10", None),
        ("bytes 5-9/10, bytes 11-12/13", None),
        ("items 5-9/10", None),
        ("bytes ٥-٩/١٠", None),
        ("bytes 5-9/" + "9" * 400, None),
        ("", None),
        (None, None),
    ],
)
def test_a_content_range_is_taken_only_when_it_makes_sense(text: str | None, meant: ContentRange | None) -> None:
    assert parse_content_range(text) == meant


@pytest.mark.parametrize(
    ("etag", "condition"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', None),
        ("abc", None),
        ('"', None),
        ('"a"b"', None),
        ('"a\r\nX: y"', None),
        ('"ä"', None),
        (None, None),
    ],
)
def test_only_a_strong_etag_says_that_it_is_the_same_file(etag: str | None, condition: str | None) -> None:
    part = PartFile(100_000, 200_000, etag, "Mon, 01 Jun 2026 12:00:00 GMT", None)
    assert if_range(part) == condition
    assert resumes_at(part) == (100_000 if condition else 100_000 - 65_536)


def test_a_part_too_short_to_compare_is_fetched_anew() -> None:
    assert resumes_at(PartFile(65_536, None, None, None, None)) == 0
    assert resumes_at(None) == 0


def test_what_the_server_does_not_say_is_no_contradiction() -> None:
    then = MediaVersion(10, '"a"', "Monday")
    assert not is_another(then, MediaVersion())
    assert not is_another(then, then)
    for now in (MediaVersion(11), MediaVersion(etag='"b"'), MediaVersion(last_modified="Tuesday")):
        assert is_another(then, now)
