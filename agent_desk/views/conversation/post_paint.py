"""Paints what is not a control in a post: rails, sign, head line and marks."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from agent_desk.domain.conversations import Direction
from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.card import AVATAR, EDGE, OURS_SIGN, Card, chip_width, indent, paint_chip
from agent_desk.views.conversation.items import PostItem
from agent_desk.views.conversation.post_words import PostMark
from agent_desk.views.media import Decoded
from agent_desk.views.media.paint import paint_round
from agent_desk.views.people import name_of
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.widgets import paint_avatar


def sign_place(card: Card, width: int, level: int, top: int) -> QRect:
    """Where the sign of the author lies, mirrored where the layout is."""
    return card.mirrored(QRect(indent(width, level) + px(EDGE), top, px(AVATAR), px(AVATAR)))


def paint_ground(painter: QPainter, card: Card, item: PostItem) -> None:
    """The ground and the bars at the edge: ours is tinted, the target and the solution are barred."""
    if item.message.direction is Direction.OURS:
        painter.fillRect(card.rect(), color(Token.OURS))
    edge = Token.ACCENT if item.target else Token.OK if item.solved else None
    if edge is not None:
        painter.fillRect(card.mirrored(QRect(0, 0, px(3), card.height())), color(edge))


def paint_rails(painter: QPainter, card: Card, level: int) -> None:
    """One quiet line for each branch that the post stands in."""
    for step in range(level):
        x = indent(card.width(), step) + px(EDGE + AVATAR // 2)
        painter.fillRect(card.mirrored(QRect(x, 0, 1, card.height())), color(Token.LINE))


def paint_sign(painter: QPainter, place: QRect, item: PostItem, picture: Decoded | None) -> None:
    """The author's picture where the policy shows it, else the initials."""
    message = item.message
    if picture is None:
        ours = message.direction is Direction.OURS
        paint_avatar(painter, place, name_of(message), OURS_SIGN if ours else None)
        return
    paint_round(painter, place, picture)


def paint_head(painter: QPainter, card: Card, item: PostItem, meta: str, inner: QRect, tools: int) -> int:
    """Name, handle, time and role in one line; returns how wide the name is, in pixels. `tools`: room that is taken."""
    message = item.message
    bold, plain = font(bold=True), font(12, tabular=True)
    room = inner.width() - tools
    waits = tr("● waits") if message.waits else tr("● new") if item.fresh else ""
    needed = QFontMetrics(plain).horizontalAdvance(waits) + px(8) if waits else 0
    name = QFontMetrics(bold).elidedText(name_of(message), Qt.TextElideMode.ElideRight, (room - needed) * 3 // 5)
    used = QFontMetrics(bold).horizontalAdvance(name) + px(8)
    said = QFontMetrics(plain).elidedText(meta, Qt.TextElideMode.ElideRight, max(0, room - used - needed))
    x = inner.x()
    for words, letters, token in ((name, bold, Token.TEXT), (said, plain, Token.DIM), (waits, plain, Token.ACCENT)):
        width = QFontMetrics(letters).horizontalAdvance(words) + px(8)
        painter.setFont(letters)
        painter.setPen(color(token))
        place = card.mirrored(QRect(x, inner.y() - px(2), width, px(18)))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
        x += width
    return used


def mark_rows(marks: list[PostMark], width: int) -> int:
    """How many lines of marks there are in that width."""
    x, rows = 0, 1 if marks else 0
    for mark in marks:
        needed = chip_width(mark.text, mark.sign)
        if x and x + needed > width:
            x, rows = 0, rows + 1
        x += needed + px(6)
    return rows


def paint_marks(painter: QPainter, card: Card, marks: list[PostMark], area: QRect, *, ours: bool) -> None:
    """The marks from the top of an area, as many lines as they need."""
    if not marks:
        return
    # A number without a ground of its own begins where the words begin.
    x, y = (-px(6) if marks[0].ground is Token.PANE else 0), area.y()
    for mark in marks:
        width = chip_width(mark.text, mark.sign)
        if x > 0 and x + width > area.width():
            x, y = 0, y + px(22)
        place = card.mirrored(QRect(area.x() + x, y, width, px(19)))
        ground = Token.OURS if mark.ground is Token.PANE and ours else mark.ground
        paint_chip(painter, place.topLeft(), mark.text, mark.token, ground, mark.sign)
        x += width + px(6)
