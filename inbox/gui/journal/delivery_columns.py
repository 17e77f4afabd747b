"""The columns of the journal's deliveries, and what each says of one."""

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.visible_text import visible
from inbox.gui.details.delivery_text import answer_text, size_text
from inbox.gui.look.badges import outcome_badge
from inbox.gui.look.time_text import brief_moment_text, moment_text
from inbox.gui.widgets.line_model import LineColumn
from inbox.storage.journal.delivery_list import DeliveryLine

DELIVERY_COLUMNS = (
    LineColumn(
        "Time",
        lambda line: f"{moment_text(line.received_at)}:{line.received_at:%S}",
        150,
        roomy_width=160,
        shorter=(lambda line: _brief_time(line),),
    ),
    LineColumn("Outcome", lambda line: line.outcome.value, 116, badge=lambda line: outcome_badge(line.outcome)),
    LineColumn("Event", lambda line: _event_text(line), 0),
    LineColumn("Recording", lambda line: _recording_text(line), 0, shorter=(lambda line: visible(line.title) or "–",)),
    LineColumn("From", lambda line: visible(line.peer), 124, roomy_width=170, is_quiet=True, shorter=(lambda line: _host(line),)),
    LineColumn("Size", lambda line: size_text(line.body_bytes), 92, is_number=True),
    LineColumn("Answered in", lambda line: answer_text(line.answer_seconds), 98, roomy_width=104, is_number=True),
)


def _event_text(line: DeliveryLine) -> str:
    """The type of the event, and of one that was rejected the reason as well."""
    reason = line.reason if line.outcome is DeliveryOutcome.REJECTED or not line.event_type else ""
    return visible(": ".join(filter(None, (line.event_type, reason))) or "–")


def _brief_time(line: DeliveryLine) -> str:
    """Of other years the day alone."""
    brief = brief_moment_text(line.received_at)
    return f"{brief}:{line.received_at:%S}" if ":" in brief else brief


def _host(line: DeliveryLine) -> str:
    """Who sent it, without the port."""
    return visible(line.peer.rpartition(":")[0] or line.peer)


def _recording_text(line: DeliveryLine) -> str:
    """What the recording is called, and its id; of one without a name the ids."""
    return visible(" · ".join(dict.fromkeys(filter(None, (line.title, line.recording_id)))) or "–")
