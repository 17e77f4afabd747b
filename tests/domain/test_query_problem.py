"""Terms of a search that can find nothing."""

from datetime import UTC, datetime

import pytest

from inbox.domain.query import parse_query
from inbox.domain.query_problem import query_problem
from inbox.storage.listing.conditions import NOTHING
from inbox.storage.listing.query_terms import conditions


@pytest.mark.parametrize(
    "term", ["is:bogus", "is:given-up", "review:reviewd", "download:bogus", "verification:maybe", "source:fax"]
)
def test_a_word_that_means_nothing_is_named_with_those_that_do(term: str) -> None:
    field = term.partition(":")[0]
    assert query_problem(parse_query(f"standup {term}")).startswith(f"“{term}” means nothing: after “{field}:” may stand ")


def test_stars_that_mean_nothing_are_told_with_what_does() -> None:
    assert query_problem(parse_query("stars:9")) == ("“stars:9” means nothing: stars are asked for as 4, 4+, 2-4, >3 or none.")


@pytest.mark.parametrize(
    "query",
    [
        "is:noted is:Flagged is:given_up is:completed is:expiring is:call is:refuted is:open",
        "download:given-up review:NEW source:catch-up verification:verified",
        "stars:4+ stars:0 stars:none stars:>=3 stars:1-2",
        "status:whatever bogus:1 name:is tagged:x direction:up is",
    ],
)
def test_what_can_be_found_is_no_problem(query: str) -> None:
    parsed = parse_query(query)
    assert query_problem(parsed) == ""
    assert NOTHING not in conditions(parsed, datetime.now(UTC), 3)
