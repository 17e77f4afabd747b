"""The example event of Bandwidth's documentation, which people post to try a receiver."""

EXAMPLE = "This is the example event of Bandwidth's documentation: there is no recording behind it, so nothing can be downloaded."
"""What is said of its download, however it is found out that there is none."""

_PLACEHOLDER = "{recordingId}"


def is_example(media_url: str | None) -> bool:
    """Whether an event with this ``mediaUrl`` is the example: its address has a placeholder in it where an id should be."""
    return media_url is not None and _PLACEHOLDER in media_url
