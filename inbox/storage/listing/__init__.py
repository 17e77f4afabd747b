"""Recordings as they are listed, searched, and counted."""
