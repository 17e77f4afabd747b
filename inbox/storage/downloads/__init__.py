"""The queue of downloads, and the files that came of it."""
