"""A recording over time, as a picture that is played from."""
