"""What was done between two posts: small dim lines, only the last one of many until somebody wants them all."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCursor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from agent_desk.runtime.texts import ntr, tr
from agent_desk.runtime.trail_words import said
from agent_desk.views import when
from agent_desk.views.conversation.card import EDGE, Card, of_kind
from agent_desk.views.conversation.items import TRAIL_SHOWN, Item, TrailItem
from agent_desk.views.ports import Now
from agent_desk.views.theme import LABEL, Token, color, font, px

_LINE = 18


class TrailCard(Card):
    """Emits `wants` (`trail`, the item) to be folded or unfolded."""

    wants = Signal(str, object)

    def __init__(self, now: Now) -> None:
        super().__init__()
        self._now = now
        self._lines: list[str] = []

    def bind(self, item: Item) -> None:
        trail = of_kind(item, TrailItem)
        super().bind(item)
        now = self._now()
        told = [tr("{what} · {moment}", what=said(row), moment=when.moment(row.at, now)) for row in trail.rows]
        hidden = 0 if trail.unfolded else max(0, len(told) - TRAIL_SHOWN)
        self._lines = told[hidden:]
        if len(told) > TRAIL_SHOWN:
            more = ntr("{n} act before", "{n} acts before", hidden) if hidden else tr("Fewer")
            self._lines.insert(0, f"▸ {more}" if hidden else f"▾ {more}")
            self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        else:
            self.unsetCursor()
        self.setAccessibleName(". ".join(self._lines))

    def height_for(self, width: int) -> int:
        return px(6) + px(_LINE) * len(self._lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._turn()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._turn()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(LABEL))
        painter.setPen(color(Token.DIM))
        metrics = QFontMetrics(painter.font())
        start = self.inner(self.width()).x()
        room = self.width() - start - px(EDGE)
        for at, line in enumerate(self._lines):
            place = self.mirrored(QRect(start, px(3) + at * px(_LINE), room, px(_LINE)))
            short = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, short)
        self.paint_focus(painter)

    def _turn(self) -> None:
        item = of_kind(self.item, TrailItem)
        if len(item.rows) > TRAIL_SHOWN:
            self.wants.emit("trail", item)
