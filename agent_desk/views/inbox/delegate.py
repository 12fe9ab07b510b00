"""Paints one line of the list: who, what, since when, and what stands out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Priority
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.inbox.model import ROW_ROLE
from agent_desk.views.ports import Now
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.theme.tokens import ROW, ROW_DENSE
from agent_desk.views.triage_words import due_sign, priority_name
from agent_desk.views.venue_marks import Mark, VenueMarks
from agent_desk.views.widgets import paint_avatar, paint_mark

_LEADING = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
_TRAILING = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine


_OUTSTANDING = (Priority.HIGH, Priority.URGENT)
_TAGS, _TAG_SHOWN = 2, 18
"""Tags a line shows (the others are counted), and letters of each."""


@frozen
class Sign:
    """A short word on a line: on a ground (`soft`), or beside a small drawing."""

    text: str
    token: Token = Token.DIM
    soft: Token | None = Token.CHIP
    icon: str = ""


@frozen
class Said:
    """What every line of the view has in common, so that no line has to say it. `assignee`: who works on it."""

    status: bool = False
    waiting: bool = False
    assignee: bool = False


def signs(row: ConversationRow, now: int, said: Said) -> list[Sign]:
    """What stands out in a conversation, the most pressing first."""
    found: list[Sign] = []
    if row.failed:
        found.append(Sign(tr("reply needs you"), Token.RISK, Token.RISK_SOFT))
    if (due := due_sign(row, now)) is not None:
        found.append(Sign(due.text, due.token, due.ground))
    if row.priority in _OUTSTANDING:
        found.append(Sign(priority_name(row.priority), Token.TEXT, icon="priority"))
    if row.waiting_since is not None and (text := _waiting(row, row.waiting_since, now, said)):
        found.append(Sign(text, Token.ACCENT, Token.SOFT))
    if row.status is Status.SNOOZED and row.snoozed_until is not None:
        found.append(Sign(tr("until {moment}", moment=when.moment(row.snoozed_until, now))))
    elif row.status is not Status.OPEN and not said.status:
        found.append(Sign(texts.status(row.status)))
    return found + _marks(row)


def _marks(row: ConversationRow) -> list[Sign]:
    """What is there besides the posts."""
    found: list[Sign] = []
    if row.pending and not row.failed:
        found.append(Sign(ntr("{n} reply in the outbox", "{n} replies in the outbox", row.pending)))
    if row.draft:
        found.append(Sign(tr("draft"), soft=None, icon="draft"))
    if row.solved:
        found.append(Sign(tr("solved"), Token.OK, Token.OK_SOFT))
    found += [Sign(f"#{tag}" if len(tag) <= _TAG_SHOWN else f"#{tag[: _TAG_SHOWN - 1]}…") for tag in row.tags[:_TAGS]]
    if len(row.tags) > _TAGS:
        found.append(Sign(tr("+{n}", n=len(row.tags) - _TAGS)))
    if row.notes:
        found.append(Sign(str(row.notes), soft=None, icon="note"))
    if row.has_media:
        found.append(Sign("", soft=None, icon="image"))
    return found


def _waiting(row: ConversationRow, since: int, now: int, said: Said) -> str:
    """How long, and how many posts; the age of the line says it already where only its latest post waits."""
    if when.age(since, now) != when.age(row.last_at, now):
        return when.waiting(since, now)
    if row.waiting > 1:
        return ntr("{n} post waits", "{n} posts wait", row.waiting)
    return "" if said.waiting else tr("waiting")


def lines(row: ConversationRow) -> tuple[str, str]:
    """The heading of a line and what follows it: the title and the text, or the text alone, to be broken in two."""
    text = " ".join(row.text[:400].split())
    title = " ".join(row.title[:200].split())
    if title and not text.startswith(title.rstrip("…")):
        return title, text
    return text, ""


class ConversationDelegate(QStyledItemDelegate):
    """Two or three lines of text beside a sign of the author. Geometry is mirrored for right-to-left layouts."""

    def __init__(
        self,
        marks: VenueMarks,
        marked: Marks,
        now: Now,
        names: Callable[[str], str] = lambda _id: "",
        parent: QObject | None = None,
    ) -> None:
        """`names`: what the agent of that id is called; empty: not shown."""
        super().__init__(parent)
        self._names = names
        self._marks = marks
        self._marked = marked
        self._now = now
        self.pointed = ""
        """The conversation over whose author's sign the pointer is: a click there marks it."""
        self.dense = False
        self.said = Said()

    def row_height(self) -> int:
        """Height of every line in pixels."""
        return px(ROW_DENSE if self.dense else ROW)

    def sign_rect(self, line: QRect, direction: Qt.LayoutDirection) -> QRect:
        """Where the author's sign of a line is painted; a click there marks the line."""
        size = px(26 if self.dense else 30)
        top = (line.height() - size) // 2 if self.dense else px(12)
        return QStyle.visualRect(direction, line, QRect(line.left() + px(14), line.top() + top, size, size))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(240), self.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, ConversationRow):
            return
        painter.save()
        painter.setClipRect(option.rect)
        # Each text runs in its own direction, on the side where the layout puts it.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        line = _Line(painter, option, row, self._now())
        line.draw_ground()
        sign = self.sign_rect(option.rect, option.direction)
        if self._marked or self.pointed == row.id:
            line.draw_check(sign, marked=row.id in self._marked)
        else:
            line.draw_author_sign(self._marks.mark(row.venue_id), sign)
        holder = "" if self.said.assignee or row.assignee_id is None else self._names(row.assignee_id)
        line.draw_words(self.dense, self.said, holder)
        painter.restore()


