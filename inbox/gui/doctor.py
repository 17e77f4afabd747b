"""What the doctor asks Qt."""

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from inbox.domain.visible_text import visible
from inbox.gui.display import has_display, use_no_display
from inbox.gui.qt_messages import log_qt_messages

_LONGEST_NAME = 80


def qt_finding() -> tuple[bool, str]:
    """Whether Qt starts here, and how it shows windows."""
    log_qt_messages()
    shown = has_display()
    if not shown:
        use_no_display()
    application = QGuiApplication.instance() or QGuiApplication([])
    platform_name = application.platformName() if isinstance(application, QGuiApplication) else "?"
    text = f"{qVersion()} on {platform_name}"
    return True, text if shown else f"{text}: there is no display, so no window can be shown"


def audio_finding(chosen: str) -> tuple[bool, str]:
    """The device that sound goes to; ``chosen`` is the one in the settings, by its id in hexadecimal digits, or empty."""
    from inbox.gui.player.output_devices import OutputDevices

    devices = OutputDevices()
    device = devices.device(chosen)
    if device is None:
        return False, "no audio device: recordings can be downloaded and looked at, but not heard"
    name = visible(device.description(), _LONGEST_NAME)
    if not chosen:
        return True, f"{name}, the desktop's choice"
    if devices.has(chosen):
        return True, f"{name}, as chosen in the player"
    return False, (
        f"the device that was chosen in the player ({_name_of(chosen)}) is not connected; until it is, recordings are heard from "
        f"{name}, the desktop's choice. Connect it, or choose another one at the player's volume"
    )


def _name_of(device: str) -> str:
    """What can be told of a device that is not there: the desktop's own name for it."""
    try:
        return visible(bytes.fromhex(device).decode(), _LONGEST_NAME)
    except ValueError:
        return visible(device, _LONGEST_NAME)
