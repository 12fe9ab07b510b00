"""Text on screen: plain labels by tone and size, chips, one-line text that shortens itself, hairlines."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStyle, QWidget

from agent_desk.views.theme import Token, color, px


def label(
    text: str = "",
    *,
    tone: str = "",
    size: str = "",
    bold: bool = False,
    wrap: bool = False,
    parent: QWidget | None = None,
) -> QLabel:
    """A label of plain text. `tone`: dim, faint, accent, late, risk, ok. `size`: title, label, heading, welcome."""
    result = QLabel(text, parent)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    result.setProperty("tone", tone)
    result.setProperty("letters", size)
    result.setProperty("weight", "bold" if bold else "")
    return result


def plain_tip(text: str) -> str:
    """A text as a tool tip that shows just this text: Qt would take what looks like HTML for HTML."""
    return f"<p style='white-space:pre-wrap'>{html.escape(text)}</p>" if "<" in text else text


class Chip(QLabel):
    """A short word on a quiet ground. `tone`: empty, late, risk, ok, accent."""

    def __init__(self, text: str = "", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "chip")
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def show_text(self, text: str, tone: str = "") -> None:
        """Change what it says; empty text hides it."""
        self.setText(text)
        self.setVisible(bool(text))
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(QLabel):
    """One line of plain text that ends in an ellipsis where the room ends; the whole text is its tool tip then."""

    def __init__(self, text: str = "", *, tone: str = "", size: str = "", bold: bool = False) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setProperty("letters", size)
        self.setProperty("weight", "bold" if bold else "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Line breaks become spaces."""
        self._whole = " ".join(text.split())
        super().setText(self._whole)
        self._shown()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(24), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shown()

    def _shown(self) -> str:
        """What there is room for; the tool tip says the whole where that is less."""
        text = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.contentsRect().width())
        self.setToolTip(plain_tip(self._whole) if text != self._whole else "")
        return text

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        text = self._shown()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        align = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.drawText(room, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)


class Hairline(QFrame):
    """A line of one pixel between two things."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "hairline")
        if orientation is Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)


class Dot(QWidget):
    """A small round sign of a state; the words stand beside it."""

    def __init__(self, token: Token = Token.OK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self.setFixedSize(px(8), px(8))

    def show_token(self, token: Token) -> None:
        """Change its colour."""
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(self._token))
        painter.drawEllipse(self.rect())
