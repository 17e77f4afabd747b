"""Calls into Qt's media player without Python's lock.

The player's own threads need Python's lock for every event, because the application and the audio output are objects of
Python's. PySide keeps the lock while it calls, for example, ``QMediaPlayer.stop()``; when that waits for such a thread, both
wait for ever (seen). A call by name goes through Qt's meta-object, for which PySide lets go of the lock.
"""

from typing import Any

from PySide6.QtCore import Q_ARG, QMetaObject, QObject, Qt


def unlocked_call(target: QObject, slot: str, *arguments: tuple[str, Any]) -> None:
    """Calls ``slot`` of ``target`` at once, in this thread; each argument with the name of its C++ type.

    Raises TypeError when there is no such slot.
    """
    built = [Q_ARG(kind, value) for kind, value in arguments]
    if not QMetaObject.invokeMethod(target, slot, Qt.ConnectionType.DirectConnection, *built):
        raise TypeError(f"{type(target).__name__} has no slot {slot}({', '.join(kind for kind, _ in arguments)})")
