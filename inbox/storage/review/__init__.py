"""What the person made of recordings, and heard of them."""
