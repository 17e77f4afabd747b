"""What was heard, in words."""

from inbox.domain.coverage import Coverage, HeardSpan
from inbox.gui.review.coverage_text import heard_text, spans_text


def test_share_and_rates_are_told() -> None:
    assert heard_text(Coverage((), 0.0)) == "Nothing yet"
    assert heard_text(Coverage((HeardSpan(0, 9, 1.25),), 0.937)) == "93 % of what sounds, at 1.25×"
    assert heard_text(Coverage((HeardSpan(0, 9, 2.0), HeardSpan(12, 13, 0.75)), 1.0)) == "100 % of what sounds, at 0.75× to 2×"


def test_each_part_is_told_and_of_many_the_first() -> None:
    spans = tuple(HeardSpan(place * 10, place * 10 + 5, 1.0) for place in range(14))
    assert spans_text(Coverage(spans[:2], 1.0)) == "0:00 to 0:05 at 1×\n0:10 to 0:15 at 1×"
    assert spans_text(Coverage(spans[:13], 1.0)).endswith("\nand one more part")
    assert spans_text(Coverage(spans, 1.0)).count("\n") == 12
