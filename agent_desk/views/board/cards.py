"""The cards of one column: what they hold, how each is painted, and how they are dragged."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_desk.domain.conversations import Status
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.ports import Now
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.triage_words import DueSign, due_sign
from agent_desk.views.venue_marks import VenueMarks
from agent_desk.views.widgets import paint_mark

MIME = "application/x-agent-desk-conversations"
ROW_ROLE = Qt.ItemDataRole.UserRole
CARD = 66
"""Height of a card with the room below it, in pixels at 100 %."""


def sign_of(row: ConversationRow, now: int) -> DueSign | None:
    """When it falls due, else how long somebody waits, else where the work stands; None where it is just open."""
    if row.due_at is not None:
        return due_sign(row, now)
    if row.waiting_since is not None:
        text = when.waiting(row.waiting_since, now)
    elif row.status is not Status.OPEN:
        text = texts.status(row.status)
    else:
        return None
    return DueSign(text, Token.DIM, Token.CHIP, text)


def heading(row: ConversationRow) -> str:
    """What a card is called."""
    return " ".join((row.title or row.text[:200]).split())


class CardModel(QAbstractListModel):
    """The lines of one column. Its items are dragged with all that is marked, where they are marked themselves."""

    def __init__(self, marks: Marks, now: Now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks, self._now = marks, now
        self._rows: list[ConversationRow] = []

    @property
    def rows(self) -> Sequence[ConversationRow]:
        """What is shown, in order."""
        return self._rows

    def show_rows(self, rows: Sequence[ConversationRow]) -> bool:
        """Show these instead; False where they are the same."""
        if list(rows) == self._rows:
            return False
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()
        return True

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            sign = sign_of(row, self._now())
            due = sign.spoken if sign else ""
            who = row.author_name or row.author_handle
            parts = [tr("selected") if row.id in self._marks else "", who, heading(row), row.venue_label, due]
            return ", ".join(part for part in parts if part)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        ids = [self._rows[index.row()].id for index in indexes]
        if any(one in self._marks for one in ids):
            ids = list(self._marks.ids())
        data = QMimeData()
        data.setData(MIME, json.dumps(ids).encode())
        return data


def dragged(data: QMimeData) -> list[str]:
    """The conversations that are being dragged; nothing where it is something else."""
    if not data.hasFormat(MIME):
        return []
    found = json.loads(bytes(data.data(MIME).data()))
    return [str(one) for one in found]


class CardDelegate(QStyledItemDelegate):
    """A card: who and what, the mark of the venue, when it falls due."""

    def __init__(self, venues: VenueMarks, marks: Marks, now: Now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._venues, self._marks, self._now = venues, marks, now

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(120), px(CARD))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, ConversationRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        card = _Card(painter, option)
        card.draw_ground(marked=row.id in self._marks)
        card.draw_first(row, self._venues)
        card.draw_text(heading(row), px(26))
        card.draw_due(sign_of(row, self._now()))
        painter.restore()


class _Card:
    """One card while it is painted."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        self._painter = painter
        self._rect: QRect = option.rect.adjusted(px(4), px(2), -px(4), -px(4))
        self._direction: Qt.LayoutDirection = option.direction
        self._current = bool(option.state & QStyle.StateFlag.State_Selected)
        self._focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        self._hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)

    def draw_ground(self, *, marked: bool) -> None:
        """The card itself; a marked one has a tick and another ground, the current one a frame."""
        chosen = Token.SELECTION if marked else Token.HOVER if self._hovered else Token.PANE
        framed = self._focused and self._current
        self._painter.setPen(QPen(color(Token.ACCENT if framed else Token.LINE), px(2) if framed else 1))
        self._painter.setBrush(color(chosen))
        self._painter.drawRoundedRect(QRectF(self._rect).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        self._marked = marked

    def draw_first(self, row: ConversationRow, venues: VenueMarks) -> None:
        """The mark of the venue, or a tick, and who wrote."""
        mark = venues.mark(row.venue_id)
        place = self._place(px(8), px(7), px(15), px(15))
        if self._marked:
            paint_icon(self._painter, QRectF(place), "check", Token.ACCENT)
        else:
            paint_mark(self._painter, place, mark.colour, mark.letter, color(Token.PANE))
        name = row.author_name or row.author_handle
        self._text(name, self._place(px(29), px(5), self._rect.width() - px(37), px(19)), Token.TEXT, 12, bold=True)

    def draw_text(self, text: str, top: int) -> None:
        """What it is about."""
        self._text(text, self._place(px(8), top - px(3), self._rect.width() - px(16), px(18)), Token.TEXT, 12)

    def draw_due(self, sign: DueSign | None) -> None:
        """The chip at the foot."""
        if sign is None:
            return
        self._painter.setFont(font(LABEL))
        width = QFontMetrics(self._painter.font()).horizontalAdvance(sign.text) + px(10)
        place = self._place(px(8), self._rect.height() - px(19), min(width, self._rect.width() - px(16)), px(15))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color(sign.ground))
        self._painter.drawRoundedRect(place, px(4), px(4))
        self._painter.setPen(color(sign.token))
        self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign.text)

    def _text(self, text: str, place: QRect, token: Token, size: int, *, bold: bool = False) -> None:
        self._painter.setFont(font(size, bold=bold))
        self._painter.setPen(color(token))
        short = QFontMetrics(self._painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        lead = QStyle.visualAlignment(self._direction, Qt.AlignmentFlag.AlignLeft)
        self._painter.drawText(place, lead | Qt.AlignmentFlag.AlignVCenter, short)

    def _place(self, start: int, top: int, width: int, height: int) -> QRect:
        inner = QRect(self._rect.left() + start, self._rect.top() + top, width, height)
        return QStyle.visualRect(self._direction, self._rect, inner)
