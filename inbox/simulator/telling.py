"""Telling a simulated Bandwidth in another process what a sender has made, so that its lists have it."""

from collections.abc import Sequence

import requests

from inbox.simulator.scenarios import PlannedEvent

_TIME_OUT_SECONDS = 5.0


def tell(address: str, events: Sequence[PlannedEvent]) -> str | None:
    """Tell the Bandwidth at ``address`` of the recordings of ``events``; a sentence when it could not be told."""
    ids = list(dict.fromkeys(event.recording.recording_id for event in events if event.recording is not None))
    where = f"{address.rstrip('/')}/simulator/recordings"
    try:
        with requests.Session() as session:
            session.trust_env = False  # it is on this computer: no proxy, no password from a .netrc
            answer = session.post(where, json={"recordingIds": ids}, timeout=_TIME_OUT_SECONDS, allow_redirects=False)
    except requests.RequestException:
        return f"The simulated Bandwidth at {address} does not answer. Start it with `recording-inbox simulate serve`."
    if answer.status_code != 204:
        return f"{address} answered {answer.status_code} when it was told of the recordings: it is not a simulated Bandwidth."
    return None
