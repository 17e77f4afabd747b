"""How many downloads run, wait, were paused by the person, and are held back by the rules."""

from dataclasses import dataclass

from sqlalchemy import Connection

from inbox.domain.statuses import DownloadStatus

_LOOKED_THROUGH = 50_000
_OF_ALL = "SELECT download_status, sum(recordings) FROM recording_counts WHERE download_status IN (?, ?) GROUP BY download_status"
OF_THE_PAUSED = (  # the newest: what was cancelled stands in this index too
    "SELECT download_status, count(*) FROM (SELECT download_status FROM recordings INDEXED BY ix_recordings_held "
    "WHERE held = 'paused' ORDER BY id DESC LIMIT ?) GROUP BY download_status"
)
OF_THE_RULED = (  # one index says which they are, another that they wait: no row itself is read
    "SELECT count(*), count(waiting.id) FROM "
    "(SELECT id FROM recordings INDEXED BY ix_recordings_held WHERE held = 'rule' LIMIT ?) AS found "
    "LEFT JOIN recordings AS waiting INDEXED BY ix_recordings_download "
    "ON waiting.download_status = 'waiting' AND waiting.id = found.id"
)


@dataclass(frozen=True, slots=True)
class DownloadCounts:
    """Of each recording at most one is counted."""

    running: int = 0
    waiting: int = 0
    """Without what is paused or held back."""
    paused: int = 0
    """By the person, one by one; also of what failed and would be tried again."""
    paused_is_least: bool = False
    """Whether more may be paused than were counted; some of them are then among those that wait."""
    ruled: int = 0
    """What the rules of the person hold back until it is clicked."""
    ruled_is_least: bool = False
    """The same of these."""


def read_download_counts(connection: Connection) -> DownloadCounts:
    """From the counts that the triggers keep; of what rests so many are looked through at most."""
    running, waiting = DownloadStatus.DOWNLOADING.value, DownloadStatus.WAITING.value
    count = {status: int(number) for status, number in connection.exec_driver_sql(_OF_ALL, (running, waiting))}
    held = {status: int(number) for status, number in connection.exec_driver_sql(OF_THE_PAUSED, (_LOOKED_THROUGH,))}
    looked_through, ruled = connection.exec_driver_sql(OF_THE_RULED, (_LOOKED_THROUGH,)).one()
    paused_waiting = held.get(waiting, 0)
    return DownloadCounts(
        running=count.get(running, 0),
        waiting=max(count.get(waiting, 0) - paused_waiting - ruled, 0),
        paused=paused_waiting + held.get(DownloadStatus.FAILED.value, 0),
        paused_is_least=sum(held.values()) >= _LOOKED_THROUGH,
        ruled=ruled,
        ruled_is_least=looked_through >= _LOOKED_THROUGH,
    )
