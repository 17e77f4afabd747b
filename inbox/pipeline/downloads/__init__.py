"""From a recording that waits to a file that is proven, and to its end in the trash."""
