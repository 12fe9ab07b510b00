"""Views of the agent's own making in the list: naming one, changing it, and counting what each holds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.roster import Right, may
from agent_desk.domain.rows import SavedView, Share
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts, News
from agent_desk.views.ready_made import SAVED, VIEWS, View
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack, Combo

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.inbox import Counted
    from agent_desk.services.saved_views import ViewSaved

_QUIET = 1500
"""Milliseconds of quiet after news before the views are counted again."""
MOST = 999


class OwnViews:
    """Keeps lists as views, in bars. `go`: told the id of the view to show then."""

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack, go: Callable[[str], None]) -> None:
        self._desk, self._acts, self._bars, self._go = desk, acts, bars, go

    def change(self, act: str, view: View) -> None:
        """Move a view `up` or `down` among the others, or `remove` it."""
        view_id = view.id.removeprefix(SAVED)
        if act == "remove":
            self._acts.do(lambda: self._desk.views.remove(view_id), lambda _changes: self._go(VIEWS[0].id))
            return
        own = [saved.id for saved in self._desk.views.all()]
        if view_id in own:
            at = own.index(view_id) + (-1 if act == "up" else 1)
            self._acts.do(lambda: self._desk.views.move(view_id, max(0, min(at, len(own) - 1))))

    def ask(self, view: View, query: ListQuery) -> None:
        """Keep a list under a name; a view that was saved before can be changed in its place."""
        own = view.id.removeprefix(SAVED) if view.id.startswith(SAVED) else None
        bar = Bar(tr("Save this list as a view"))
        field = QLineEdit(view.name if own else "")
        field.setPlaceholderText(tr("Name of the view"))
        field.setAccessibleName(tr("Name of the view"))
        field.setMinimumWidth(px(150))
        bar.add_widget(field)
        whose = self._sharing(own)
        if whose is not None:
            bar.add_widget(whose)

        def save(view_id: str | None) -> None:
            self._save(field.text(), query, view_id, whose.currentData() if whose is not None else None)

        if own:
            bar.add(tr("Change this view"), lambda: save(own), look="primary", closes=False)
        look = "" if own else "primary"
        new = bar.add(tr("Save as a new view"), lambda: save(None), look=look, closes=False)
        field.returnPressed.connect(new.click)
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def _sharing(self, view_id: str | None) -> QComboBox | None:
        """Whose the view is to be, for those who may decide that for others; as it is now where there is one."""
        try:
            looker = self._desk.inbox.looker()
            known = next((view for view in self._desk.views.all() if view.id == view_id), None)
            names = self._desk.inbox.names()
        except DeskError:
            return None
        if looker.alone or not may(looker.role, Right.SHARE):
            return None
        choice = Combo()
        choice.setAccessibleName(tr("Who sees this view"))
        choice.addItem(tr("Only me"), (Share.OWN, None))
        for team in looker.teams:
            choice.addItem(tr("Team {team}", team=names.get(team, team)), (Share.TEAM, team))
        choice.addItem(tr("Everybody"), (Share.ALL, None))
        if known is not None and known.owner_id is None:
            wanted = (Share.TEAM, known.team_id) if known.team_id else (Share.ALL, None)
            choice.setCurrentIndex(max(0, choice.findData(wanted)))
        return choice

    def _save(self, name: str, query: ListQuery, view_id: str | None, whose: tuple[Share, str | None] | None) -> None:
        share, team_id = whose or (None, None)

        def then(saved: ViewSaved) -> None:
            self._bars.take("ask")
            self._go(f"{SAVED}{saved.view.id}")

        def failed(error: DeskError) -> None:
            self._bars.show_error(error)

        self._acts.do(lambda: self._desk.views.save(name, query, view_id, share=share, team_id=team_id), then, failed)


class ViewCounts(QObject):
    """How many conversations each saved view holds. Counted one after the other off the GUI thread, up to a bound, and
    again some time after news; `changed` says that a figure is new."""

    changed = Signal()

    def __init__(self, desk: Desk, acts: Acts, news: News, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._counts: dict[str, Counted] = {}
        self._wanted: list[SavedView] = []
        self._stopped = threading.Event()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET)
        self._quiet.timeout.connect(self.count)
        news.changed.connect(self._on_news)

    def of(self, view_id: str) -> Counted | None:
        """The count of a view as last seen; None before the first time."""
        return self._counts.get(view_id)

    def count(self) -> None:
        """Count all saved views anew."""
        try:
            views = [view for view in self._desk.views.all() if view.trouble is None]
        except DeskError:
            return
        self._stopped.set()
        self._stopped = threading.Event()
        self._wanted = views
        self._next(self._stopped)

    def stop(self) -> None:
        """Nobody looks any more."""
        self._quiet.stop()
        self._stopped.set()

    def _next(self, stopped: threading.Event) -> None:
        if stopped.is_set() or not self._wanted:
            return
        view = self._wanted.pop(0)

        def then(counted: Counted) -> None:
            if not stopped.is_set():
                if self._counts.get(view.id) != counted:
                    self._counts[view.id] = counted
                    self.changed.emit()
                self._next(stopped)

        def failed(_error: DeskError) -> None:
            self._next(stopped)

        self._acts.ask(lambda: self._desk.inbox.count(view.query, MOST, stopped.is_set), then, failed)

    def _on_news(self, changes: Changes) -> None:
        if changes.conversations or changes.messages or changes.venues:
            self._quiet.start()
        elif changes.views:
            self.count()
