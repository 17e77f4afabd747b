"""The header of an SQLite file, the 100 bytes that say whose database it is (sqlite.org/fileformat2.html, section 1.3)."""

MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
APPLICATION_ID_AT = 68
APPLICATION_ID = 0x52_49_6E_62
"""Written into ours ("RInb"), so that another program's database is never taken for it."""


def is_whole(header: bytes) -> bool:
    """Whether it is a database's header, whosever it is."""
    return header.startswith(MAGIC) and len(header) == HEADER_BYTES


def is_ours(beginning: bytes) -> bool:
    """Whether a file that begins so, with its header at least, is this program's database."""
    written = int.from_bytes(beginning[APPLICATION_ID_AT : APPLICATION_ID_AT + 4], "big")
    return beginning.startswith(MAGIC) and len(beginning) >= HEADER_BYTES and written == APPLICATION_ID
