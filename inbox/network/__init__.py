"""What speaks HTTP: listener, webhook handler, Bandwidth client, media client."""
