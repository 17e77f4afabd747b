"""Listening and judging: notes, verdicts, queue, conference, exports."""
