"""What asks Bandwidth: signing in, lists, metadata, media."""
