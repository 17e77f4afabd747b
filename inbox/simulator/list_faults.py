"""What the simulated Bandwidth may do wrong, or merely does as Bandwidth may, in its lists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class LinkForm(StrEnum):
    """How the next page is named."""

    FOREIGN = "foreign"
    """At another origin, `ListFaults.foreign_origin`."""
    OTHER_PATH = "other-path"
    """At the same origin, under another account."""
    LOOPING = "looping"
    """The page that was just given, again and again."""
    PLAIN = "plain"
    """``http://`` and the host without a port, as a server behind a proxy may say it."""
    RELATIVE = "relative"
    UNQUOTED = "unquoted"
    """``link: <…>; rel=next``."""
    SEVERAL = "several"
    """``first`` and ``last`` are named as well, one of them before ``next``, one with a comma in its title."""
    GARBLED = "garbled"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ListFaults:
    """For the lists of conferences, of their recordings and of call recordings."""

    refused_with: int | None = None
    """Every list is refused with this status; single recordings and media are not."""
    failing: Mapping[str, int] = field(default_factory=dict)
    """Status with which the recordings of a conference are refused, by conference id."""
    page_size: int | None = None
    """At most so many conferences a page, however many were asked for."""
    link: LinkForm | None = None
    foreign_origin: str = "http://127.0.0.2:9"
    one_object: bool = False
    """A list of one is that one object, without the array; a single recording or conference comes in an array."""
    null: bool = False
    """An empty list is ``null``."""
    running: Collection[str] = ()
    """Ids of conferences that go on: they have no ``completedTime``."""
    more_conferences: Sequence[Any] = ()
    """Said in front of every page of conferences, as they are: hostile ids, things that are no objects."""
    more_recordings: Sequence[Any] = ()
    """The same for the recordings of a conference and for call recordings."""

    def shaped(self, found: list[Any]) -> Any:
        """The JSON for a list."""
        if self.one_object and len(found) == 1:
            return found[0]
        return None if self.null and not found else found

    def single(self, found: Any) -> Any:
        """The JSON for one thing."""
        return [found] if self.one_object else found

    def link_header(self, origin: str, path: str, query: str, asked: str) -> str | None:
        """The Link header that names the page ``query`` of ``path``; ``asked`` is the query of this one."""
        right = f'<{origin}{path}?{query}>; rel="next"'
        match self.link:
            case LinkForm.FOREIGN:
                return f'<{self.foreign_origin}{path}?{query}>; rel="next"'
            case LinkForm.OTHER_PATH:
                return f'<{origin}/api/v2/accounts/9999999/conferences?{query}>; rel="next"'
            case LinkForm.LOOPING:
                return f'<{origin}{path}?{asked}>; rel="next"'
            case LinkForm.PLAIN:
                host = origin.partition("://")[2].rpartition(":")[0]
                return f'<http://{host}{path}?{query}>; rel="next"'
            case LinkForm.RELATIVE:
                return f'<{path}?{query}>; rel="next"'
            case LinkForm.UNQUOTED:
                return f"<{origin}{path}?{query}>;rel=next"
            case LinkForm.SEVERAL:
                first = f'<{origin}{path}?page=first>; title="one, two"; rel="first"'
                return f'{first}, {right}, <{origin}{path}?page=last>; rel="last"'
            case LinkForm.GARBLED:
                return f"{origin}{path}?{query}; rel=next>"
            case LinkForm.MISSING:
                return None
            case None:
                return right
