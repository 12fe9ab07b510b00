"""The line below the head of a conversation: who works on it, how much it matters, our tags, and whether one watches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import key_text
from agent_desk.views.theme import px
from agent_desk.views.theme.icons import icon
from agent_desk.views.triage_words import due_sign, priority_name
from agent_desk.views.widgets import Chip, FlowLayout, button, plain_tip

_TAGS_MOST = 8
ASSIGN, PRIORITY, TAG, WATCH = "conversation.assign", "conversation.priority", "conversation.tag", "conversation.watch"
_TONES = {"late": "late", "risk": "risk"}


class SortingRow(QWidget):
    """Emits `wanted` (the id of a command) and `tag_off` (the tag that is to go)."""

    wanted = Signal(str)
    tag_off = Signal(str)

    def __init__(self, name_of: Callable[[str | None], str]) -> None:
        """`name_of`: what an agent or a team is called."""
        super().__init__()
        self._name_of = name_of
        self.setObjectName("sortingRow")
        self.due = Chip()
        self.due.setObjectName("conversationDue")
        self.assignee = self._button(ASSIGN, "person")
        self.priority = self._button(PRIORITY, "priority")
        self.add_tag = self._button(TAG, "tag")
        self.watch = self._button(WATCH, "eye")
        self.watch.setCheckable(True)
        self._tags = QWidget()
        self._tags_flow = FlowLayout(self._tags, px(4))
        self._shown: tuple[str, ...] | None = None
        line = QWidget()
        flow = FlowLayout(line, px(4))
        room = QVBoxLayout(self)
        room.setContentsMargins(px(18), 0, px(18), px(7))
        room.addWidget(line)
        for widget in (self.due, self.assignee, self.priority, self._tags, self.add_tag, self.watch):
            flow.addWidget(widget)

    def show_row(self, row: ConversationRow, *, watched: bool, alone: bool, now: int) -> None:
        """Say how it stands. `alone`: nobody else works here."""
        holder, team = self._name_of(row.assignee_id), self._name_of(row.team_id)
        who = holder or tr("Nobody")
        said = tr("{who}, {team}", who=who, team=team) if team else who
        self._say(self.assignee, said, tr("Assigned to {who}. Change it", who=said))
        self.assignee.setVisible(not alone)
        priority = priority_name(row.priority)
        self._say(self.priority, priority, tr("Priority: {priority}. Change it", priority=priority))
        self._say(self.add_tag, tr("Tag") if not row.tags else "+", tr("Add or take off tags"))
        self.watch.setChecked(watched)
        self._say(self.watch, tr("Watched") if watched else tr("Watch"), tr("Be told of what happens here"))
        self.watch.setVisible(not alone)
        self._show_tags(row.tags)
        self.tick(row, now)

    def tick(self, row: ConversationRow, now: int) -> None:
        """Say anew when it is due."""
        sign = due_sign(row, now)
        self.due.show_text(sign.text if sign else "", _TONES.get(sign.token, "") if sign else "")
        self.due.setAccessibleName(sign.spoken if sign else "")
        self.due.setToolTip(sign.spoken if sign else "")

    def _button(self, command_id: str, drawing: str) -> QPushButton:
        made = button("", look="filter")
        made.setObjectName(command_id)
        made.setIcon(icon(drawing))
        made.setIconSize(QSize(px(14), px(14)))
        made.clicked.connect(partial(self.wanted.emit, command_id))
        return made

    def _say(self, where: QPushButton, text: str, name: str) -> None:
        key = key_text(where.objectName())
        where.setText(text.replace("&", "&&"))
        where.setAccessibleName(name)
        where.setToolTip(plain_tip(f"{name} ({key})" if key else name))

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        if tags == self._shown:
            return
        self._shown = tags
        while (taken := self._tags_flow.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        for tag in tags[:_TAGS_MOST]:
            chip = button(f"#{tag}  ×".replace("&", "&&"), look="filter", name=tr("Take off the tag {tag}", tag=tag))
            chip.setToolTip(plain_tip(tr("Take off the tag {tag}", tag=tag)))
            chip.clicked.connect(partial(self._off, tag))
            self._tags_flow.addWidget(chip)
        if len(tags) > _TAGS_MOST:
            rest = Chip()
            rest.show_text(tr("and {n} more", n=len(tags) - _TAGS_MOST))
            rest.setToolTip(plain_tip(", ".join(tags[_TAGS_MOST:])))
            self._tags_flow.addWidget(rest)
        self._tags.setVisible(bool(tags))

    def _off(self, tag: str, _checked: bool = False) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tag_off.emit(tag)
