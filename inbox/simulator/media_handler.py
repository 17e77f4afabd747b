"""The media of the simulated Bandwidth, whole and in ranges."""

import re
import time

from tornado.iostream import StreamClosedError

from inbox.simulator.controls import Part
from inbox.simulator.handlers import AccountHandler
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.scenario import Scenario

SLOW_BYTES_PER_SECOND = 16_000
"""Of scenario ``slow``: as fast as the WAV plays."""
_PIECE = 256 * 1024
_PIECES_PER_SECOND = 20
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


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
        media = SimulatedMedia.of(recording)
        wanted = self.wanted(media)
        if wanted is None:
            self.set_header("Content-Range", f"bytes */{len(media)}")
            self.refuse(416)
            return
        start, stop = wanted
        if (start, stop) != (0, len(media)):
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {start}-{stop - 1}/{len(media)}")
        self.set_header("Content-Type", media.content_type)
        self.set_header("Content-Length", str(stop - start))
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("ETag", media.etag)
        slow = SLOW_BYTES_PER_SECOND if recording.identity.scenario is Scenario.SLOW else None
        await self.send(media, start, stop, slow)

    def wanted(self, media: SimulatedMedia) -> tuple[int, int] | None:
        """Start and end of what the Range header asks for: all without one, None when it lies outside."""
        whole = (0, len(media))
        match = _RANGE.fullmatch(self.request.headers.get("Range", ""))
        changed = self.request.headers.get("If-Range", media.etag) != media.etag
        if match is None or changed or not self.simulation.controls.honours_range:
            return whole
        first, last = match.groups()
        if not first and not last:
            return whole
        if not first:
            return (max(len(media) - int(last), 0), len(media)) if int(last) else None
        if int(first) >= len(media) or (last and int(last) < int(first)):
            return None if not last or int(last) >= int(first) else whole
        return int(first), min(int(last) + 1, len(media)) if last else len(media)

    async def send(self, media: SimulatedMedia, start: int, stop: int, speed: int | None) -> None:
        """Write the bytes at that speed, or at the link's when that is set; cut the connection where a test asked for it."""
        controls = self.simulation.controls
        cut = controls.take_cut()
        end = stop if cut is None else min(stop, start + cut)
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
                return
            due = time.monotonic() if pace is None else due + piece / pace
            ahead = due - time.monotonic()
            if self.simulation.stopping.is_set() or (ahead > 0 and await self.simulation.pause(ahead)):
                end = at
        if end < stop:
            if at == start:
                await self.flush()
            self.detach().close()
