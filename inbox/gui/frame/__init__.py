"""What stands around the content of the window, what it is given, and what keys do."""
