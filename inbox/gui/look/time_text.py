"""Moments as a person reads them, in local time; the only place where local time is."""

from datetime import UTC, date, datetime, time, timedelta

from inbox.domain.times import iso_z, now

_DAY_IS_ENOUGH = timedelta(days=300)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_text(moment: datetime | None, at: datetime | None = None) -> str:
    """``Today 16:48``, ``Yesterday 17:05``, ``24 Oct 22:41``, ``24 Oct 2024 22:41``; a dash when there is none."""
    if moment is None:
        return "–"
    local = _local(moment)
    today = _local(at or now()).date()
    return f"{_day(local.date(), today)} {local:%H:%M}"


def brief_moment_text(moment: datetime | None, at: datetime | None = None) -> str:
    """The same where there is little room: ``Today 16:48``, ``24 Oct 22:41``, of other years ``24 Oct 2024``."""
    if moment is None:
        return "–"
    local, today = _local(moment), _local(at or now())
    if local.date() == today.date():
        return f"Today {local:%H:%M}"
    day = f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{day} {local:%H:%M}" if local.year == today.year else f"{day} {local.year}"


def briefest_moment_text(moment: datetime | None, at: datetime | None = None) -> str:
    """The same where there is hardly any: ``16:48`` of today, ``24 Oct``; of what the day alone does not tell, ``2024``."""
    if moment is None:
        return "–"
    local, today = _local(moment), _local(at or now())
    if local.date() == today.date():
        return f"{local:%H:%M}"
    is_told = abs(today.date() - local.date()) < _DAY_IS_ENOUGH
    return f"{local.day} {_MONTHS[local.month - 1]}" if is_told else str(local.year)


def within_sentence(moment: str) -> str:
    """What `moment_text` gives, as it stands after other words: ``today 16:48``."""
    return moment.lower() if moment.startswith(("Today", "Yesterday")) else moment


def exact_text(moment: datetime | None) -> str:
    """Local time to the second with its offset, and UTC beside it; a dash when there is none."""
    if moment is None:
        return "–"
    return f"{_local(moment).isoformat(sep=' ', timespec='seconds')}  ({iso_z(moment)})"


def clock_time_text(moment: datetime, seconds: float = 0.0) -> str:
    """The time of day so many seconds after ``moment``: ``16:48:05``."""
    try:
        later = moment + timedelta(seconds=seconds)
    except OverflowError:
        later = moment
    return f"{_local(later):%H:%M:%S}"


def day_began(at: datetime) -> datetime:
    """When the day of ``at`` began here."""
    return datetime.combine(_local(at).date(), time()).astimezone(UTC)


def ago_text(moment: datetime, at: datetime | None = None) -> str:
    """``12 s ago``, ``3 min ago``, ``2 h ago``, ``4 d ago``; never negative, whatever the clock did."""
    seconds = max(0, int(((at or now()) - moment).total_seconds()))
    return "now" if seconds < 1 else f"{_span(seconds)} ago"


def left_text(expires: datetime, at: datetime | None = None) -> str:
    """What is left until Bandwidth deletes the media: ``29 d``, ``5 h``, ``40 min``; ``gone`` after that."""
    seconds = int((expires - (at or now())).total_seconds())
    return _span(seconds) if seconds > 0 else "gone"


def _span(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3_600:
        return f"{seconds // 60} min"
    return f"{seconds // 3_600} h" if seconds < 86_400 else f"{seconds // 86_400} d"


def _local(moment: datetime) -> datetime:
    try:
        return moment.astimezone()
    except (OverflowError, ValueError, OSError):  # years that the system's zone tables do not reach
        return moment.astimezone(UTC)


def _day(day: date, today: date) -> str:
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    short = f"{day.day} {_MONTHS[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"
