"""The player: what plays, how, and what the desktop knows of it."""
