"""From hostile bytes to an image of bounded size; on any thread."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen

PIXELS_MOST = 40_000_000
"""Of a picture as its header tells; a larger one is not decoded."""
FORMATS = frozenset({"png", "jpeg", "jpg", "gif", "webp", "bmp", "avif"})
"""No vector graphics: they are programs."""


@frozen
class Decoded:
    """The first frame, and the size of the whole picture in pixels. `body`: kept where there is more than one frame."""

    image: QImage
    width: int
    height: int
    body: bytes = b""

    @property
    def moves(self) -> bool:
        """Whether it has more than one frame."""
        return bool(self.body)


def decode(body: bytes, side: int) -> Decoded:
    """The picture, no wider and no higher than `side` pixels; raises Unexpected where it is none or too large."""
    buffer = QBuffer()
    buffer.setData(QByteArray(body))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).decode("ascii", "replace").lower() not in FORMATS:
        raise Unexpected("what came is no picture")
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > PIXELS_MOST:
        raise Unexpected("the picture is too large to be shown")
    if max(size.width(), size.height()) > side:
        fitting = size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(fitting.expandedTo(QSize(1, 1)))
    moves = reader.supportsAnimation() and reader.imageCount() > 1
    image = reader.read()
    if image.isNull():
        raise Unexpected("the picture cannot be read")
    turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    width, height = (size.height(), size.width()) if turned else (size.width(), size.height())
    return Decoded(image, width, height, body if moves else b"")
