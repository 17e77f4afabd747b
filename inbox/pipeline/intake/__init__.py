"""From a delivery to its receipt, and to the proof that it came from Bandwidth."""
