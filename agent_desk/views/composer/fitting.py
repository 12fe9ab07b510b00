"""Pictures made fit to be sent: without the place and the camera that took them, and no larger than the venue takes."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QImageWriter, QPainter

from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import Limits

_FORMATS = {"image/jpeg": ("jpeg", ".jpg"), "image/png": ("png", ".png"), "image/webp": ("webp", ".webp")}
_QUALITY = 90
_SMALLER, _MOST_STEPS = 0.8, 14
_PIXELS_MAX = 60_000_000
"""What Qt decodes without being asked to take more memory."""


@frozen
class Fitted:
    """A file to attach, with the size of the picture in pixels (0: it is no picture we read). `before`: its size where it
    had to be made smaller."""

    path: Path
    width: int = 0
    height: int = 0
    before: tuple[int, int] | None = None


def fit(path: Path, limits: Limits, folder: Path) -> Fitted:
    """A copy of a picture in `folder`, upright, in sRGB, without metadata, within the venue's limit in bytes.

    What is no such picture, or moves, stays as it is: the venue's rules decide about it. Raises Refused(`media_not_allowed`)
    for a picture that cannot be read, since nobody knows what it would tell. Any thread.
    """
    own = guess_type(path.name)[0] or ""
    if own not in _FORMATS and not own.startswith("image/"):
        return Fitted(path)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if reader.canRead() and reader.supportsAnimation() and reader.imageCount() != 1:
        return Fitted(path, size.width(), size.height())
    small_enough = size.width() * size.height() <= _PIXELS_MAX
    image = reader.read() if small_enough else QImage()
    if image.isNull():
        if own in _FORMATS and path.is_file():
            raise Refused("media_not_allowed", f"{path.name}: {reader.errorString() or size.toTuple()}")
        return Fitted(path)
    bare = _bare(image)
    mime = _mime_for(own, bare, limits)
    if mime is None:
        return Fitted(path)
    return _within(bare, mime, limits, folder / f"{path.stem or 'picture'}-fit{_FORMATS[mime][1]}")


def _bare(image: QImage) -> QImage:
    """The same points in a picture that knows nothing else."""
    if image.colorSpace().isValid() and image.colorSpace() != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    alpha = image.hasAlphaChannel()
    bare = QImage(image.size(), QImage.Format.Format_ARGB32 if alpha else QImage.Format.Format_RGB32)
    bare.fill(Qt.GlobalColor.transparent if alpha else Qt.GlobalColor.white)
    painter = QPainter(bare)
    painter.drawImage(0, 0, image)
    painter.end()
    return bare


def _mime_for(own: str, image: QImage, limits: Limits) -> str | None:
    """In which form it leaves: its own where the venue takes that, else one that the venue takes."""
    ours = [own, "image/png", "image/jpeg"] if image.hasAlphaChannel() else [own, "image/jpeg", "image/png"]
    known = {bytes(one.data()).decode() for one in QImageWriter.supportedImageFormats()}
    fitting = (one for one in ours if one in limits.media_types and one in _FORMATS and _FORMATS[one][0] in known)
    return next(fitting, None)


def _within(image: QImage, mime: str, limits: Limits, target: Path) -> Fitted:
    """Write it as large as the venue takes it."""
    smaller = image
    for _ in range(_MOST_STEPS):
        writer = QImageWriter(str(target), _FORMATS[mime][0].encode())
        writer.setQuality(_QUALITY if mime != "image/png" else -1)
        if not writer.write(smaller):
            raise Refused("media_not_allowed", writer.errorString())
        if not limits.media_bytes_max or target.stat().st_size <= limits.media_bytes_max:
            before = (image.width(), image.height()) if smaller.size() != image.size() else None
            return Fitted(target, smaller.width(), smaller.height(), before)
        size = QSize(max(1, round(smaller.width() * _SMALLER)), max(1, round(smaller.height() * _SMALLER)))
        # From the original each time: a picture made smaller step by step blurs.
        smaller = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    raise Refused("media_not_allowed", f"> {limits.media_bytes_max} bytes")
