"""``show ID``: one recording."""

import argparse
from typing import Any

from inbox.cli.output import print_json_lines, say
from inbox.cli.reading import read_inbox
from inbox.domain.differences import Difference, differences
from inbox.domain.lengths import file_length
from inbox.domain.recording import Recording
from inbox.domain.sound.silences import missing_text, silences
from inbox.domain.statuses import RecordingStatus
from inbox.domain.times import iso_z
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox
from inbox.storage.running_note import running_state


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``show ID [--json]``."""
    parser.add_argument("recording_id", metavar="ID", help="the recordingId of the event")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Prints every recording that has this recordingId (one, unless two accounts or conferences share it)."""
    with read_inbox(arguments) as inbox:
        found = inbox.recordings.with_recording_id(arguments.recording_id)
        told = [(recording, differences(recording, inbox.verifications.metadata(recording.id))) for recording in found]
        missing = {recording.id: _missing(inbox, recording) for recording in found}
        running = running_state(inbox.folder)
    if not told:
        say(f"There is no recording {visible(arguments.recording_id)} in this inbox. `recording-inbox list` shows what there is.")
        return 1
    if arguments.json:
        print_json_lines(_as_json(recording, differing) for recording, differing in told)
        return 0
    for number, (recording, differing) in enumerate(told):
        if number:
            print()
        for key, value in _as_json(recording, []).items():
            if key != "differences":
                notes = {"download_status": recording.rest_text, "verification": recording.doubt}
                note = f", {notes[key]}" if notes.get(key) else ""
                print(f"{key.replace('_', ' '):17} {'–' if value is None else visible(str(value), 2_000)}{note}")
                if key == "download_status" and running is not None and running.resting and recording.is_to_come:
                    print(f"{'downloads rest':17} {visible(running.resting, 2_000)}")
            if key == "duration_seconds":
                print(f"{'length of file':17} {file_length(recording)}")
                if recording.recording_status is RecordingStatus.PARTIAL:
                    print(f"{'missing':17} {missing[recording.id]}")
        for one in differing:
            event, bandwidth = visible(one.event, 2_000), visible(one.bandwidth, 2_000)
            print(f"{'difference':17} {visible(one.property)}: the event says {event}, Bandwidth says {bandwidth}")
    return 0


def _missing(inbox: OpenInbox, recording: Recording) -> str:
    """What of a partial recording is missing, as far as its file tells: a line that is open always hisses."""
    if recording.recording_status is not RecordingStatus.PARTIAL:
        return ""
    peaks = inbox.recordings.peaks(recording.id) if recording.media_path is not None else None
    return "not known before it is downloaded" if peaks is None else missing_text(silences(peaks))


def _as_json(recording: Recording, differing: list[Difference]) -> dict[str, Any]:
    return {
        **recording.as_json(),
        "verification_note": recording.verification_note,
        "verified_at": iso_z(recording.verified_at),
        "differences": [{"property": one.property, "event": one.event, "bandwidth": one.bandwidth} for one in differing],
    }
