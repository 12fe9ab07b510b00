"""Renders the program's icon in the sizes and files that each system wants. Needs Qt, not a screen.

`python -m installers.icons FOLDER` writes them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from agent_desk.runtime.places import resources_dir

PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZE = 256


def render(folder: Path) -> dict[int, Path]:
    """Write `agent-desk-SIZE.png` for each size and `agent-desk.ico`; the PNG files by size in pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSize, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    drawing = QSvgRenderer(str(resources_dir() / "icons" / "agent-desk.svg"))
    files: dict[int, Path] = {}
    for size in PNG_SIZES:
        image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        files[size] = folder / f"agent-desk-{size}.png"
        if not image.save(str(files[size])):
            raise OSError(f"{files[size]} could not be written")
        if size == ICO_SIZE and not image.save(str(folder / "agent-desk.ico")):
            raise OSError("the .ico file could not be written")
    del application
    return files


if __name__ == "__main__":
    render(Path(sys.argv[1]))
