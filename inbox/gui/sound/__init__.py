"""What makes sound: engine, decoder, device."""
