"""Whether there is a screen, and what to do without one."""

import os
import sys


def has_display() -> bool:
    """Whether a person can see a window here."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen in ("offscreen", "minimal"):
        return False
    if sys.platform in ("win32", "darwin") or chosen not in ("", "xcb", "wayland", "wayland-egl"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def use_no_display() -> None:
    """Lets Qt paint into memory. Called before the application is made."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
