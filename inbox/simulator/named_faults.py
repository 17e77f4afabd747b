"""Faults by name, for `simulate serve --fault` and for a test in another process."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from inbox.simulator.list_faults import LinkForm
from inbox.simulator.media_faults import LengthFault, RangeFault, Validator
from inbox.simulator.simulation import Simulation


class NamedFault(StrEnum):
    """What goes wrong."""

    DROPPING = "dropping"
    STALLING = "stalling"
    CHANGING = "changing"
    WRONG_RANGE = "wrong-range"
    WRONG_LENGTH = "wrong-length"
    NO_ETAG = "no-etag"
    LAST_MODIFIED = "last-modified"
    ENDLESS = "endless"
    WEB_PAGE = "web-page"
    COMPRESSED = "compressed"
    REDIRECT = "redirect"
    FOREIGN_LINK = "foreign-link"
    LOOPING_LINK = "looping-link"
    ONE_OBJECT = "one-object"
    LISTS_REFUSED = "lists-refused"
    EXPIRED_SECRET = "expired-secret"
    NO_ROLE = "no-role"
    API_USER_ENDED = "api-user-ended"


WHAT_GOES_WRONG = {
    NamedFault.DROPPING: "media connections break at random, after 200 kB on average",
    NamedFault.STALLING: "media stop after 50 kB, and the connection stays open",
    NamedFault.CHANGING: "a file is another one at its first three downloads",
    NamedFault.WRONG_RANGE: "a part of a file is said to begin elsewhere",
    NamedFault.WRONG_LENGTH: "media are shorter than they are said to be",
    NamedFault.NO_ETAG: "a file cannot be told from a changed one",
    NamedFault.LAST_MODIFIED: "it can be told by its time only",
    NamedFault.ENDLESS: "media never end",
    NamedFault.WEB_PAGE: "a web page comes in place of media",
    NamedFault.COMPRESSED: "media come compressed, although that was not asked for",
    NamedFault.REDIRECT: "media are said to be on another computer",
    NamedFault.FOREIGN_LINK: "the second page of conferences, one a page, is said to be on another computer",
    NamedFault.LOOPING_LINK: "the next page of conferences is the same one again",
    NamedFault.ONE_OBJECT: "lists of one come without their array, empty ones as null",
    NamedFault.LISTS_REFUSED: "lists are forbidden, single recordings are not",
    NamedFault.EXPIRED_SECRET: "the client's secret has expired",
    NamedFault.NO_ROLE: "the credentials lack the role for the Voice API",
    NamedFault.API_USER_ENDED: "user name and password are refused",
}


def go_wrong(simulation: Simulation, faults: Collection[NamedFault]) -> None:
    """These go wrong from the next request on, and nothing else."""
    simulation.controls.clear()
    simulation.tokens.restore()
    for fault in faults:
        _add(simulation, fault)


def _add(simulation: Simulation, fault: NamedFault) -> None:
    controls = simulation.controls
    media, lists = controls.media_faults, controls.list_faults
    match fault:
        case NamedFault.DROPPING:
            media = replace(media, drop_every_bytes=200_000)
        case NamedFault.STALLING:
            media = replace(media, stall_after=50_000)
        case NamedFault.CHANGING:
            media = replace(media, changes=3)
        case NamedFault.WRONG_RANGE:
            media = replace(media, content_range=RangeFault.SHIFTED)
        case NamedFault.WRONG_LENGTH:
            media = replace(media, content_length=LengthFault.LONGER)
        case NamedFault.NO_ETAG:
            media = replace(media, validator=Validator.NONE)
        case NamedFault.LAST_MODIFIED:
            media = replace(media, validator=Validator.LAST_MODIFIED)
        case NamedFault.ENDLESS:
            media = replace(media, endless=True)
        case NamedFault.WEB_PAGE:
            media = replace(media, html=True)
        case NamedFault.COMPRESSED:
            media = replace(media, compressed=True)
        case NamedFault.REDIRECT:
            media = replace(media, redirect_to="http://127.0.0.2:9{path}")
        case NamedFault.FOREIGN_LINK:
            lists = replace(lists, page_size=1, link=LinkForm.FOREIGN)
        case NamedFault.LOOPING_LINK:
            lists = replace(lists, page_size=1, link=LinkForm.LOOPING)
        case NamedFault.ONE_OBJECT:
            lists = replace(lists, one_object=True, null=True)
        case NamedFault.LISTS_REFUSED:
            lists = replace(lists, refused_with=403)
        case NamedFault.EXPIRED_SECRET:
            simulation.tokens.secrets = ()
        case NamedFault.NO_ROLE:
            simulation.tokens.roles = ()
        case NamedFault.API_USER_ENDED:
            simulation.tokens.api_user_is_good = False
        case _:
            assert_never(fault)
    controls.media_faults, controls.list_faults = media, lists
