"""One stored delivery, whole, for the eye."""

from collections.abc import Iterator

from inbox.domain.delivery import StoredDelivery
from inbox.domain.times import iso_z
from inbox.domain.visible_text import visible
from inbox.gui.details.delivery_text import View, answer_text, json_page, page, size_text


def shown(entry: StoredDelivery, *, as_hex: bool) -> str:
    """Everything that is kept of it: what became of it, headers, body. What could deceive the eye is a visible escape."""
    return "\n".join(_lines(entry, as_hex))


def _lines(entry: StoredDelivery, as_hex: bool) -> Iterator[str]:
    delivery = entry.delivery
    yield f"delivery {entry.id}: {visible(delivery.method)} {visible(delivery.target, 4_000)}"
    yield f"received  {iso_z(delivery.received_at)} from {visible(delivery.peer)}, {size_text(len(delivery.body))}"
    yield f"outcome   {entry.outcome.value}" + (f": {visible(entry.reason, 1_000)}" if entry.reason else "")
    yield f"event     {visible(entry.event_type or '–')}"
    yield f"recording {'–' if entry.recording_row is None else f'row {entry.recording_row}'}"
    yield f"answered  {'–' if entry.answer_seconds is None else f'in {answer_text(entry.answer_seconds)}'}"
    yield ""
    for name, value in delivery.headers:
        yield f"{visible(name)}: {visible(value, 4_000)}"
    yield ""
    yield page(entry, View.HEX).text if as_hex else json_page(delivery).text
