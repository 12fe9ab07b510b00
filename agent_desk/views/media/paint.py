"""Paints people: their picture where the policy shows it, else their initials."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from agent_desk.views.media.decode import Decoded
from agent_desk.views.media.loader import Detail, VenuePictures
from agent_desk.views.theme import px
from agent_desk.views.widgets import paint_avatar


def paint_round(painter: QPainter, place: QRect, picture: Decoded) -> None:
    """A picture in a circle."""
    ratio = painter.device().devicePixelRatioF()
    side = QSize(round(place.width() * ratio), round(place.height() * ratio))
    by, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    scaled = QPixmap.fromImage(picture.image.scaled(side, by, smooth))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addEllipse(QRectF(place))
    painter.setClipPath(shape)
    offset = QPointF((scaled.width() - side.width()) / 2, (scaled.height() - side.height()) / 2)
    painter.drawPixmap(QRectF(place), scaled, QRectF(offset, side.toSizeF()))
    painter.restore()


class Portrait(QWidget):
    """The round sign of a person, `size` pixels of the design wide. `url`: the address of their picture, or empty."""

    def __init__(self, name: str, url: str, size: int, pictures: VenuePictures) -> None:
        super().__init__()
        self._name, self._url, self._pictures = name, url, pictures
        self.setFixedSize(px(size), px(size))
        self._picture = pictures.get(url, Detail.AVATAR)
        pictures.arrived.connect(self._on_arrived)

    def _on_arrived(self, url: str) -> None:
        if url and url == self._url:
            self._picture = self._pictures.get(url, Detail.AVATAR)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None:
            paint_avatar(painter, self.rect(), self._name)
        else:
            paint_round(painter, self.rect(), self._picture)
