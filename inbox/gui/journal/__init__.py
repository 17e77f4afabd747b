"""The journal's window."""
