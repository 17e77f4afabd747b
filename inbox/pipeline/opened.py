"""A data folder that is open: its settings, its account, and everything that can be read from it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.account import Account
from inbox.domain.sign_in_state import SignInState
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns
from inbox.storage.catching_up.conferences_listed import ConferencesListed
from inbox.storage.data_folder import DataFolder, default_data_folder
from inbox.storage.downloads.download_control import DownloadControl
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.expiry import Expiry
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.downloads.trash import Trash
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.incidents import Incidents
from inbox.storage.journal.delivery_list import DeliveryList
from inbox.storage.journal.first_seen import FirstSeenList
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.knock_log import KnockLog
from inbox.storage.journal.ledger import Ledger
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.review.heard import Heard
from inbox.storage.review.history import History
from inbox.storage.review.notes import Notes
from inbox.storage.review.recording_stars import Stars
from inbox.storage.review.recording_tags import Tags
from inbox.storage.review.review_answers import Answers
from inbox.storage.review.sound_maps import SoundMaps
from inbox.storage.settings.settings import Settings, load_settings

if TYPE_CHECKING:
    from inbox.network.client.list_client import ListClient
    from inbox.network.client.media_client import MediaClient
    from inbox.network.client.metadata_client import MetadataClient
    from inbox.network.client.range_client import RangeClient
    from inbox.network.client.sign_in import SignIn
    from inbox.network.client.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Options:
    """The global options of the command line; None where one was not given."""

    data_dir: str | None = None
    listen: str | None = None
    store: str | None = None


def data_folder_of(options: Options, environ: Mapping[str, str]) -> DataFolder:
    """The data folder: option, then INBOX_DATA_DIR, then the desktop's convention."""
    chosen = options.data_dir or environ.get("INBOX_DATA_DIR")
    return DataFolder(Path(chosen).expanduser().absolute() if chosen else default_data_folder())


class OpenInbox:
    """What every command stands on. Several may be open at once; only a `FolderLock` makes one the receiver."""

    def __init__(self, options: Options, environ: Mapping[str, str], settings: Settings | None = None) -> None:
        """Opens, and goes by ``settings``, or by those in force. Raises StorageProblem; then nothing was changed."""
        self.environ = environ
        self._options = options
        self.folder = data_folder_of(options, environ)
        self.folder.prepare()
        self.settings = settings or self.load_settings_again()
        self.database = open_inbox(self.folder, self.settings.store)
        self.recordings = Recordings(self.database, lambda: self.settings.expiry_warning_days)
        self.journal = Journal(self.database)
        self.delivery_list = DeliveryList(self.database)
        self.first_seen = FirstSeenList(self.database)
        self.knock_log = KnockLog(self.database)
        self.incidents = Incidents(self.database)
        self.ledger = Ledger(self.database)
        self.history = History(self.database)
        self.heard = Heard(self.database)
        self.sound_maps = SoundMaps(self.database)
        self.notes, self.tags = Notes(self.database), Tags(self.database)
        self.stars, self.answers = Stars(self.database), Answers(self.database)
        self.verifications = Verifications(self.database)
        self.downloads = Downloads(self.database)
        self.media = MediaStore(self.folder.media)
        self.part_files = PartFiles(self.database)
        self.control = DownloadControl(self.database)
        self.trash = Trash(self.database, self.folder)
        self.expiry = Expiry(self.database)
        self.conferences_listed = ConferencesListed(self.database)
        self.catch_up_runs = CatchUpRuns(self.database)
        self._account: Account | None = None
        self._account_lock = threading.Lock()
        self._sign_in: SignIn | None = None
        self._sign_in_lock = threading.Lock()

    def load_settings_again(self) -> Settings:
        """The settings as they stand now, which `settings` is then. Raises StorageProblem."""
        options = {"listen": self._options.listen, "store": self._options.store}
        self.settings = load_settings(self.folder, options, self.environ)
        return self.settings

    @property
    def listen_from(self) -> str:
        """What says where to listen in place of the settings file: ``--listen``, ``INBOX_LISTEN``, or empty for nothing."""
        if self._options.listen is not None:
            return "--listen"
        return "INBOX_LISTEN" if self.environ.get("INBOX_LISTEN") else ""

    def account(self) -> Account:
        """The credentials for Bandwidth; the keyring, which may be slow, is asked once, when they are first needed."""
        from inbox.storage.settings.secrets import load_account

        with self._account_lock:
            if self._account is None:
                self._account = load_account(self.environ)
            return self._account

    def forget_account(self) -> None:
        """The credentials are looked up again when they are next needed: they were changed."""
        with self._account_lock:
            self._account = None
        if self._sign_in is not None:
            self._sign_in.ask_again()

    def sign_in(self) -> "SignIn":
        """The one sign-in that all clients share: one token for all of them."""
        from inbox.network.client.sign_in import SignIn

        with self._sign_in_lock:
            if self._sign_in is None:
                self._sign_in = SignIn(self.account, lambda: self.settings.token_url)
            return self._sign_in

    def sign_in_state(self) -> SignInState:
        """How signing in goes; nothing is known before it was first tried. From any thread; never waits."""
        return SignInState() if self._sign_in is None else self._sign_in.state

    def media_client(self) -> "Callable[[], MediaClient]":
        """Makes media clients; each request of one goes to the address that is set then, and all share one limit of speed."""
        from inbox.network.client.media_client import MediaClient

        return partial(MediaClient, lambda: self.settings.voice_url, self.sign_in(), throttle=self._throttle)

    def range_client(self) -> "RangeClient":
        """A client that fetches parts of media; it shares the media clients' limit of speed."""
        from inbox.network.client.range_client import RangeClient

        return RangeClient(lambda: self.settings.voice_url, self.sign_in(), self._throttle)

    @cached_property
    def _throttle(self) -> "Throttle":
        from inbox.network.client.throttle import Throttle

        return Throttle(lambda: self.settings.download_kilobytes_per_second * 1000)

    def metadata_client(self) -> "Callable[[], MetadataClient]":
        """Makes clients that ask what Bandwidth knows of a recording."""
        from inbox.network.client.metadata_client import MetadataClient

        return partial(MetadataClient, lambda: self.settings.voice_url, self.sign_in())

    def list_client(self) -> "Callable[[], ListClient]":
        """Makes clients that read Bandwidth's lists."""
        from inbox.network.client.list_client import ListClient

        return partial(ListClient, lambda: self.settings.voice_url, self.sign_in())

    def close(self) -> None:
        """Closes the database."""
        self.database.close()
