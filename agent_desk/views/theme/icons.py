"""The drawings of resources/icons in the colours of the theme: small SVG files of strokes on a 24-unit grid."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from agent_desk.runtime.places import resources_dir
from agent_desk.views.theme import Token, hex_of, px


@lru_cache(maxsize=256)
def _svg(name: str, colour: str) -> QSvgRenderer:
    text = (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(text.encode()))


def paint_icon(painter: QPainter, rect: QRectF, name: str, token: Token) -> None:
    """Paint a drawing into a square in a token's colour."""
    _svg(name, hex_of(token)).render(painter, rect)


def pixmap(name: str, token: Token = Token.DIM, size: int = 16) -> QPixmap:
    """A drawing in a token's colour, `size` pixels of the design wide, as sharp as the screen."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    side = px(size)
    result = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    paint_icon(painter, QRectF(0, 0, side, side), name, token)
    painter.end()
    return result


def icon(name: str, token: Token = Token.DIM) -> QIcon:
    """A drawing that follows the theme: it is drawn anew, in the colours then in use, each time it is needed."""
    return QIcon(_Engine(name, token))


class _Engine(QIconEngine):
    def __init__(self, name: str, token: Token) -> None:
        super().__init__()
        self._name, self._token = name, token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = Token.FAINT if mode is QIcon.Mode.Disabled else self._token
        paint_icon(painter, QRectF(rect), self._name, token)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        result = QPixmap(size)
        if size.isEmpty():
            return result  # a control without room shows nothing
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        token = Token.FAINT if mode is QIcon.Mode.Disabled else self._token
        paint_icon(painter, QRectF(0, 0, size.width(), size.height()), self._name, token)
        painter.end()
        return result

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token)
