"""From a media file, whole or still coming, to what a sound device takes."""
