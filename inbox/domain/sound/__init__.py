"""Sound as numbers: loudness, silence, speed, and which part of it is played. Needs numpy in places."""
