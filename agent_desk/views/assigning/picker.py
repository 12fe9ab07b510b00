"""The small list of who could have a conversation: agents with load and state, teams, nobody; typing narrows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from agent_desk.domain.assigning import KEEP, Keep
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Presence
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.assigning import words
from agent_desk.views.assigning.state_sign import paint_state
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.widgets import Hairline, label, paint_avatar
from agent_desk.views.widgets.picker_popup import PickerPopup

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_TARGET = Qt.ItemDataRole.UserRole
_ROW = 38
_SHOWN = 9


@frozen
class Target:
    """One line: who gets it. `agent_id` None with `team_id` KEEP: nobody. `state`: None where it is no agent. `end`: a short
    figure at the end of the line, `detail`: what speaks against it, `name`: of an agent."""

    text: str
    agent_id: str | None
    team_id: str | Keep | None = KEEP
    state: Presence | None = None
    icon: str = ""
    end: str = ""
    detail: str = ""
    found_by: str = ""
    name: str = ""


def targets(desk: Desk, conversation_id: str) -> list[Target]:
    """Everybody and every team to whom it could be given. Small reads; raises NotFound."""
    me = desk.ground.me
    found = []
    for one in desk.assignment.candidates(conversation_id):
        name = words.name_of(one.agent)
        said = words.why_not(one.why_not) if one.why_not else ""
        state = words.presence(one.agent.presence, one.agent.presence_reason)
        found.append(
            Target(
                tr("{name} (you)", name=name) if one.agent.id == me else name,
                one.agent.id,
                state=one.agent.presence,
                end=words.load(one.load, one.capacity),
                detail=said or state,
                found_by=f"{name} {one.agent.handle}",
                name=name,
            )
        )
    # Who sits here stands first: nothing is given away as often as it is taken.
    found.sort(key=lambda one: one.agent_id != me)
    for team in desk.roster.teams():
        n = ntr("{n} member", "{n} members", len(team.members))
        found.append(Target(team.name, None, team.id, icon="people", detail=n, found_by=team.name))
    nobody = tr("Nobody")
    return [*found, Target(nobody, None, icon="unassigned", detail=tr("Back to the queue"), found_by=nobody)]


class AssignPicker(PickerPopup):
    """Closes itself when somebody was picked (`picked`: the Target and the note), on Escape, and when another window is
    clicked."""

    picked = Signal(object, str)

    def __init__(self, desk: Desk, conversation_id: str, n: int = 1, parent: QWidget | None = None) -> None:
        """`n`: how many conversations it is about; the first one's id tells who fits."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "popup")
        heading = ntr("Give {n} conversation to", "Give {n} conversations to", n)
        self.setAccessibleName(heading)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Name, handle or team"))
        self.search.setAccessibleName(heading)
        self.search.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Who could have it"))
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self.pick())
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("A note that goes with it"))
        self.note.setAccessibleName(tr("Note for whoever gets it"))
        self.note.returnPressed.connect(self.pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(10), px(8), px(10), px(10))
        column.setSpacing(px(6))
        column.addWidget(label(heading, tone="dim", size="label"))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        if n == 1:
            column.addWidget(Hairline())
            column.addWidget(self.note)
        self._targets = targets(desk, conversation_id)
        self.setFixedWidth(px(340))
        self.search.installEventFilter(self)
        self._narrow("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self.pick()
            return
        super().keyPressEvent(event)

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().removeprefix("@").split()
        self.list.clear()
        for target in self._targets:
            if all(word in target.found_by.casefold() for word in wanted):
                item = QListWidgetItem(
                    tr("{name}, {detail}, {load}", name=target.text, detail=target.detail, load=target.end)
                )
                item.setData(_TARGET, target)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(px(_ROW) * min(max(len(self._targets), 1), _SHOWN))

    def pick(self) -> None:
        if self.list.currentRow() < 0:
            return
        target, note = self.list.currentItem().data(_TARGET), self.note.text().strip()
        self.close()
        self.picked.emit(target, note)


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(200), px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        target = index.data(_TARGET)
        if not isinstance(target, Target):
            return
        rect, chosen = option.rect, bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = Token.SELECTION if chosen else Token.HOVER if hovered else Token.PANE
        painter.save()
        painter.fillRect(rect, color(ground))

        def place(x: int, y: int, width: int, height: int) -> QRect:
            inner = QRect(rect.left() + x, rect.top() + y, width, height)
            return QStyle.visualRect(option.direction, rect, inner)

        sign = place(px(8), (rect.height() - px(24)) // 2, px(24), px(24))
        if target.state is None:
            paint_icon(painter, QRectF(sign).adjusted(px(3), px(3), -px(3), -px(3)), target.icon, Token.DIM)
        else:
            paint_avatar(painter, sign, target.name)
            corner = QRectF(sign.right() - px(7), sign.bottom() - px(7), px(8), px(8))
            paint_state(painter, corner, target.state, ground)
        end = QFontMetrics(font(12, tabular=True)).horizontalAdvance(target.end) + px(10) if target.end else 0
        width = rect.width() - px(42) - end - px(6)
        lead = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        self._draw(painter, place(px(42), px(3), width, px(18)), lead, target.text, Token.TEXT, 13)
        self._draw(painter, place(px(42), px(20), width, px(15)), lead, target.detail, Token.DIM, LABEL)
        if target.end:
            painter.setFont(font(12, tabular=True))
            painter.setPen(color(Token.DIM))
            trail = (
                QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignVCenter
            )
            painter.drawText(place(rect.width() - end - px(4), 0, end - px(4), rect.height()), trail, target.end)
        painter.restore()

    def _draw(
        self, painter: QPainter, place: QRect, align: Qt.AlignmentFlag, text: str, token: Token, size: int
    ) -> None:
        painter.setFont(font(size))
        painter.setPen(color(token))
        short = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, align, short)
