"""The list of recordings, with what stands around it: folders, search, menus."""
