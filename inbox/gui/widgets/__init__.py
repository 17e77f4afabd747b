"""Widgets and models that know nothing of recordings."""
