"""What `requests`, and urllib3 below it, raise: as sentences that say what happened and what to do."""

from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from inbox.domain.failure import Failure, Remedy
from inbox.network.client.guarded_session import ForeignPeer

CHECK_ADDRESS = "Check the address under Settings, Account, and whether a proxy stands in between."
"""What to do where somebody answers who does not seem to be Bandwidth."""
CHECK_CONNECTION = "If it stays so, check this computer's connection, and whether a firewall or a VPN stands in between."
"""What to do about a failure that mostly passes by itself."""
_TAKE_OUT = "Correct HTTPS_PROXY, or take it out of the environment, and start again."
_NOT_VERIFIED = ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "doesn't match")
_NO_AUTHORITIES = ("CA certificate bundle", "NO_CERTIFICATE_OR_CRL_FOUND")
_NOT_FOUND = ("NameResolutionError", "getaddrinfo")
_NO_ROUTE = ("Network is unreachable", "No route to host", "Network is down", "WinError 10051", "WinError 10065")


def transport_failure(problem: Exception, address: str) -> Failure:
    """The failure that an exception of `requests` or urllib3 means, for a request to ``address``."""
    host = urlsplit(address).netloc.rpartition("@")[2]
    text = str(problem)
    match problem:
        case ForeignPeer():
            return Failure(
                f"The name {host} leads to another computer now, and plain http is for this one only, so nothing was sent. Set "
                "an address that starts with https:// under Settings, Account.",
                Remedy.ACT,
            )
        case OSError() if _has(text, _NO_AUTHORITIES):
            return Failure(
                "The file of authorities that REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names cannot be used, so no certificate could "
                "be looked at and nothing was sent. Correct it, or take it out of the environment, and start again.",
                Remedy.ACT,
            )
        case requests.exceptions.SSLError():
            return _over_tls(host, text)
        case requests.exceptions.ProxyError():
            return _of_proxy(text)
        case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema() | requests.exceptions.MissingSchema():
            return _of_address(host, problem, text)
        case requests.exceptions.ConnectTimeout():
            return Failure(f"{host} could not be reached in time. {CHECK_CONNECTION}", Remedy.TRY_LATER)
        case requests.exceptions.Timeout() | urllib3.exceptions.TimeoutError():
            return Failure(f"{host} stopped answering. {CHECK_CONNECTION}", Remedy.TRY_LATER)
        case requests.exceptions.ChunkedEncodingError() | urllib3.exceptions.ProtocolError():
            return Failure(f"{host} broke off in the middle of the answer. {CHECK_CONNECTION}", Remedy.TRY_LATER)
        case requests.exceptions.ConnectionError() if _has(text, _NOT_FOUND):
            return Failure(
                f"The name {host} could not be found. Is this computer online? If it is, check the address under Settings, "
                "Account.",
                Remedy.TRY_LATER,
            )
        case requests.exceptions.ConnectionError() if _has(text, _NO_ROUTE):
            return Failure(f"There is no way to {host}. Is this computer online? Check its connection.", Remedy.TRY_LATER)
        case requests.exceptions.ConnectionError() if "refused" in text:
            return Failure(
                f"{host} refused the connection. Check the address under Settings, Account, and whether a firewall forbids it.",
                Remedy.TRY_LATER,
            )
        case requests.exceptions.ConnectionError() if "timed out" in text:
            return Failure(f"{host} stopped answering. {CHECK_CONNECTION}", Remedy.TRY_LATER)
        case _:
            return Failure(f"The connection to {host} was lost. {CHECK_CONNECTION}", Remedy.TRY_LATER)


def _over_tls(host: str, text: str) -> Failure:
    if _has(text, _NOT_VERIFIED):
        return Failure(
            f"The certificate of {host} could not be trusted, so nothing was sent. Check the address, this computer's "
            "clock, and whether a proxy stands between.",
            Remedy.ACT,
        )
    return Failure(
        f"{host} did not answer as https does, so nothing was sent. Check the address under Settings, Account, and whether a "
        "proxy, or a network that asks to sign in, stands in between.",
        Remedy.TRY_LATER,
    )


def _of_proxy(text: str) -> Failure:
    if "Tunnel connection failed: 407" in text:
        return Failure(
            "The proxy set in the environment asks for a user name and a password (407), so nothing was sent. Write them into "
            "HTTPS_PROXY, as in http://NAME:PASSWORD@HOST:PORT, and start again.",
            Remedy.ACT,
        )
    return Failure(
        "The proxy set in the environment could not be reached, or let nothing through, so nothing was sent. Start it, or "
        "correct HTTPS_PROXY or take it out of the environment, and start again.",
        Remedy.TRY_LATER,
    )


def _of_address(host: str, problem: Exception, text: str) -> Failure:
    is_of_proxy = isinstance(problem, requests.exceptions.InvalidProxyURL) or _has(text.lower(), ("proxy", "socks"))
    if is_of_proxy:
        return Failure(
            f"The proxy set in the environment is none that this program can use, which is an http proxy. {_TAKE_OUT}", Remedy.ACT
        )
    return Failure(f"{host or 'The address'} cannot be asked: its address is wrong. {CHECK_ADDRESS}", Remedy.ACT)


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
