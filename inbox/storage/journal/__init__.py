"""Every delivery as it came, and the recordings that are made from them."""
