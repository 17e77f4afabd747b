"""What a media file holds, whatever its header says."""
