"""What the window is given: everything it reads, and everything it asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inbox.domain.progress import DownloadProgress
from inbox.domain.public_address import is_unguessable, sender_address
from inbox.domain.statuses import ReviewStatus
from inbox.storage.incidents import Incidents
from inbox.storage.journal.delivery_list import DeliveryList
from inbox.storage.journal.first_seen import FirstSeenList
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.knock_log import KnockLog
from inbox.storage.journal.ledger import Ledger
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.heard import Heard
from inbox.storage.review.history import History
from inbox.storage.review.notes import Notes
from inbox.storage.review.recording_stars import Stars
from inbox.storage.review.recording_tags import Tags
from inbox.storage.review.review_answers import Answers
from inbox.storage.review.sound_maps import SoundMaps
from inbox.storage.review.time_queue import TimeQueue
from inbox.storage.settings.settings import Settings

if TYPE_CHECKING:
    from inbox.pipeline.account_keeper import AccountKeeper
    from inbox.pipeline.requests.catch_up_requests import CatchUpRequests
    from inbox.pipeline.requests.download_requests import DownloadRequests
    from inbox.pipeline.requests.export_requests import ExportRequests
    from inbox.pipeline.requests.listening_requests import ListeningRequests
    from inbox.pipeline.requests.receiving_requests import ReceivingRequests
    from inbox.pipeline.requests.review_requests import ReviewRequests
    from inbox.pipeline.requests.sound_requests import SoundRequests
    from inbox.pipeline.requests.tidy_requests import TidyRequests


@dataclass(frozen=True, slots=True)
class ListenerState:
    """How the listener is, as the person should see it."""

    address: str
    """Where it listens on this computer; empty while it does not."""
    problem: str | None
    """A sentence: why it does not listen and what to do; None while all is well or it is still starting."""
    public_address: str
    """The tunnel's address that the person typed in; empty when there is none."""
    protected: bool
    """Whether a user name and password are asked of senders."""
    path: str = "/"
    """The path at which events are taken."""
    is_tls: bool = False
    """Whether the listener itself speaks TLS, with the person's certificate."""
    lacks_address: bool = False
    """Whether ``problem`` is that the address cannot be had."""
    credentials_from: str = ""
    """Where user name and password come from: ``environment``, ``keyring``, or empty when none are asked of senders."""

    @property
    def is_open(self) -> bool:
        """Whether neither a password nor a path that cannot be guessed keeps strangers from posting events."""
        return not self.protected and not is_unguessable(self.path)

    @property
    def shown_address(self) -> str:
        """The address to give to the sender: the tunnel's where there is one."""
        return sender_address(self.public_address, self.path) if self.public_address else self.address


class AskForDownloads(Protocol):
    """Asks for the download of recordings, by their row ids, and returns at once."""

    def __call__(self, rows: Sequence[int], done: Callable[[], None] | None = None, /) -> None:
        """``done`` is called, from any thread, when the store has taken the ask; never when it could not."""


def _has_account() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class WindowParts:
    """The window's whole surroundings. The callables may be called in the GUI thread; none of them blocks."""

    recordings: Recordings
    journal: Journal
    downloads_ask: AskForDownloads
    download_progress: Callable[[int], DownloadProgress | None]
    set_review: Callable[[Sequence[int], ReviewStatus], None]
    listener_state: Callable[[], ListenerState]
    retry_listener: Callable[[], None]
    intake_problem: Callable[[], str | None]
    settings: Settings
    save_settings: Callable[[Mapping[str, object]], None]
    play_demo: Callable[[], None] | None
    account_is_set: Callable[[], bool] = _has_account
    """Whether there is anything to sign in to Bandwidth with; asked off the GUI thread, since a keyring may be slow."""
    window_file: Path | None = None
    """Where size, place and column widths of the window are kept; None: nowhere."""
    delivery_list: DeliveryList | None = None
    """The whole journal, for the journal's window; None: that window shows no deliveries."""
    knocks: KnockLog | None = None
    first_seen: FirstSeenList | None = None
    incidents: Incidents | None = None
    metadata: Callable[[int], str | None] | None = None
    """Bandwidth's own metadata of a recording, as JSON, by row id; asked off the GUI thread. May raise StoreFailing."""
    replay: Callable[[Sequence[int], Callable[[str], None]], None] | None = None
    """Takes deliveries of the journal once more, by their ids; what became of them is said from another thread."""
    verify_again: Callable[[Sequence[int]], None] | None = None
    """Asks Bandwidth once more about recordings, by their row ids."""
    apply_settings: Callable[[Mapping[str, object]], None] | None = None
    """Keeps settings and goes by them from now on; the listener is started anew later. Raises StorageProblem.

    May wait for the keyring: asked off the GUI thread.
    """
    settings_now: Callable[[], Settings] | None = None
    """The settings in force at this moment; None: those of the start."""
    protect: Callable[[str, str], str | None] | None = None
    """Asks this user name and password of senders from now on, or, when both are empty, none; keeps them in the keyring.

    Gives a sentence when that was not possible. A keyring may be slow: asked off the GUI thread.
    """

    account: "AccountKeeper | None" = None
    """The account at Bandwidth: kept, forgotten, tried. Its methods wait; they are called off the GUI thread."""
    downloads: "DownloadRequests | None" = None
    """Pausing, resuming and cancelling downloads; why all of them rest. Its methods return at once."""
    tidy: "TidyRequests | None" = None
    """Limits, trash and expiry of the downloaded files."""
    catch_up: "CatchUpRequests | None" = None
    """Begins a round of catching up and tells how far it is; nothing of it waits. None: there is none."""
    ledger: Ledger | None = None
    """When events could be taken, and the gaps; read off the GUI thread. None: that is not shown."""
    reviews: "ReviewRequests | None" = None
    """What the person makes of recordings. Its methods return at once."""
    listening: "ListeningRequests | None" = None
    """Keeps what was heard and where it was left. Its methods return at once; None: nothing is kept."""
    exports: "ExportRequests | None" = None
    """Tables, bundles and clips of recordings. Its methods return at once, but for those that say that they take long."""
    history: History | None = None
    """What befell each recording; read off the GUI thread."""
    heard: Heard | None = None
    """What was heard of each recording; read off the GUI thread."""
    sound_maps: SoundMaps | None = None
    """Where each recording is silent; read off the GUI thread."""
    notes: Notes | None = None
    """The notes of each recording; read off the GUI thread, as tags, stars and answers are."""
    tags: Tags | None = None
    stars: Stars | None = None
    answers: Answers | None = None
    sound: "SoundRequests | None" = None
    """The sound of what still comes, which never waits; where a recording is silent, which is asked off the GUI thread."""

    receiving: "ReceivingRequests | None" = None
    """What can be tried of an address or a certificate, and what is wrong with the settings file. None: neither is shown."""
    time_queue: TimeQueue | None = None
    """What is not heard yet, for the queue by time; read off the GUI thread. None: there is no queue."""

    def current_settings(self) -> Settings:
        """The settings in force at this moment."""
        return self.settings if self.settings_now is None else self.settings_now()

    def warning_days(self) -> int:
        """How many days before Bandwidth deletes a recording it counts as expiring; 0: never."""
        return self.current_settings().expiry_warning_days
