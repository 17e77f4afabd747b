"""The person's settings and secrets."""
