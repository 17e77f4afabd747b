"""What is known of one recording, and of one delivery."""
