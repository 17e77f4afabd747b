"""Keys as the person sees them: each in a frame of its own, as on a keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from inbox.gui.look.theme import Theme
from inbox.gui.widgets.flow import Flow

_TOGGLE, _PLAY, _PAUSE = "Toggle Media Play/Pause", "Media Play", "Media Pause"
_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", _TOGGLE: "Media Play/Pause", "Return": "Enter"}
NO_KEY = "no key"
ELLIPSIS = "…"
"""Between two keys: and those between them."""


def shown_keys(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys as short as they can be understood: signs for arrows, and the three play keys of a keyboard as one."""
    has_toggle = _TOGGLE in keys
    return tuple(_shown(key) for key in keys if not (has_toggle and key in (_PLAY, _PAUSE)))


def chips(keys: Sequence[str], theme: Theme) -> QWidget:
    """A row of them, which goes on in the next line where there is no room; a word where there is none."""
    row = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    row.setSizePolicy(policy)
    layout = Flow(row, spacing=4)
    shown = shown_keys(keys)
    for key in shown or (NO_KEY,):
        is_key = key not in (NO_KEY, ELLIPSIS)
        chip = QLabel(key)
        chip.setTextFormat(Qt.TextFormat.PlainText)
        chip.setFont(theme.small_font())
        chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        chip.setStyleSheet(_key_style(theme) if is_key else f"color: {theme.secondary.name()}; padding: 2px 0px;")
        if is_key:
            chip.setMinimumWidth(24)
        layout.addWidget(chip)
    row.setAccessibleName(", ".join(shown) or NO_KEY)
    return row


def _key_style(theme: Theme) -> str:
    frame = f"border: 1px solid {theme.wave_rest.name()}; border-radius: 4px"
    return f"color: {theme.text.name()}; background: {theme.surface.name()}; {frame}; padding: 1px 6px;"


def _shown(key: str) -> str:
    """``Shift+Left`` as ``Shift+←``."""
    if key in _SIGNS:
        return _SIGNS[key]
    before, plus, last = key.rpartition("+")
    return f"{before}+{_SIGNS[last]}" if plus and last in _SIGNS else key
