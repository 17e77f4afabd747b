"""Reading what ``strace -f -ttt -yy`` wrote: each system call with the moments of its entry and its return."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"(?P<thread>\d+)\s+(?P<at>\d+\.\d+) (?P<rest>.*)")
_RESUMED = re.compile(r"<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)")
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True, slots=True)
class TracedCall:
    """A system call that returned. ``entered`` and ``returned`` are places in the trace, which has one order for all threads."""

    name: str
    text: str
    """Arguments and result, as strace writes them."""
    entered: int
    returned: int

    @property
    def descriptor(self) -> str:
        """What its first argument stands for, such as ``/path`` or ``TCP:[…]``; nothing when it is no descriptor."""
        match = re.match(r"\d+<(.*?)>(?:[,)]|\s)", self.text)
        return match[1] if match else ""

    @property
    def failed(self) -> bool:
        """Whether it gave an error."""
        return " = -1 " in self.text


def traced_calls(lines: Iterable[str]) -> Iterator[TracedCall]:
    """The calls in the order in which they returned."""
    open_calls: dict[str, tuple[int, str]] = {}
    for place, line in enumerate(lines):
        match = _LINE.match(line)
        if match is None:
            continue
        thread, rest = match["thread"], match["rest"]
        entered = place
        if resumed := _RESUMED.match(rest):
            if thread not in open_calls:
                continue
            entered, begun = open_calls.pop(thread)
            rest = begun + resumed["rest"]
        elif rest.endswith(_UNFINISHED):
            open_calls[thread] = (place, rest.removesuffix(_UNFINISHED))
            continue
        name, parenthesis, text = rest.partition("(")
        if parenthesis and name.isidentifier():
            yield TracedCall(name, text, entered, place)
