"""What happens without the person: intake and downloader."""
