"""Arguments, and one small file per headless command."""
