"""What `requests`, and urllib3 below it, raise: as sentences."""

from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from inbox.domain.failure import Failure, Remedy
from inbox.network.guarded_session import ForeignPeer


def transport_failure(problem: Exception, address: str) -> Failure:
    """The failure that an exception of `requests` or urllib3 means, for a request to ``address``."""
    host = urlsplit(address).netloc.rpartition("@")[2]
    text = str(problem)
    match problem:
        case ForeignPeer():
            return Failure(
                f"The name {host} leads to another computer now, and plain http is for this one only, so nothing was sent. Set "
                "an address that starts with https://.",
                Remedy.ACT,
            )
        case requests.exceptions.SSLError():
            return Failure(
                f"The certificate of {host} could not be trusted, so nothing was sent. Check the address, this computer's "
                "clock, and whether a proxy stands between.",
                Remedy.ACT,
            )
        case requests.exceptions.ProxyError():
            return Failure("The proxy set in the environment could not be reached.", Remedy.TRY_LATER)
        case requests.exceptions.ConnectTimeout():
            return Failure(f"{host} could not be reached in time.", Remedy.TRY_LATER)
        case requests.exceptions.Timeout() | urllib3.exceptions.TimeoutError():
            return Failure(f"{host} stopped answering.", Remedy.TRY_LATER)
        case requests.exceptions.ChunkedEncodingError() | urllib3.exceptions.ProtocolError():
            return Failure(f"{host} broke off in the middle of the answer.", Remedy.TRY_LATER)
        case requests.exceptions.ConnectionError() if "NameResolutionError" in text or "getaddrinfo" in text:
            return Failure(f"The name {host} could not be found. Is this computer online?", Remedy.TRY_LATER)
        case requests.exceptions.ConnectionError() if "refused" in text:
            return Failure(f"{host} refused the connection.", Remedy.TRY_LATER)
        case requests.exceptions.ConnectionError() if "timed out" in text:
            return Failure(f"{host} stopped answering.", Remedy.TRY_LATER)
        case _:
            return Failure(f"The connection to {host} was lost.", Remedy.TRY_LATER)
