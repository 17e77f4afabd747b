"""Recording Inbox: a desktop inbox for Bandwidth's conference recordings."""

__version__ = "0.1.0"
