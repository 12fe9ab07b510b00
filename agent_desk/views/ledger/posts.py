"""The posts behind a figure of the ledger: when, where, who, and how each begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.rows import MessageRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.theme import px
from agent_desk.views.widgets import label

_CONVERSATION = Qt.ItemDataRole.UserRole
_SHOWN = 300


class PostList(QWidget):
    """Emits `opened` (a conversation's id) for a post that was opened."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label(size="heading")
        self.said = label(tone="dim", wrap=True)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("The posts behind the figure"))
        self.list.setHeaderLabels([tr("Posted"), tr("Venue"), tr("From"), tr("Post")])
        self.list.setProperty("look", "pane")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(True)
        self.list.itemActivated.connect(lambda item, _column: self.opened.emit(str(item.data(0, _CONVERSATION))))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(4))
        for words in (self.title, self.said):
            words.setContentsMargins(px(16), 0, px(16), 0)
            column.addWidget(words)
        column.addWidget(self.list, 1)

    def show_posts(self, title: str, posts: Sequence[MessageRow], of: int, venues: Mapping[str, str], now: int) -> None:
        """Show these. `of`: how many the figure says; `venues`: the name of the venue of each conversation."""
        self.title.setText(title)
        missing = of - len(posts)
        said = tr("Enter opens the conversation.") if posts else ""
        if missing > 0:
            gone = ntr("{n} more is not listed here.", "{n} more are not listed here.", missing)
            said = f"{said} {gone}".strip()
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.list.clear()
        for post in posts:
            name = post.author.name or post.author.handle
            words = first_line(post.text, _SHOWN) or tr("(deleted by its author)")
            item = QTreeWidgetItem(
                [when.moment(post.posted_at, now), venues.get(post.conversation_id, ""), name, words]
            )
            item.setData(0, _CONVERSATION, post.conversation_id)
            self.list.addTopLevelItem(item)
        if posts:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
