"""When a certificate is valid: the two dates in it, which Python's own ssl reads out only of certificates it has verified."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Validity:
    """The time from and until which a certificate is valid, in UTC."""

    start: datetime
    end: datetime


def validity_of(pem: str) -> Validity:
    """The validity of the first certificate in ``pem``. Raises ValueError when there is none that can be read."""
    from cryptography import x509  # takes a tenth of a second, and most listeners have no certificate

    certificate = x509.load_pem_x509_certificate(pem.encode("ascii", "replace"))
    return Validity(certificate.not_valid_before_utc, certificate.not_valid_after_utc)
