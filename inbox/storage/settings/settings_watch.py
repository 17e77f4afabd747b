"""Settings that another program, or the person by hand, has written into the file while this one runs."""

from typing import Any

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import file_problems, read_file

FOLLOWED = (
    "download_automatically", "download_rule", "download_names", "download_tags", "download_on_metered", "downloads_paused",
    "download_kilobytes_per_second", "parallel_downloads", "media_megabytes", "media_days", "trash_days", "keep_free_megabytes",
    "catch_up", "catch_up_minutes", "catch_up_calls", "expiry_warning_days",
    "largest_media_megabytes", "theme", "click_plays", "keys",
    "review_questions", "reviewer", "reviewed_needs_percent", "skip_silence_over", "rewind_on_pause", "remember_position",
    "conference_gap_seconds", "export_names", "journal_days", "journal_megabytes",
)  # fmt: skip
"""What is gone by at once. The rest (addresses, the player) is read at the next start."""


class SettingsWatch:
    """Looks at the file's date first, so that looking often costs nothing."""

    def __init__(self, folder: DataFolder) -> None:
        """What stands in the file now is known. Raises StorageProblem when it cannot be read."""
        self._folder = folder
        self._problem = ""
        self._stamp = self._stamp_now()
        self._known = self._values()

    @property
    def problem(self) -> str:
        """The sentence that says why nobody can go by the file as it was at the last look; empty when all is well."""
        return self._problem

    def has_changed(self) -> bool:
        """Whether one of `FOLLOWED` is another than at the last look, or the file was wrong then.

        Raises StorageProblem, at each look, while the file cannot be read or holds what cannot be used.
        """
        stamp = self._stamp_now()
        if stamp == self._stamp and not self._problem:
            return False
        wrong = file_problems(self._folder)  # a wrong one is looked at again: who may read it is not in the stamp
        if wrong:
            more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
            self._problem = f"{wrong[0]}{more}"
            raise StorageProblem(self._problem)
        values = self._values()
        is_mended, self._problem = bool(self._problem), ""
        before, self._known, self._stamp = self._known, values, stamp
        return is_mended or values != before

    def _values(self) -> dict[str, Any]:
        stored = read_file(self._folder)
        return {key: stored[key] for key in FOLLOWED if key in stored}

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            found = self._folder.settings.stat()
        except OSError:  # not there, or told of by the reading
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
