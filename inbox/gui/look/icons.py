"""Icons and pictures: SVG drawings coloured by the theme, sharp at every scale."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import inbox
from inbox.gui.look.theme import Theme

_SIZE = 16
_SCALES = (1.0, 1.5, 2.0)


def resources_folder() -> Path:
    """Where the plain files are: inside the installed package, or beside it in a checkout."""
    package = Path(inbox.__file__).parent
    shipped = package / "resources"
    return shipped if shipped.is_dir() else package.parent / "resources"


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return (resources_folder() / f"{name}.svg").read_text(encoding="utf-8")


def _render(drawing: str, size: QSize, scale: float) -> QPixmap:
    pixmap = QPixmap(size * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    return pixmap


@lru_cache(maxsize=512)
def _icon_pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    pixmap = _render(_drawing(f"icons/{name}").replace("currentColor", colour), QSize(size, size), scale)
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def icon_pixmap(name: str, colour: QColor, size: int = 16, scale: float = 1.0) -> QPixmap:
    """The icon ``name`` in one colour, ``size`` logical pixels wide, for a screen of this scale."""
    return _icon_pixmap(name, colour.name(), size, scale)


@lru_cache(maxsize=128)
def _icon(name: str, normal: str, disabled: str) -> QIcon:
    built = QIcon()
    for colour, mode in ((normal, QIcon.Mode.Normal), (disabled, QIcon.Mode.Disabled)):
        for scale in _SCALES:
            plain = QPixmap(_icon_pixmap(name, colour, _SIZE, scale))
            plain.setDevicePixelRatio(1.0)  # the icon picks by size in pixels
            built.addPixmap(plain, mode)
    return built


def icon(name: str, theme: Theme, colour: QColor | None = None) -> QIcon:
    """The icon ``name`` in the theme's text colour (or ``colour``); grey when disabled."""
    return _icon(name, (colour or theme.text).name(), theme.wave_rest.name())


def picture(name: str, theme: Theme, size: QSize, scale: float) -> QPixmap:
    """A larger drawing in the theme's colours."""
    drawing = _drawing(f"pictures/{name}")
    for role, colour in (
        ("surface", theme.surface), ("outline", theme.secondary), ("accent", theme.accent), ("faint", theme.line)
    ):  # fmt: skip
        drawing = drawing.replace(f"var(--{role})", colour.name())
    pixmap = _render(drawing, size, scale)
    pixmap.setDevicePixelRatio(scale)
    return pixmap
