"""Before a download is refused because of an event's word, Bandwidth itself is asked: events are not signed."""

import threading
from collections.abc import Callable

from inbox.domain.bandwidth_word import why_nothing
from inbox.domain.failure import Remedy
from inbox.domain.recording import Recording
from inbox.domain.statuses import Verification
from inbox.domain.times import now
from inbox.network.client.metadata_client import MetadataClient
from inbox.storage.downloads.verifications import Verifications


class SecondOpinion:
    """For one thread, but for `interrupt`."""

    def __init__(self, verifications: Verifications, client: Callable[[], MetadataClient]) -> None:
        self._verifications = verifications
        self._make_client = client
        self._client: MetadataClient | None = None
        self._lock = threading.Lock()

    def why_nothing(self, recording: Recording, told: str) -> str | None:
        """The sentence why nothing can be downloaded, by Bandwidth's own word; ``told`` is what the events give for one.

        None when the media is to be asked for: Bandwidth contradicts the events, or gave no answer. Raises StoreFailing.
        """
        if recording.ids.unusable():
            return told
        is_verified = recording.verification is Verification.VERIFIED
        stored = self._verifications.metadata(recording.id)
        if why_nothing(recording.status, recording.media_url, recording.ids, stored, is_verified=is_verified) is None:
            return None
        client = self._make_client()
        with self._lock:
            self._client = client
        try:
            answer = client.ask(recording.ids)
        finally:
            with self._lock:
                self._client = None
            client.close()
        if isinstance(answer, str):
            self._verifications.verified(recording.id, answer, now())
            return why_nothing(recording.status, recording.media_url, recording.ids, answer, is_verified=True)
        if answer.remedy is Remedy.NOT_FOUND:
            return f"{told} Bandwidth was asked, and does not know it (404)."
        return None

    def interrupt(self) -> None:
        """Makes a request that waits in another thread end at once."""
        with self._lock:
            if self._client is not None:
                self._client.interrupt()
