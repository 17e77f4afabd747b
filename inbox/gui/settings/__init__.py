"""The window of the settings, page by page."""
