"""What becomes of a damaged inbox: set aside, and made anew from what can be read of it."""
