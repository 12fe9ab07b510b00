"""One column of the board: whose it is and how they stand above, the cards below; cards can be dropped on it."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from agent_desk.domain.roster import Presence
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.services.boards import Column
from agent_desk.views import when
from agent_desk.views.assigning import words
from agent_desk.views.assigning.state_sign import StateAvatar
from agent_desk.views.board.cards import CARD, ROW_ROLE, CardDelegate, CardModel, dragged
from agent_desk.views.inbox.marks import Marks
from agent_desk.views.ports import Now
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets import Chip, ElidedLabel, FlowLayout, icon_button, label

WIDTH = 236
"""Of a column, in pixels at 100 %, at least."""


class LoadBar(QWidget):
    """How full somebody is; without a limit it is empty. The figures stand beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(px(6))

    def show_load(self, load: int, capacity: int | None) -> None:
        """Change how full."""
        self._share = min(1.0, load / capacity) if capacity else float(capacity == 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(color(Token.CHIP))
        painter.drawRoundedRect(whole, px(3), px(3))
        if self._share:
            part = QRectF(0, 0, whole.width() * self._share, whole.height())
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                part.moveRight(whole.right())
            painter.setBrush(color(Token.ACCENT))
            painter.drawRoundedRect(part, px(3), px(3))


class CardList(QListView):
    """The cards of a column."""

    def __init__(self, model: CardModel, delegate: CardDelegate) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty("look", "cards")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def paintEvent(self, event: QPaintEvent) -> None:
        """An empty column says so, and shows that the keys are in it."""
        super().paintEvent(event)
        if self.model().rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.viewport().rect()).adjusted(px(4) + 0.5, px(2) + 0.5, -px(4) - 0.5, 0)
        place.setHeight(px(CARD - 6))
        if self.hasFocus():
            painter.setPen(QPen(color(Token.ACCENT), px(2)))
            painter.drawRoundedRect(place, px(6), px(6))
        painter.setPen(color(Token.DIM))
        painter.setFont(font(12))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tr("Nothing here"))


