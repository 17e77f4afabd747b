"""Asking Bandwidth what it knows of a recording: the proof that an event, which is not signed, came from it."""

from inbox.domain.failure import Failure
from inbox.domain.identifiers import RecordingIds
from inbox.network.client.base_address import BaseAddress
from inbox.network.client.json_client import JsonClient, Wanted
from inbox.network.client.sign_in import SignIn

_METADATA = Wanted(
    "the recording's metadata", "Bandwidth does not know this recording ({status}).", "does not tell of this recording"
)
_LARGEST_BYTES = 1 << 20


class MetadataClient(JsonClient):
    """Fetches the metadata of one recording after the other. Not shared between threads, but for `interrupt`."""

    def __init__(
        self, voice_url: BaseAddress, sign_in: SignIn, *, stall_seconds: float = 10.0, total_seconds: float = 20.0
    ) -> None:
        super().__init__(
            voice_url, sign_in, stall_seconds=stall_seconds, total_seconds=total_seconds, largest_bytes=_LARGEST_BYTES
        )

    def ask(self, ids: RecordingIds) -> str | Failure:
        """What Bandwidth says of the recording: a JSON text as it came, of this very recording; or the failure.

        Remedy.NOT_FOUND is Bandwidth's own word that it does not know the recording; with every other failure there is no answer
        about it. Raises ValueError for an id of a wrong form.
        """
        got = self._get(ids.metadata_address(self._base()), ids.account_id, _METADATA)
        if isinstance(got, Failure):
            return got
        said = got.value
        if isinstance(said, list) and len(said) == 1:  # the live API sometimes wraps one object so
            said = said[0]
        if isinstance(said, dict) and said.get("recordingId") == ids.recording_id:
            return got.body.decode()
        return _METADATA.is_not(got.response)
