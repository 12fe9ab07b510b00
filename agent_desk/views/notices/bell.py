"""The bell: how much the agent was told and has not looked at, and the list of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.roster import Notice
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.ports import Acts, News

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_LISTED = 15
_AGAIN = 30_000
"""Milliseconds after which a notice for later hours is seen at the latest."""
_TITLE = 44


class Bell(QObject):
    """Keeps a button in step. `opened`: the conversation that is wanted; `call`: shows title, text and conversation of what is
    new outside of the window."""

    opened = Signal(str)

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        news: News,
        button: QToolButton,
        call: Callable[[str, str, str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._button, self._call = desk, acts, button, call
        self._known: int | None = None
        self._shown: set[str] = set()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.clicked.connect(self.show_list)
        news.changed.connect(self._on_news)
        self._later = QTimer(self)
        self._later.setInterval(_AGAIN)
        self._later.timeout.connect(self.refresh)
        self._later.start()

    def stop(self) -> None:
        """The window closes."""
        self._later.stop()

    def refresh(self) -> None:
        """Say how many there are, and call where some are new."""
        try:
            count = self._desk.notices.unseen()
            new = self._desk.notices.mine(count) if self._known is not None and count > self._known else []
        except DeskError:
            return
        self._known = count
        self._button.setText(str(count) if count else "")
        name = ntr("{n} notice not looked at", "{n} notices not looked at", count) if count else tr("Notices")
        self._button.setAccessibleName(name)
        self._button.setToolTip(name)
        fresh = [notice for notice in new if notice.seen_at is None and notice.id not in self._shown]
        self._shown |= {notice.id for notice in fresh}
        if fresh:
            self._tell(fresh[0])

    def show_list(self) -> None:
        """The latest notices below the bell."""
        self.menu().popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 2)))

    def menu(self) -> QMenu:
        """The latest notices, those not looked at marked with a dot."""
        menu = QMenu(self._button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(tr("Notices"))
        now = self._desk.ground.now()
        notices = self._desk.notices.mine(_LISTED)
        for notice in notices:
            action = menu.addAction(f"{self._line(notice)}\t{when.age(notice.not_before, now)}")
            action.triggered.connect(partial(self._open, notice))
        if not notices:
            menu.addAction(tr("You were told nothing yet")).setEnabled(False)
        elif any(notice.seen_at is None for notice in notices):
            menu.addSeparator()
            menu.addAction(tr("Mark all as seen")).triggered.connect(self._see_all)
        return menu

    def _open(self, notice: Notice, _checked: bool = False) -> None:
        self._acts.do(lambda: self._desk.notices.see([notice.id]))
        if notice.conversation_id:
            self.opened.emit(notice.conversation_id)

    def _see_all(self, _checked: bool = False) -> None:
        self._acts.do(self._desk.notices.see)

    def _line(self, notice: Notice) -> str:
        # Words are loaded with the first notice: a window that opens has none to say.
        from agent_desk.views.notices.told import said

        dot = "● " if notice.seen_at is None else "   "
        about = self._about(notice)
        what = said(notice, self._desk.inbox.names())
        line = tr("{what}: {conversation}", what=what, conversation=about) if about else what
        return f"{dot}{line}".replace("&", "&&")

    def _about(self, notice: Notice) -> str:
        if notice.conversation_id is None:
            return ""
        try:
            row = self._desk.inbox.row(notice.conversation_id)
        except DeskError:
            return ""
        title = " ".join((row.title or row.text or row.author_name).split())
        short = title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"
        return f"#{row.number} {short}"

    def _tell(self, notice: Notice) -> None:
        from agent_desk.views.notices.told import said

        self._call(said(notice, self._desk.inbox.names()), self._about(notice), notice.conversation_id or "")

    def _on_news(self, changes: Changes) -> None:
        if self._desk.ground.me in changes.notices or changes.agents or changes.everything:
            self.refresh()
