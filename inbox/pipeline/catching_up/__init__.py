"""What no event told of, fetched out of Bandwidth's lists."""
