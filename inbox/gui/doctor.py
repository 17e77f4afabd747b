"""What the doctor asks Qt."""

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from inbox.gui.display import has_display, use_no_display
from inbox.gui.qt_messages import log_qt_messages


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


def audio_finding() -> tuple[bool, str]:
    """The device that sound goes to."""
    from PySide6.QtMultimedia import QMediaDevices

    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return False, "no audio device: recordings can be downloaded and looked at, but not heard"
    return True, f"{device.description()}"
