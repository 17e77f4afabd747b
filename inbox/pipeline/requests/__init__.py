"""What a window asks for, done in order off its thread."""
