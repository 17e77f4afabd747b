"""How the window looks: themes, icons, badges, and moments in words."""
