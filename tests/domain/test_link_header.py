"""The Link header, in every form that RFC 8288 allows."""

import pytest

from inbox.domain.link_header import next_link

NEXT = "https://voice.bandwidth.com/api/v2/accounts/1/conferences?pageToken=a,b;c"


@pytest.mark.parametrize(
    "value",
    [
        f'<{NEXT}>; rel="next"',
        f"<{NEXT}>;rel=next",
        f"<{NEXT}> ; REL = NEXT",
        f'<{NEXT}>; rel="last next"',
        f'<{NEXT}>; title="a, \\"b\\"; rel=prev"; rel="next"',
        f'<https://x/first>; rel="first", <{NEXT}>; rel="next"',
        f'<{NEXT}>; rel="next", <https://x/last>; rel="last"',
        f"<https://x/none>, <{NEXT}>; rel=next",
        f'<{NEXT}>; rel=next; rel="prev"',
    ],
)
def test_the_next_page_is_found_however_it_is_written(value: str) -> None:
    assert next_link(value) == NEXT


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "next",
        f'<{NEXT}>; rel="prev"',
        f'<{NEXT}>; rel="prev"; rel="next"',
        f'<{NEXT}>; rel="nextish"',
        f'<{NEXT}>; title="rel=next"',
        f"<{NEXT}>",
        '<>; rel="next"',
        f'{NEXT}; rel="next"',
        f"<{NEXT}>; rel=next" + " " * 20_000,
    ],
)
def test_where_there_is_no_next_page_none_is_found(value: str | None) -> None:
    assert next_link(value) is None


@pytest.mark.parametrize("piece", ["<a", '<a>; b="', "<a>;x", "<a>; x=", ", ", '"\\'])
def test_a_hostile_header_is_read_fast(piece: str) -> None:
    assert next_link(piece * (16_000 // len(piece))) is None


def test_a_relative_address_is_given_as_it_is() -> None:
    assert next_link('<?pageToken=2>; rel="next"') == "?pageToken=2"
