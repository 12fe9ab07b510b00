"""What one wants to know beside a conversation: the customer, what the venue tells of them, and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Direction
from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import AuthorRow, ConversationDetail
from agent_desk.domain.venues import Capability, Limits, Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.ports import News
from agent_desk.views.theme import px
from agent_desk.views.venues import words
from agent_desk.views.widgets import Avatar, ElidedLabel, label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_LATEST = 60


class ContextPane(QScrollArea):
    """Follows the conversation on screen; empty without one."""

    def __init__(self, desk: Desk, news: News, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown = ""
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ground", "bg")
        self.setAccessibleName(tr("Context"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        news.changed.connect(self._on_changes)
        self.clear()

    def show_conversation(self, conversation_id: str) -> None:
        """Show what belongs to this conversation."""
        self._shown = conversation_id
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = ""
        self._set([])

    def _on_changes(self, changes: Changes) -> None:
        if self._shown in changes.conversations:
            self._draw()

    def _draw(self) -> None:
        try:
            detail = self._desk.inbox.open(self._shown, _LATEST)
            venue = self._desk.venues.get(detail.row.venue_id)
        except DeskError:
            self.clear()
            return
        author = _customer(detail)
        parts: list[QWidget] = []
        if author is not None:
            parts.append(_who(author))
            if author.facts:
                facts = [(_fact_name(name), f"{value:n}") for name, value in author.facts.items()]
                parts.append(_section(tr("As the venue tells"), facts))
        parts.append(_section(tr("This conversation"), self._state(detail)))
        parts.append(_rules(venue, self._desk.limits(venue) if venue.profile else None))
        self._set(parts)

    def _state(self, detail: ConversationDetail) -> list[tuple[str, str]]:
        now, row = self._desk.ground.now(), detail.row
        lines = [(tr("Number"), f"#{row.number}"), (tr("Status"), texts.status(row.status))]
        if row.snoozed_until is not None:
            lines.append((tr("Wakes up"), when.moment(row.snoozed_until, now)))
        if row.waiting_since is not None:
            lines.append((tr("Waiting since"), when.moment(row.waiting_since, now)))
            lines.append((tr("Posts that wait"), str(row.waiting)))
        lines.append((tr("Posts"), str(row.message_count)))
        lines.append((tr("Last post"), when.moment(row.last_at, now)))
        return lines

    def _set(self, parts: list[QWidget]) -> None:
        inner = QWidget()
        inner.setProperty("ground", "bg")
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(14), px(14), px(14), px(14))
        column.setSpacing(px(16))
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inner)


def _customer(detail: ConversationDetail) -> AuthorRow | None:
    """The author of the customer's latest post."""
    theirs = [message.author for message in detail.messages if message.direction is Direction.CUSTOMER]
    return theirs[-1] if theirs else None


def _who(author: AuthorRow) -> QWidget:
    block = QWidget()
    row = QHBoxLayout(block)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(10))
    row.addWidget(Avatar(author.name or author.handle, 38))
    names = QVBoxLayout()
    names.setSpacing(0)
    names.addWidget(ElidedLabel(author.name or author.handle, bold=True))
    if author.handle and author.handle != author.name:
        names.addWidget(ElidedLabel(author.handle, tone="dim"))
    row.addLayout(names, 1)
    return block


def _section(title: str, lines: list[tuple[str, str]]) -> QWidget:
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(5))
    column.addWidget(label(title, size="heading"))
    for name, value in lines:
        row = QHBoxLayout()
        row.addWidget(ElidedLabel(name, tone="dim"), 1)
        row.addWidget(label(value))
        column.addLayout(row)
    return block


def _rules(venue: Venue, limits: Limits | None) -> QWidget:
    said: list[str] = []
    if limits and (line := words.limits(limits)):
        said.append(line)
    if not venue.may(Capability.REPLY):
        said.append(tr("Read only: we cannot answer here."))
    if not venue.may(Capability.EDIT):
        said.append(tr("Cannot be edited after sending."))
    if venue.may(Capability.DELETE_OWN):
        said.append(tr("What we sent can be deleted."))
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(5))
    column.addWidget(label(tr("Rules at {venue}", venue=venue.label), size="heading"))
    column.addWidget(label(" ".join(said), tone="dim", wrap=True))
    return block


def _fact_name(name: str) -> str:
    known = {
        "followers": tr("Followers"),
        "follows": tr("Follows"),
        "posts": tr("Posts"),
        "trust_level": tr("Trust level"),
        "likes": tr("Likes"),
        "comments": tr("Comments"),
    }
    return known.get(name, name.replace("_", " ").capitalize())
