"""What is said of a file that is shorter than it was, by what can still be done about it."""

from datetime import timedelta
from pathlib import Path

from audio.heard_inbox import HeardInbox

from inbox.domain.shortened import as_downloaded


def test_the_way_out_is_the_one_there_is(tmp_path: Path) -> None:
    inbox = HeardInbox(tmp_path)
    row = inbox.receive()
    assert as_downloaded(inbox.read(row), inbox.read(row).first_seen_at) is None
    recording = inbox.download(row)
    inbox.close()
    in_time = as_downloaded(recording, recording.expires_at - timedelta(seconds=1))
    too_late = as_downloaded(recording, recording.expires_at)
    assert in_time is not None
    assert too_late is not None
    assert in_time.size == too_late.size == recording.media_bytes
    assert in_time.if_shorter.endswith("Move it to the trash, then click its row to download it again.")
    assert "It cannot be downloaded again" in too_late.if_shorter
    assert too_late.if_shorter.endswith("look for it in a backup.")
