"""When a certificate is valid: the two dates in it, which Python reads out only of certificates it has verified."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_SEQUENCE, _EXPLICIT_VERSION = 0x30, 0xA0
_END = "-----END CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Validity:
    """The time from and until which a certificate is valid, in UTC."""

    start: datetime
    end: datetime


def validity_of(pem: str) -> Validity:
    """The validity of the first certificate in ``pem``. Raises ValueError when there is none that can be read."""
    start = pem.find("-----BEGIN CERTIFICATE-----")
    end = pem.find(_END, start)
    if start < 0 or end < 0:
        raise ValueError("no certificate in PEM form")
    der = ssl.PEM_cert_to_DER_cert(pem[start : end + len(_END)])
    try:
        certificate = _content(next(_elements(der)), _SEQUENCE)
        fields = list(_elements(_content(next(_elements(certificate)), _SEQUENCE)))
        if fields[0][0] == _EXPLICIT_VERSION:
            del fields[0]
        # serialNumber, signature, issuer, validity
        start_time, end_time = (_time(*element) for element in _elements(_content(fields[3], _SEQUENCE)))
    except (IndexError, StopIteration) as problem:
        raise ValueError("not a certificate") from problem
    return Validity(start_time, end_time)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element that ``data``, DER, is made of."""
    place = 0
    while place < len(data):
        tag, length = data[place], data[place + 1]
        place += 2
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[place : place + count])
            place += count
        yield tag, data[place : place + length]
        place += length


def _content(element: tuple[int, bytes], tag: int) -> bytes:
    if element[0] != tag:
        raise ValueError("not a certificate")
    return element[1]


def _time(tag: int, content: bytes) -> datetime:
    text = content.decode("ascii")
    match tag:
        case 0x17:  # UTCTime: two digits of the year, from 1950 to 2049
            text = ("19" if text >= "50" else "20") + text
        case 0x18:  # GeneralizedTime
            pass
        case _:
            raise ValueError("not a time of a certificate")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
