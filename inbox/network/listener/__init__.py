"""What answers senders: a process of its own, its door, and its manners."""
