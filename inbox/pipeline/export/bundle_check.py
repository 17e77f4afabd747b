"""Checking an evidence bundle: whether every byte of it is the one that was written, and if not, where it is another.

Nothing is unpacked, and no more is read than the file holds. Whether somebody wrote the whole of it anew, with other numbers
throughout, cannot be seen in it: the SHA-256 of the file, known from elsewhere, tells that.
"""

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from inbox.domain.history import HistoryKind, chain_problem, content_of
from inbox.domain.problems import Problem
from inbox.domain.times import parse_time
from inbox.domain.visible_text import visible
from inbox.pipeline.export import bundle_form as form
from inbox.pipeline.export.stored_zip import Directory, Member, ZipProblem, read_directory

_PIECE = 1 << 20
_LONGEST_TO_READ = 200_000_000
"""Of manifest and histories, which are read whole."""
_NO_BUNDLE = "it is no evidence bundle of Recording Inbox"


class NotABundle(Problem):
    """The file cannot be read at all, as a sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    problems: tuple[str, ...]
    """Clauses that follow the name of the bundle; none: every byte is the one that was written."""
    recordings: int
    without_sound: int
    files: int
    made_at: str
    made_by: str
    sha256: str
    """Of the whole file."""


def check_bundle(path: Path, step: Callable[[int, int], None] = lambda _done, _of: None) -> Checked:
    """Reads it once. ``step`` hears how many bytes of how many were read; it may raise, to end it. Raises NotABundle."""
    try:
        with path.open("rb") as file:
            return _Check(file, step).run()
    except OSError as problem:
        raise NotABundle(f"{path} cannot be read: {problem.strerror or problem}.") from problem


class _Check:
    def __init__(self, file: BinaryIO, step: Callable[[int, int], None]) -> None:
        self._file = file
        self._step = step
        self._length = file.seek(0, 2)
        self._whole = hashlib.sha256()
        self._problems: list[str] = []
        self._sha256: dict[str, str] = {}
        self._changed: set[str] = set()
        self._members: dict[str, Member] = {}
        self._made_at = datetime.min

    def run(self) -> Checked:
        """Reads from the first byte to the last."""
        manifest: dict[str, Any] = {}
        try:
            directory = read_directory(self._file)
            self._made_at = directory.made_at
            self._look_at_all(directory)
            if form.MANIFEST not in self._changed:  # nothing it says is to be believed then
                manifest = self._manifest()
                self._compare(manifest)
                for recording in manifest["recordings"]:
                    self._look_at_history(recording)
        except ZipProblem as problem:
            self._problems.append(str(problem))
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):  # of another form than any that we wrote
            self._tell(form.MANIFEST, "does not have the form of a manifest")
        recordings = manifest.get("recordings", ())
        return Checked(
            tuple(self._problems),
            len(recordings),
            sum(one.get("media") is None for one in recordings if isinstance(one, dict)),
            len(self._members),
            str(manifest.get("made_at", "")),
            str(manifest.get("made_by", "")),
            self._whole.hexdigest(),
        )

    def _tell(self, name: str, clause: str) -> None:
        self._problems.append(f"“{visible(name)}” {clause}")

    def _look_at_all(self, directory: Directory) -> None:
        """Reads every byte: each is a header's, which follows from the directory, a file's, or the directory's own."""
        for member in directory.members:
            if member.name in self._members:
                self._tell(member.name, "is in it twice")
            self._members[member.name] = member
            header = member.header(self._made_at)
            if self._read(member.offset, len(header)) != header:
                self._tell(member.name, f"has another header than the one that was written (byte {member.offset})")
            crc, digest, begin = 0, hashlib.sha256(), member.contents(self._made_at)
            for place in range(begin, begin + member.size, _PIECE):
                piece = self._read(place, min(_PIECE, begin + member.size - place))
                crc = zlib.crc32(piece, crc)
                digest.update(piece)
            self._sha256[member.name] = digest.hexdigest()
            if crc != member.crc:
                self._changed.add(member.name)
                self._tell(member.name, "was changed")
        for place in range(directory.begin, self._length, _PIECE):
            self._read(place, min(_PIECE, self._length - place))

    def _read(self, begin: int, count: int) -> bytes:
        self._file.seek(begin)
        piece = self._file.read(count)
        self._whole.update(piece)
        self._step(begin + count, self._length)
        return piece

    def _contents(self, name: str) -> bytes:
        """A file of it once more. Raises ZipProblem when it is not there or is too long to be ours."""
        member = self._members.get(name)
        if member is None:
            raise ZipProblem(_NO_BUNDLE if name == form.MANIFEST else f"“{visible(name)}” is missing from it")
        if member.size > _LONGEST_TO_READ:
            raise ZipProblem(f"“{visible(name)}” is too long to be looked at")
        self._file.seek(member.contents(self._made_at))
        return self._file.read(member.size)

    def _manifest(self) -> dict[str, Any]:
        """Raises ValueError when it is of no form that we wrote."""
        found = orjson.loads(self._contents(form.MANIFEST))
        if not isinstance(found, dict) or found.get("format") != form.FORMAT:
            raise ValueError("another format")
        if found.get("version") != form.VERSION:
            version = visible(str(found.get("version")), 20)
            raise ZipProblem(f"it is of version {version}, which this Recording Inbox does not know: check it with a newer one")
        return found

    def _compare(self, manifest: dict[str, Any]) -> None:
        """What is there with what the manifest says, and the sums with both."""
        files = [form.FileEntry(entry["name"], entry["size"], entry["sha256"]) for entry in manifest["files"]]
        for file in files:
            member = self._members.get(file.name)
            if member is None:
                self._tell(file.name, "is missing from it")
            elif file.name not in self._changed and (file.size, file.sha256) != (member.size, self._sha256[file.name]):
                self._tell(file.name, "is not the file that the manifest tells of")
        known = {file.name for file in files} | {form.MANIFEST, form.SUMS}
        for name in self._members:
            if name not in known:
                self._tell(name, "was put into it: the manifest does not know it")
        if form.SUMS not in self._changed and self._contents(form.SUMS) != form.sums(files, self._sha256[form.MANIFEST]):
            self._tell(form.SUMS, "does not say what the manifest says")
        made_at = parse_time(manifest["made_at"])
        if made_at is None or abs((made_at - self._made_at).total_seconds()) >= 2:
            self._problems.append("the times of its files are not the one at which it was made")

    def _look_at_history(self, recording: dict[str, Any]) -> None:
        """Follows the chain, and compares what it says with the files beside it."""
        name = f"{recording['folder']}/{form.HISTORY}"
        if name in self._changed:
            return
        lines = self._contents(name).decode("utf-8", "surrogateescape").split("\n")
        if lines.pop() != "" or len(lines) != recording["history_lines"]:
            self._tell(name, f"does not have {recording['history_lines']} lines")
            return
        try:
            problem = chain_problem(lines, recording["history_hash"])
            if problem is not None:
                self._tell(name, f"is no whole history: {problem}")
            else:
                self._compare_with_history(recording, name, [content_of(line) for line in lines])
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
            self._tell(name, "does not have the form of a history")

    def _compare_with_history(self, recording: dict[str, Any], name: str, told: Sequence[dict[str, Any]]) -> None:
        if any(entry["recording_id"] != recording["recording_id"] for entry in told):
            self._tell(name, "is the history of another recording")
        downloaded = None
        for entry in told:
            if entry["kind"] == HistoryKind.DOWNLOADED:
                downloaded = entry["detail"].get("sha256")
            elif entry["kind"] == HistoryKind.RECEIVED:
                event = f"{recording['folder']}/{form.body_name(entry['detail'].get('delivery'))}"
                self._follows(event, entry["detail"].get("body_sha256"))
        if recording["media"] is not None:
            sound = f"{recording['folder']}/{recording['media']}"
            if sound not in self._members:
                self._tell(sound, "is missing from it")
            elif downloaded is not None:
                self._follows(sound, downloaded)

    def _follows(self, name: str, sha256: object) -> None:
        """A file of the bundle, if it is there and is not known to be changed, is the one that the history tells of."""
        if name not in self._changed and self._sha256.get(name, sha256) != sha256:
            self._tell(name, "is not what the history tells of")
