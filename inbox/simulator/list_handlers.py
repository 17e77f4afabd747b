"""The lists of the simulated Bandwidth: conferences, their recordings, recordings of calls, and one of each."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from inbox.domain.times import from_microseconds, parse_time, to_microseconds
from inbox.simulator.conference import SimulatedConference
from inbox.simulator.handlers import AccountHandler
from inbox.simulator.recording import SimulatedRecording

MOST_A_PAGE = 1_000


class ListHandler(AccountHandler):
    """A list, which may be refused where single things are not."""

    def prepare(self) -> None:
        """The status that a test asked for, if any."""
        super().prepare()
        status = self.simulation.controls.list_faults.refused_with
        if status is not None and not self._finished:
            self.refuse(status)


class ConferencesHandler(ListHandler):
    """``GET /accounts/{a}/conferences``."""

    def get(self, account_id: str) -> None:
        """A page of conferences, oldest first; the next one in the Link header."""
        try:
            created_from, created_to = self.time_argument("minCreatedTime"), self.time_argument("maxCreatedTime")
            size = self.size_argument()
            after = _read_page_token(self.get_query_argument("pageToken", None))
        except ValueError as problem:
            self.refuse(400, str(problem))
            return
        faults = self.simulation.controls.list_faults
        size = min(size, faults.page_size or size)
        found = self.simulation.register.conferences(
            name=self.get_query_argument("name", None), created_from=created_from, created_to=created_to, after=after
        )
        if len(found) > size:
            asked = {name: values[-1] for name, values in parse_qs(self.request.query).items()}
            query = urlencode({**asked, "pageToken": _page_token(found[size - 1])})
            link = faults.link_header(self.base, self.request.path, query, self.request.query)
            if link is not None:
                self.set_header("Link", link)
        completed_at = self.simulation.completed_at
        page = [conference.resource(completed_at(conference.conference_id)) for conference in found[:size]]
        self.answer(faults.shaped([*faults.more_conferences, *page]))

    def size_argument(self) -> int:
        """``pageSize``. Raises ValueError when it is not 1 to 1000."""
        text = self.get_query_argument("pageSize", str(MOST_A_PAGE))
        if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_A_PAGE):
            raise ValueError(f"pageSize must be 1 to {MOST_A_PAGE}.")
        return int(text)

    def time_argument(self, name: str) -> datetime | None:
        """A time of the query. Raises ValueError when it cannot be read."""
        text = self.get_query_argument(name, None)
        moment = parse_time(text)
        if text is not None and moment is None:
            raise ValueError(f"{name} must be a time in ISO 8601.")
        return moment


class ConferenceHandler(AccountHandler):
    """``GET /accounts/{a}/conferences/{c}``."""

    def get(self, account_id: str, conference_id: str) -> None:
        """One conference."""
        found = SimulatedConference.from_id(account_id, conference_id)
        if found is None:
            self.refuse(404)
            return
        resource = found.resource(self.simulation.completed_at(conference_id))
        self.answer(self.simulation.controls.list_faults.single(resource))


class ConferenceRecordingsHandler(ListHandler):
    """``GET /accounts/{a}/conferences/{c}/recordings``."""

    def get(self, account_id: str, conference_id: str) -> None:
        """The conference's recordings; an empty list when it has none."""
        if SimulatedConference.from_id(account_id, conference_id) is None:
            self.refuse(404)
            return
        faults = self.simulation.controls.list_faults
        if conference_id in faults.failing:
            self.refuse(faults.failing[conference_id])
            return
        found = self.simulation.register.recordings(conference_id)
        told = [resource_of(self, recording) for recording in found if not self.simulation.is_deleted(recording)]
        self.answer(faults.shaped([*faults.more_recordings, *told]))


class RecordingHandler(AccountHandler):
    """One recording's metadata, of a conference or of a call."""

    def get(self, account_id: str, whole_id: str, recording_id: str) -> None:
        """The metadata."""
        found = self.simulation.recording(recording_id, whole_id)
        if found is None:
            self.refuse(404)
            return
        self.answer(self.simulation.controls.list_faults.single(resource_of(self, found)))


class CallRecordingsHandler(ConferencesHandler):
    """``GET /accounts/{a}/recordings``: call recordings only, not paged."""

    def get(self, account_id: str) -> None:
        """At most 1000, oldest first."""
        try:
            first, last = self.time_argument("minStartTime"), self.time_argument("maxStartTime")
        except ValueError as problem:
            self.refuse(400, str(problem))
            return
        found = [
            recording.metadata(self.voice_url)
            for recording in self.simulation.register.call_recordings()
            if not self.simulation.is_deleted(recording)
            and (first is None or recording.started_at >= first)
            and (last is None or recording.started_at <= last)
        ]
        faults = self.simulation.controls.list_faults
        self.answer(faults.shaped([*faults.more_recordings, *found][:MOST_A_PAGE]))


def resource_of(handler: AccountHandler, recording: SimulatedRecording) -> dict[str, Any]:
    """The metadata as ``handler`` says it; before the media is ready the recording is still being processed."""
    metadata = recording.metadata(handler.voice_url)
    if recording.has_media and not handler.simulation.is_ready(recording):
        del metadata["mediaUrl"]
        metadata["status"] = "processing"
    metadata |= handler.simulation.controls.metadata_changes
    return {name: value for name, value in metadata.items() if value is not None}


def _page_token(last: SimulatedConference) -> str:
    return f"{to_microseconds(last.created_at)}.{last.conference_id}"


def _read_page_token(text: str | None) -> tuple[datetime, str] | None:
    """Time and id of the conference to go on behind. Raises ValueError when it is none of our tokens."""
    if text is None:
        return None
    count, _, conference_id = text.partition(".")
    if not (count.isascii() and count.isdigit() and len(count) < 18):
        raise ValueError("pageToken is not one that was given out.")
    moment = from_microseconds(int(count))
    assert moment is not None
    return moment, conference_id