class _Line:
    """One line while it is painted."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, row: ConversationRow, now: int) -> None:
        self._painter = painter
        self._rect: QRect = option.rect
        self._direction: Qt.LayoutDirection = option.direction
        state: QStyle.StateFlag = option.state
        self._selected = bool(state & QStyle.StateFlag.State_Selected)
        self._hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        self._focused = bool(state & QStyle.StateFlag.State_HasFocus)
        self._row = row
        self._now = now

    def draw_words(self, dense: bool, said: Said, holder: str) -> None:
        """Who, what and since when. `holder`: the name of who works on it."""
        size = px(26 if dense else 30)
        start, end = px(14) + size + px(10), self._rect.width() - px(12)
        heights = (px(7), px(19), px(27), px(19)) if dense else (px(10), px(19), px(29), px(20))
        self._draw_first(start, end, heights[0], heights[1])
        heading, rest = lines(self._row)
        marks = signs(self._row, self._now, said)
        if holder:
            side = px(17)
            paint_avatar(
                self._painter, self._place(end - side, heights[2] + px(1) if dense else px(51), side, side), holder
            )
        room = px(24) if holder else 0
        if dense:
            after = self._draw_signs(marks[:2], start, end - px(60), heights[2], heights[3])
            self._draw_text(heading or rest, after, end - room, heights[2], heights[3], bold=self._row.unread > 0)
            return
        if not rest:
            heading, rest = self._break(heading, end - start)
        self._draw_text(heading, start, end, heights[2], heights[3], bold=self._row.unread > 0)
        after = self._draw_signs(marks, start, end - room, px(50), px(20))
        self._draw_text(rest, after, end - room, px(50), px(20), token=Token.DIM, size=12)

    def _break(self, text: str, width: int) -> tuple[str, str]:
        """A text as the words that fit on one line, and the others."""
        metrics = QFontMetrics(font(bold=self._row.unread > 0))
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        if short == text:
            return text, ""
        at = text.rfind(" ", 0, len(short) - 1)
        return (text[:at], text[at + 1 :]) if at > len(short) // 2 else (text[: len(short) - 2], text[len(short) - 2 :])

    def draw_ground(self) -> None:
        """What the words stand on."""
        painter, rect = self._painter, self._rect
        ground = Token.SELECTION if self._selected else Token.HOVER if self._hovered else Token.PANE
        painter.fillRect(rect, color(ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color(Token.LINE))
        if self._selected:
            painter.fillRect(self._place(0, 0, px(3), rect.height()), color(Token.ACCENT))
        if self._focused:
            painter.setPen(color(Token.ACCENT))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def draw_check(self, place: QRect, *, marked: bool) -> None:
        """The box that says whether the line is marked for an act on many."""
        box = QRectF(place).adjusted(px(4), px(4), -px(4), -px(4))
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(QPen(color(Token.ACCENT if marked else Token.DIM), px(2)))
        self._painter.setBrush(color(Token.ACCENT) if marked else Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(box, px(5), px(5))
        if marked:
            paint_icon(self._painter, box.adjusted(px(2), px(2), -px(2), -px(2)), "check", Token.ON_ACCENT)

    def draw_author_sign(self, mark: Mark, place: QRect) -> None:
        """The author's initials with the mark of the venue."""
        paint_avatar(self._painter, place, self._row.author_name or self._row.author_handle)
        side = px(15)
        corner = QRect(place.right() - side + px(5), place.bottom() - side + px(5), side, side)
        ring = color(Token.SELECTION if self._selected else Token.PANE)
        paint_mark(self._painter, corner, mark.colour, mark.letter, ring)

    def _draw_first(self, start: int, end: int, top: int, height: int) -> None:
        small = font(12, tabular=True)
        age = when.age(self._row.last_at, self._now)
        width = QFontMetrics(small).horizontalAdvance(age) + px(2)
        self._painter.setFont(small)
        self._painter.setPen(color(Token.DIM))
        self._painter.drawText(self._place(end - width, top, width, height), self._turned(_TRAILING), age)
        token = Token.TEXT if self._row.unread else Token.DIM
        name = self._row.author_name or self._row.author_handle
        self._draw_text(name, start, end - width - px(8), top, height, token=token, bold=self._row.unread > 0)

    def _draw_text(
        self,
        text: str,
        start: int,
        end: int,
        top: int,
        height: int,
        *,
        token: Token = Token.TEXT,
        bold: bool = False,
        size: int = 13,
    ) -> None:
        if not text or end <= start:
            return
        self._set_font(font(size, bold=bold), token)
        short = QFontMetrics(self._painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, end - start)
        self._painter.drawText(self._place(start, top, end - start, height), self._turned(_LEADING), short)

    def _draw_signs(self, marks: list[Sign], start: int, end: int, top: int, height: int) -> int:
        """Returns where the text after them starts."""
        small = font(LABEL)
        metrics = QFontMetrics(small)
        for mark in marks:
            pad = px(6) if mark.soft else 0
            drawing = px(14) if mark.icon else 0
            width = (
                metrics.horizontalAdvance(mark.text)
                + 2 * pad
                + (drawing + (px(3) if mark.text else 0) if drawing else 0)
            )
            if start + width > end:
                break
            place = self._place(start, top + (height - px(18)) // 2, width, px(18))
            self._draw_sign(mark, place, pad, drawing, small)
            start += width + px(7)
        return start

    def _draw_sign(self, mark: Sign, place: QRect, pad: int, drawing: int, small: QFont) -> None:
        if mark.soft:
            soft = Token.PANE if self._selected and mark.soft is Token.SOFT else mark.soft
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(color(soft))
            self._painter.drawRoundedRect(place, px(4), px(4))
        if mark.icon:
            corner = place.topLeft() + QPoint(0, (place.height() - drawing) // 2)
            if self._direction is Qt.LayoutDirection.RightToLeft:
                corner.setX(place.right() - drawing)
            paint_icon(self._painter, QRectF(corner.x(), corner.y(), drawing, drawing), mark.icon, Token.DIM)
        self._set_font(small, mark.token)
        align = self._turned(_TRAILING) if mark.icon else Qt.AlignmentFlag.AlignCenter
        self._painter.drawText(place.adjusted(pad, 0, -pad, 0), align, mark.text)

    def _set_font(self, letters: QFont, token: Token) -> None:
        self._painter.setFont(letters)
        self._painter.setPen(color(token))

    def _place(self, start: int, top: int, width: int, height: int) -> QRect:
        rect = QRect(self._rect.left() + start, self._rect.top() + top, width, height)
        return QStyle.visualRect(self._direction, self._rect, rect)

    def _turned(self, align: int) -> int:
        return int(QStyle.visualAlignment(self._direction, Qt.AlignmentFlag(align & 0x0F))) | (align & ~0x0F)
