"""A Bandwidth to try the app with: token, REST, media, and a sender with scenarios."""
