"""What the player's wishes need of an open inbox, over a store of a test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from inbox.domain.progress import DownloadProgress
from inbox.network.client.range_client import RangeClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.opened import OpenInbox
from inbox.pipeline.requests.sound_requests import SoundRequests
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.database import Database
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.sound_maps import SoundMaps


@dataclass(frozen=True, slots=True)
class _Opened:
    media: MediaStore
    part_files: PartFiles
    recordings: Recordings
    sound_maps: SoundMaps
    range_client: Callable[[], RangeClient]


def sound_requests(
    database: Database, progress: Callable[[int], DownloadProgress | None], bandwidth: SimulatedBandwidth | None = None
) -> SoundRequests:
    """The real ones; without ``bandwidth`` nothing may be fetched ahead of a download."""

    def range_client() -> RangeClient:
        assert bandwidth is not None
        account = bandwidth.account.as_account()
        return RangeClient(bandwidth.voice_url, SignIn(lambda: account, bandwidth.token_url))

    opened = _Opened(
        MediaStore(database.folder.media), PartFiles(database), Recordings(database), SoundMaps(database), range_client
    )
    return SoundRequests(cast(OpenInbox, opened), progress)
