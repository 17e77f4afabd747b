"""The BXML that makes Bandwidth tell this inbox of a conference's recording."""

from html import escape

USERNAME = "USER NAME"
PASSWORD = "PASSWORD"


def conference_bxml(address: str, file_format: str = "wav", protected: bool = False) -> str:
    """A whole BXML answer for a conference, with ``<StartRecording>``; user name and password are placeholders, never values."""
    lines = [
        f'recordingAvailableUrl="{escape(address)}"',
        'recordingAvailableMethod="POST"',
        *([f'username="{USERNAME}"', f'password="{PASSWORD}"'] if protected else []),
        f'fileFormat="{escape(file_format)}"/>',
    ]
    joined = "".join(f"\n      {line}" for line in lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n  <StartRecording{joined}\n</Response>'
