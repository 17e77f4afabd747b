"""The folder that holds everything the inbox keeps, readable by its owner only."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from inbox.storage.folder_lock import FolderLock
from inbox.storage.problems import StorageProblem

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Names of what lies in the data folder; nothing is touched before `prepare`."""

    root: Path

    @property
    def database(self) -> Path:
        """The inbox itself: journal, recordings, peaks."""
        return self.root / "inbox.sqlite3"

    @property
    def backups(self) -> Path:
        """Copies of the database from before each migration."""
        return self.root / "backups"

    @property
    def media(self) -> Path:
        """Downloaded recordings."""
        return self.root / "media"

    @property
    def trash(self) -> Path:
        """Downloaded recordings that were moved away; made when the first one is."""
        return self.root / "trash"

    @property
    def settings(self) -> Path:
        """The person's settings."""
        return self.root / "settings.toml"

    @property
    def account_stamp(self) -> Path:
        """Another one whenever a program over this folder changed the account in the keyring."""
        return self.root / "account.stamp"

    @property
    def lock(self) -> Path:
        """Held by the process that receives and downloads."""
        return self.root / "inbox.lock"

    @property
    def changes(self) -> Path:
        """What commands tell the process that receives; there while one does."""
        return self.root / "inbox.changes"

    @property
    def running(self) -> Path:
        """What the process that receives tells commands of itself; there while one does."""
        return self.root / "inbox.running"

    @property
    def log(self) -> Path:
        """What the program did, for bug reports."""
        return self.root / "inbox.log"

    def prepare(self) -> None:
        """Make the folders, 0700. Raises StorageProblem when one cannot be made or written to.

        A folder that was there before is closed to others only when it is empty or ours already: ``--data-dir`` may name
        a folder that other programs share, whose mode is not ours to change.
        """
        for folder in (self.root, self.media, self.backups):
            if folder.is_symlink() and not folder.exists():
                raise StorageProblem(
                    f"The data folder {folder} is a link to {folder.readlink()}, which is not there. If that is on a disk that "
                    "was taken out, put it back and start again; if not, take the link away."
                )
        try:
            if _made(self.root, parents=True) or self._is_ours():
                _close_to_others(self.root)
            for folder in (self.media, self.backups):
                if not _made(folder, parents=False):
                    _close_to_others(folder)
        except OSError as problem:
            raise StorageProblem(
                f"The data folder {self.root} cannot be made or read: {problem.strerror or problem}. "
                "Choose another one with --data-dir, or correct its permissions."
            ) from problem
        for folder in (self.root, self.media, self.backups):
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                raise StorageProblem(
                    f"The data folder {folder} cannot be written to. "
                    "Choose another one with --data-dir, or correct its permissions."
                )

    def hold(self) -> FolderLock:
        """Take the folder for this process. Raises StorageProblem when another process has it.

        The lock ends with the process, however it ends.
        """
        return FolderLock.take(self.lock, self.root)

    @property
    def is_held(self) -> bool:
        """Whether a process, this one too, has the folder at this moment."""
        return FolderLock.is_taken(self.lock)

    def _is_ours(self) -> bool:
        if self.root.stat().st_mode & stat.S_ISVTX:
            return False
        names = {path.name for path in self.root.iterdir()}
        return not names or bool(names & {self.database.name, self.settings.name, self.lock.name})


def default_data_folder() -> Path:
    """Where this desktop keeps a program's data, e.g. ``~/.local/share/recording-inbox``."""
    import platformdirs

    return Path(platformdirs.user_data_dir("recording-inbox", appauthor=False))


def _made(folder: Path, *, parents: bool) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=parents)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return False
    return True


def _close_to_others(folder: Path) -> None:
    if os.name == "posix" and folder.stat().st_mode & _OTHERS:
        folder.chmod(0o700)
