"""The media of the simulated Bandwidth, whole and in ranges, and as wrong as `media_faults` wants it."""

import gzip
import re
import time
from datetime import timedelta
from email.utils import format_datetime

from tornado.iostream import StreamClosedError

from inbox.simulator.controls import Part
from inbox.simulator.handlers import AccountHandler
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.media_faults import LENGTH_FAULT_BYTES, LengthFault, MediaFaults, RangeFault, Validator
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.scenario import Scenario

SLOW_BYTES_PER_SECOND = 16_000
"""Of scenario ``slow``: as fast as the WAV plays."""
_PIECE = 256 * 1024
_PIECES_PER_SECOND = 20
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to use this network.</body></html>\n"
REDIRECTED = "redirected"
"""The query of a request that is not redirected again."""


class MediaHandler(AccountHandler):
    """``GET …/recordings/{r}/media``, of a conference or of a call."""

    part = Part.MEDIA

    async def get(self, account_id: str, whole_id: str, recording_id: str) -> None:
        """The bytes: 200, or 206 for a range; 403 and 404 as the scenario wants it."""
        recording = self.simulation.recording(recording_id, whole_id)
        if recording is None or not self.simulation.is_ready(recording):
            self.refuse(404)
            return
        if recording.identity.scenario is Scenario.UNAUTHORIZED:
            self.refuse(403)
            return
        answer, faults = self.simulation.controls.begin_media_answer(recording_id)
        if faults.redirect_to is not None and self.request.query != REDIRECTED:
            self.set_status(302)
            self.set_header("Location", faults.redirect_to.format(path=self.request.path))
            self.give(b"")
            return
        media = faults.applied(SimulatedMedia.of(recording), faults.version(answer))
        if faults.html:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.give(_PAGE)
        elif faults.compressed:
            self.set_header("Content-Type", media.content_type)
            self.set_header("Content-Encoding", "gzip")
            self.give(gzip.compress(media.part(0, len(media))))
        else:
            await self.give_media(recording, media, faults, answer)

    def give(self, body: bytes) -> None:
        """All of a short answer."""
        self.note(len(body))
        self.finish(body)

    async def give_media(self, recording: SimulatedRecording, media: SimulatedMedia, faults: MediaFaults, answer: int) -> None:
        """The bytes that were asked for, under the headers that ``faults`` leave right."""
        validator = self.set_validator(recording, media, faults, answer)
        wanted = self.wanted(media, validator, faults)
        if wanted is None:
            self.set_header("Content-Range", f"bytes */{len(media)}")
            self.refuse(416)
            return
        start, stop = wanted
        if (start, stop) != (0, len(media)):
            self.set_status(206)
            if faults.content_range is RangeFault.SHIFTED and start:
                start -= 1
            self.set_range(start, stop, len(media), faults.content_range)
        if faults.content_length is LengthFault.SHORTER:
            stop = max(stop - LENGTH_FAULT_BYTES, start)
        promised = stop - start + (LENGTH_FAULT_BYTES if faults.content_length is LengthFault.LONGER else 0)
        self.set_header("Content-Type", media.content_type)
        self.set_header("Accept-Ranges", "bytes")
        if faults.content_length is not LengthFault.NONE and not faults.endless:
            self.set_header("Content-Length", str(promised))
        self.note(0)
        cuts = (self.simulation.controls.take_cut(), faults.drop_after(recording.recording_id, answer))
        cut = min((after for after in cuts if after is not None), default=None)
        slow = SLOW_BYTES_PER_SECOND if recording.identity.scenario is Scenario.SLOW else None
        end = stop if cut is None else min(stop, start + cut)
        stall_at = end if faults.stall_after is None else start + faults.stall_after
        arrived = await self.send(media, start, min(end, stall_at), slow)
        if arrived is not None and stall_at < end:
            await self.stall()
        if arrived is not None and arrived - start < promised:
            if arrived == start:
                await self.flush()
            self.detach().close()

    def set_validator(self, recording: SimulatedRecording, media: SimulatedMedia, faults: MediaFaults, answer: int) -> str | None:
        """ETag or Last-Modified; gives what of it ``If-Range`` may name."""
        match faults.validator:
            case Validator.ETAG:
                self.set_header("ETag", media.etag)
                return media.etag
            case Validator.WEAK_ETAG:
                self.set_header("ETag", f"W/{media.etag}")
                return None
            case Validator.LAST_MODIFIED:
                version = 0 if faults.keeps_validator else faults.version(answer)
                modified = format_datetime(recording.ended_at + timedelta(seconds=version), usegmt=True)
                self.set_header("Last-Modified", modified)
                return modified
            case Validator.NONE:
                return None

    def set_range(self, start: int, stop: int, total: int, fault: RangeFault | None) -> None:
        """``Content-Range``, or what ``fault`` makes of it."""
        match fault:
            case RangeFault.MISSING:
                return
            case RangeFault.GARBLED:
                self.set_header("Content-Range", f"bytes from {start} of {total}")
            case RangeFault.OTHER_TOTAL:
                self.set_header("Content-Range", f"bytes {start}-{stop - 1}/{total + LENGTH_FAULT_BYTES}")
            case RangeFault.SHIFTED | None:
                self.set_header("Content-Range", f"bytes {start}-{stop - 1}/{total}")

    def wanted(self, media: SimulatedMedia, validator: str | None, faults: MediaFaults) -> tuple[int, int] | None:
        """Start and end of what the Range header asks for: all without one, None when it lies outside."""
        whole = (0, len(media))
        match = _RANGE.fullmatch(self.request.headers.get("Range", ""))
        condition = self.request.headers.get("If-Range")
        changed = condition is not None and condition != validator and not faults.ignores_if_range
        if match is None or changed or faults.endless or not self.simulation.controls.honours_range:
            return whole
        first, last = match.groups()
        if not first and not last:
            return whole
        if not first:
            return (max(len(media) - int(last), 0), len(media)) if int(last) else None
        if int(first) >= len(media) or (last and int(last) < int(first)):
            return None if not last or int(last) >= int(first) else whole
        return int(first), min(int(last) + 1, len(media)) if last else len(media)

    async def send(self, media: SimulatedMedia, start: int, end: int, speed: int | None) -> int | None:
        """Write the bytes at that speed, or at the link's when that is set; how far it came, None when the client went away."""
        controls = self.simulation.controls
        due, at = time.monotonic(), start
        while at < end:
            pace = min((limit for limit in (speed, controls.link_bytes_per_second) if limit), default=None)
            piece = _PIECE if pace is None else max(1, pace // _PIECES_PER_SECOND)
            piece = min(piece, end - at)
            self.write(media.part(at, at + piece))
            at += piece
            try:
                await self.flush()
            except StreamClosedError:
                return None
            self.note(piece)
            due = time.monotonic() if pace is None else due + piece / pace
            ahead = due - time.monotonic()
            if self.simulation.stopping.is_set() or (ahead > 0 and await self.simulation.pause(ahead)):
                return at
        return at

    async def stall(self) -> None:
        """Say nothing more until the server stops; the client may go away as it likes."""
        while not await self.simulation.pause(0.5):
            if self.request.connection is None or self.request.connection.stream.closed():  # type: ignore[attr-defined]
                return
