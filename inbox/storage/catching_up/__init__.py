"""What was read of Bandwidth's lists, and how far."""
