"""What is looked after while the window is open, and told when it changes."""
