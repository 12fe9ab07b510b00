"""The files that go with a reply, each with the description that those need who cannot see it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from agent_desk.domain.rows import StoredMedia
from agent_desk.runtime.texts import tr
from agent_desk.views.theme import px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets import icon_button, label

_SIDE = 36


class Attachments(QWidget):
    """One line per file. Pictures shown here are the agent's own; they are read small, and only when small enough."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachments")
        self.setAccessibleName(tr("Attached files"))
        self._media: list[StoredMedia] = []
        self._rows: list[QWidget] = []
        self._alt_max = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        bare = tr("Pictures leave without the time, the place and the camera that they were taken with.")
        self._bare = label(bare, tone="dim", size="label", wrap=True)
        self._column.addWidget(self._bare)
        self.hide()

    @property
    def media(self) -> tuple[StoredMedia, ...]:
        """What goes with the reply, in order."""
        return tuple(self._media)

    def show_media(self, media: tuple[StoredMedia, ...], alt_max: int) -> None:
        """Show these instead."""
        self._alt_max = alt_max
        if media != self.media:
            self._media = list(media)
            self._build()

    def add(self, one: StoredMedia) -> None:
        """Add a file and ask for its description."""
        self._media.append(one)
        self._build()
        field = self._rows[-1].findChild(QLineEdit)
        if field is not None:
            field.setFocus()
        self.changed.emit()

    def undescribed(self) -> int:
        """How many have no description yet."""
        return sum(1 for one in self._media if not one.alt.strip())

    def _build(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        self._rows = [self._row(at, one) for at, one in enumerate(self._media)]
        for at, row in enumerate(self._rows):
            self._column.insertWidget(at, row)
        self.setVisible(bool(self._rows))

    def _row(self, at: int, one: StoredMedia) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        picture = QLabel()
        picture.setPixmap(_thumbnail(Path(one.path)))
        line.addWidget(picture)
        field = QLineEdit(one.alt)
        field.setObjectName(f"alt{at}")
        field.setPlaceholderText(tr("Describe it for people who cannot see it"))
        field.setAccessibleName(tr("Description of attached file {n}", n=at + 1))
        if self._alt_max:
            field.setMaxLength(self._alt_max)
        field.textChanged.connect(partial(self._describe, at))
        line.addWidget(field, 1)
        line.addWidget(label(_size(one.size), tone="dim", size="label"))
        remove = icon_button("close", tr("Take attached file {n} away", n=at + 1))
        remove.setObjectName(f"removeAttachment{at}")
        remove.clicked.connect(partial(self._remove, at))
        line.addWidget(remove)
        return row

    def _describe(self, at: int, alt: str) -> None:
        self._media[at] = replace(self._media[at], alt=alt)
        self.changed.emit()

    def _remove(self, at: int, _checked: bool = False) -> None:
        del self._media[at]
        self._build()
        self.changed.emit()


def _thumbnail(path: Path) -> QPixmap:
    reader = QImageReader(str(path))
    size = reader.size()
    if size.isValid() and size.width() * size.height() < 60_000_000:
        side = px(_SIDE)
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
        if not (image := reader.read()).isNull():
            return QPixmap.fromImage(image)
    return pixmap("attach", size=24)


def _size(size: int) -> str:
    return (
        tr("{n} kB", n=max(1, round(size / 1000)))
        if size < 1_000_000
        else tr("{n} MB", n=QLocale().toString(size / 1e6, "f", 1))
    )
