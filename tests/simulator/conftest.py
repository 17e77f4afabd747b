"""A simulated Bandwidth that answers on loopback, and a client that is signed in."""

from collections.abc import Iterator

import pytest
import requests

from inbox.simulator.server import SimulatedBandwidth


class Client:
    """GETs with a token, as the app does it."""

    def __init__(self, bandwidth: SimulatedBandwidth) -> None:
        self._bandwidth = bandwidth
        self._session = requests.Session()
        account = bandwidth.account
        answer = self._session.post(
            bandwidth.token_url,
            auth=(account.client_id, account.client_secret),
            data={"grant_type": "client_credentials"},
            timeout=10,
        )
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str, **headers: str) -> requests.Response:
        """GET of a path below the account, or of a whole address."""
        base = f"{self._bandwidth.voice_url}/accounts/{self._bandwidth.account.account_id}"
        return self._session.get(path if "://" in path else f"{base}{path}", headers=headers, timeout=10)

    def get_stream(self, path: str, **headers: str) -> requests.Response:
        """The same, with the body left to be read; close it."""
        base = f"{self._bandwidth.voice_url}/accounts/{self._bandwidth.account.account_id}"
        return self._session.get(f"{base}{path}", headers=headers, timeout=10, stream=True)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(bandwidth: SimulatedBandwidth) -> Iterator[Client]:
    signed_in = Client(bandwidth)
    yield signed_in
    signed_in.close()


_ERROR_TYPES = {
    400: "validation",
    401: "authentication-error",
    403: "authorization-error",
    404: "validation",
    429: "error",
    500: "internal-error",
    503: "system-overloaded",
}


def assert_refused(answer: requests.Response, status: int) -> None:
    """The answer is an error in Bandwidth's form."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    error = answer.json()
    assert sorted(error) == ["description", "id", "type"]
    assert error["type"] == _ERROR_TYPES[status]
    assert error["description"]
