"""Settings that another program, or the person by hand, has written into the file while this one runs."""

from typing import Any

from inbox.storage.data_folder import DataFolder
from inbox.storage.settings.settings import read_file

FOLLOWED = (
    "download_automatically", "download_rule", "download_names", "download_tags", "download_on_metered", "downloads_paused",
    "download_kilobytes_per_second", "parallel_downloads", "media_megabytes", "media_days", "trash_days", "keep_free_megabytes",
    "catch_up", "catch_up_minutes", "catch_up_calls", "expiry_warning_days",
    "largest_media_megabytes", "theme", "click_plays", "keys",
    "review_questions", "reviewer", "reviewed_needs_percent", "skip_silence_over", "rewind_on_pause", "remember_position",
    "conference_gap_seconds", "export_names",
)  # fmt: skip
"""What is gone by at once. The rest (addresses, the player) is read at the next start."""


class SettingsWatch:
    """Looks at the file's date first, so that looking often costs nothing."""

    def __init__(self, folder: DataFolder) -> None:
        """What stands in the file now is known. Raises StorageProblem when it cannot be read."""
        self._folder = folder
        self._stamp = self._stamp_now()
        self._known = self._values()

    def has_changed(self) -> bool:
        """Whether one of `FOLLOWED` is another than at the last look. Raises StorageProblem when the file cannot be read."""
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return False
        values = self._values()  # the stamp is kept only when this went well: else the next look tries again
        before, self._known, self._stamp = self._known, values, stamp
        return values != before

    def _values(self) -> dict[str, Any]:
        stored = read_file(self._folder)
        return {key: stored[key] for key in FOLLOWED if key in stored}

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            found = self._folder.settings.stat()
        except OSError:  # not there, or told of by the reading
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
