"""What a recording is: events, statuses, durations, back-off, peaks. No input or output, no Qt."""