class ColumnPane(QFrame):
    """Emits `dropped` with the ids that were dropped on it, `opened` for a card, `menu_wanted` with a point of the screen."""

    dropped = Signal(list)
    opened = Signal(str)
    menu_wanted = Signal(QPoint)
    card_menu_wanted = Signal(QPoint)

    def __init__(self, marks: Marks, delegate: CardDelegate, now: Now) -> None:
        super().__init__()
        self._now = now
        self.column: Column | None = None
        self.setProperty("look", "column")
        self.setAcceptDrops(True)
        self.setMinimumWidth(px(WIDTH))
        self.model = CardModel(marks, now, self)
        self.cards = CardList(self.model, delegate)
        self.cards.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW_ROLE).id))
        self.cards.customContextMenuRequested.connect(
            lambda point: self.card_menu_wanted.emit(self.cards.viewport().mapToGlobal(point))
        )
        self._avatar = StateAvatar(30, Token.BG)
        self._sign = label()
        self._name = ElidedLabel(bold=True)
        self._state = ElidedLabel(tone="dim", size="label")
        self._figures = label(tone="dim", size="label")
        self._bar = LoadBar()
        self._wait, self._due = Chip(), Chip()
        self._more = icon_button("more", tr("What can be done with this column"))
        self._more.clicked.connect(
            lambda: self.menu_wanted.emit(self._more.mapToGlobal(self._more.rect().bottomLeft()))
        )
        self._lay_out()

    def _lay_out(self) -> None:
        words_column = QVBoxLayout()
        words_column.setSpacing(0)
        words_column.addWidget(self._name)
        words_column.addWidget(self._state)
        who = QHBoxLayout()
        who.setSpacing(px(8))
        who.addWidget(self._avatar)
        who.addWidget(self._sign)
        who.addLayout(words_column, 1)
        who.addWidget(self._more)
        full = QHBoxLayout()
        full.setSpacing(px(8))
        full.addWidget(self._bar, 1)
        full.addWidget(self._figures)
        chips = QWidget()
        flow = FlowLayout(chips, px(4))
        flow.addWidget(self._wait)
        flow.addWidget(self._due)
        head = QVBoxLayout()
        head.setContentsMargins(px(10), px(10), px(8), px(8))
        head.setSpacing(px(6))
        head.addLayout(who)
        head.addLayout(full)
        head.addWidget(chips)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.cards, 1)

    @property
    def agent_id(self) -> str | None:
        """Whose column it is, None: what nobody holds."""
        return self.column.agent.id if self.column and self.column.agent else None

    @property
    def name(self) -> str:
        """What stands above it."""
        agent = self.column.agent if self.column else None
        return words.name_of(agent) if agent else tr("Unassigned")

    def show_column(self, column: Column) -> None:
        """Show how things stand; the current card and the place in the list stay."""
        self.column = column
        agent, now = column.agent, self._now()
        self._name.setText(self.name)
        self._avatar.setVisible(agent is not None)
        self._sign.setVisible(agent is None)
        if agent is None:
            self._sign.setPixmap(pixmap("unassigned", size=22))
            self._state.setText(tr("Nobody works on these"))
        else:
            self._avatar.show_person(self.name, agent.presence)
            self._state.setText(words.presence(agent.presence, agent.presence_reason))
        held = ntr("{n} conversation", "{n} conversations", column.count)
        load = words.load(column.load, column.capacity)
        self._figures.setText(held if agent is None else tr("{load} · {held}", load=load, held=held))
        self._bar.setVisible(agent is not None)
        self._bar.show_load(column.load, column.capacity)
        self._bar.setAccessibleName(tr("Load {load}", load=load))
        self._show_chips(column, now)
        self.setAccessibleName(", ".join(part for part in (self.name, self._state.text(), held) if part))
        self.cards.setAccessibleName(tr("Conversations of {name}", name=self.name) if agent else tr("Unassigned"))
        current, at = self.current_row(), self.cards.verticalScrollBar().value()
        if self.model.show_rows(column.rows):
            self.cards.verticalScrollBar().setValue(at)
            if current is not None:
                self.select(current.id)

    def _show_chips(self, column: Column, now: int) -> None:
        wait = (
            "" if column.oldest_wait is None else tr("waits {span}", span=when.span(max(0, now - column.oldest_wait)))
        )
        self._wait.show_text(wait)
        if column.next_due is None:
            self._due.show_text("")
        elif column.next_due < now:
            self._due.show_text(tr("late {span}", span=when.span(now - column.next_due)), "late")
        else:
            self._due.show_text(tr("due in {span}", span=when.span(column.next_due - now)))

    def away(self) -> bool:
        """Whether it is somebody's who is not there, so that what they left can be taken over."""
        agent = self.column.agent if self.column else None
        return agent is not None and agent.presence in (Presence.AWAY, Presence.OFFLINE)

    def current_row(self) -> ConversationRow | None:
        """The card that the keys are on."""
        row = self.cards.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, ConversationRow) else None

    def select(self, conversation_id: str) -> None:
        """Put the keys on that card, else on the first one."""
        rows = [row.id for row in self.model.rows]
        self.select_at(rows.index(conversation_id) if conversation_id in rows else 0)

    def select_at(self, at: int) -> None:
        """Put the keys on the card at that place, or the last one."""
        if self.model.rowCount():
            index = self.model.index(max(0, min(at, self.model.rowCount() - 1)), 0)
            self.cards.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged(event.mimeData()):
            event.acceptProposedAction()
            self._light(on=True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dragged(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(on=False)
        if ids := dragged(event.mimeData()):
            event.acceptProposedAction()
            self.dropped.emit(ids)

    def _light(self, *, on: bool) -> None:
        """Show that what is dragged would land here."""
        self.setProperty("tone", "accent" if on else "")
        self.style().unpolish(self)
        self.style().polish(self)
