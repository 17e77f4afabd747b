"""What an evidence bundle consists of: the names of its files, its manifest, and the page that says how to check it by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

FORMAT = "recording-inbox evidence bundle"
VERSION = 1
MANIFEST, SUMS, PAGE, TABLE = "manifest.json", "SHA256SUMS", "HOW TO CHECK.txt", "recordings.csv"
HISTORY, DELIVERIES = "history.txt", "deliveries.json"
RECORDING, METADATA = "recording.json", "bandwidth-metadata.json"
NOTES, COVERAGE, REVIEW = "notes.json", "coverage.json", "review.json"


def body_name(delivery: int) -> str:
    """What the body of a delivery is called, byte for byte as it was received."""
    return f"event-{delivery}.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the bundle, as the manifest tells of it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RecordingEntry:
    """A recording of the bundle, as the manifest tells of it."""

    folder: str
    recording_id: str
    conference_id: str | None
    call_id: str | None
    account_id: str | None
    media: str | None
    """The name of its sound in its folder; None where there is none."""
    media_missing: str | None
    """The sentence that says why there is no sound."""
    history_lines: int
    history_hash: str
    """The hash of the last line of its history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What vouches for the files: everything in the bundle but the manifest itself and `SUMS`."""

    format: str = FORMAT
    version: int = VERSION
    made_at: str
    made_by: str
    program: str
    recordings: tuple[RecordingEntry, ...]
    files: tuple[FileEntry, ...]

    def as_json(self) -> bytes:
        """One form only, with an end of line."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def sums(files: Sequence[FileEntry], manifest_sha256: str) -> bytes:
    """The contents of `SUMS`, as ``sha256sum -c`` reads it: every file of the bundle but itself, the manifest last."""
    lines = [*((file.sha256, file.name) for file in files), (manifest_sha256, MANIFEST)]
    return "".join(f"{sha256}  {name}\n" for sha256, name in lines).encode()


def page(program: str, made_at: str, made_by: str, recordings: int) -> bytes:
    """How to check the bundle with nothing but sha256sum, in plain words."""
    many = "one recording" if recordings == 1 else f"{recordings:,} recordings"
    return _PAGE.format(program=program, made_at=made_at, made_by=made_by, many=many).encode()


_PAGE = """\
HOW TO CHECK THIS BUNDLE

This is an evidence bundle of {many}.
It was made by {made_by} with {program} on {made_at}.

In short, where Recording Inbox is installed:

    recording-inbox verify BUNDLE.zip

It answers with 0 when every byte of the file is the one that was written, and otherwise names what was changed.


WITHOUT RECORDING INBOX, with sha256sum alone (on macOS: shasum -a 256)

1. Note the SHA-256 of the whole file, and compare it with the one that you were given on another way. The inbox that made the
   bundle keeps it in the history of each recording. Who can change this file can also write another SHA256SUMS: only this
   number, known from elsewhere, proves that nobody did.

       sha256sum BUNDLE.zip

2. Unpack it, and check every file in it. Each line must end with OK.

       unzip BUNDLE.zip -d bundle
       cd bundle
       sha256sum -c SHA256SUMS

3. Check the history of a recording. In its folder is history.txt, one line for each thing that befell the recording. A line
   begins with the SHA-256 of the whole line before it (64 zeros in the first line). So no line can be changed, added or taken
   out without changing all that follow. This prints the SHA-256 of each line:

       cd "FOLDER OF THE RECORDING"
       while IFS= read -r line; do printf '%s' "$line" | sha256sum; done < history.txt

   The first number printed must be the beginning of the second line, the second one that of the third, and so on. The last
   one must stand in manifest.json as "history_hash" of this recording.

4. Compare the history with the files beside it. In "received" lines, "body_sha256" is the SHA-256 of event-NUMBER.json, the
   event as Bandwidth sent it. In the last "downloaded" line, "sha256" is that of the sound.


WHAT IS IN IT

    manifest.json              every file with its size and SHA-256, every recording with the last hash of its history
    SHA256SUMS                 the same numbers, for sha256sum
    recordings.csv             a table of the recordings
    a folder for each recording:
      the sound (.wav, .mp3)   as it was downloaded, byte for byte
      event-NUMBER.json        the event as it was received, byte for byte
      deliveries.json          the requests that brought the events: when, from where, with which headers
      recording.json           what is known of the recording
      bandwidth-metadata.json  what Bandwidth said of it when it was asked
      review.json              verdict, stars, tags, answers of the review form
      notes.json               notes, each at its place in seconds from the start
      coverage.json            which seconds were heard, when, and how fast
      history.txt              received, downloaded, played, changed, exported

Times are UTC. Where there is no sound, manifest.json says why ("media_missing"). An event that the journal no longer keeps is
not here; the history still has its SHA-256.
"""
