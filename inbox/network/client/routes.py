"""Whether this computer is on a network, and on another one than before: read from the system, nothing is sent."""

from pathlib import Path

_IPV4, _IPV6 = Path("/proc/net/route"), Path("/proc/net/ipv6_route")
_NOWHERE = "0" * 32
_UP = 0x1
_REJECT = 0x200


def default_routes(ipv4: Path = _IPV4, ipv6: Path = _IPV6) -> frozenset[str] | None:
    """Where what is not local goes, one text a route; empty without a network. None where the system does not tell."""
    routes: set[str] = set()
    told = False
    for path, read in ((ipv4, _of_ipv4), (ipv6, _of_ipv6)):
        try:
            lines = path.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            continue
        told = True
        routes |= {route for line in lines if (route := read(line.split())) is not None}
    return frozenset(routes) if told else None


def _of_ipv4(fields: list[str]) -> str | None:
    """``Iface Destination Gateway Flags … Mask …``"""
    if len(fields) < 8 or (fields[1], fields[7]) != ("00000000", "00000000"):
        return None
    return f"{fields[0]} {fields[2]}" if _is_usable(fields[3]) else None


def _of_ipv6(fields: list[str]) -> str | None:
    """``Destination Prefix Source Prefix Next-hop Metric References Use Flags Iface``"""
    if len(fields) < 10 or (fields[0], fields[1]) != (_NOWHERE, "00") or fields[9] == "lo":
        return None
    return f"{fields[9]} {fields[4]}" if _is_usable(fields[8]) else None


def _is_usable(flags: str) -> bool:
    try:
        return int(flags, 16) & (_UP | _REJECT) == _UP
    except ValueError:
        return False
