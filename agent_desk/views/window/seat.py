"""Who sits here, at the end of the top bar: name and state, and a menu that changes the state or lets somebody else sit down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QToolButton

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError
from agent_desk.domain.roster import AgentRow, Presence
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.ports import Acts, News
from agent_desk.views.theme import Token, px

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

REASONS = (marked("Lunch"), marked("Break"), marked("Meeting"), marked("Training"))
"""Why somebody is away, as offered; others are typed on the page of people."""
_SIDE = 28


class SeatMenu(QObject):
    """Keeps a button in step. `leaving`: somebody else is about to sit down, so keep what is typed; `seated`: they do."""

    leaving = Signal()
    seated = Signal()

    def __init__(self, desk: Desk, acts: Acts, news: News, button: QToolButton, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._acts, self._news, self._button = desk, acts, news, button
        self._me: AgentRow | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(self.show_menu)
        button.hide()
        news.changed.connect(self._on_news)

    def stop(self) -> None:
        """The window closes."""
        self._soon.stop()

    def refresh(self) -> None:
        """Say who sits here and whether they are there; where nobody else works here, nothing has to be said."""
        from agent_desk.views.assigning import words

        try:
            agents = self._desk.roster.agents()
            me = self._me = self._desk.roster.me()
        except DeskError:
            return
        self._button.setVisible(len(agents) > 1)
        name, state = words.name_of(me), words.presence(me.presence, me.presence_reason)
        self._button.setText(state)
        self._button.setIconSize(QSize(px(_SIDE), px(_SIDE)))
        self._button.setIcon(_picture(name, me.presence, self._button.devicePixelRatioF()))
        said = tr("{name}, {state}. Change it, or let somebody else sit here", name=name, state=state)
        self._button.setAccessibleName(said)
        self._button.setToolTip(said)

    def show_menu(self) -> None:
        """The menu below the button."""
        menu = self.menu()
        menu.setActiveAction(next(action for action in menu.actions() if not action.isSeparator()))
        menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 2)))

    def menu(self) -> QMenu:
        """All states, with the usual reasons for being away, and who else could sit here."""
        from agent_desk.views.assigning import words

        menu = QMenu(self._button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        me = self._desk.roster.me()
        for state in (Presence.AVAILABLE, Presence.BUSY):
            self._add(menu, words.presence(state), me.presence is state, partial(self._set, state, ""))
        for reason in map(tr, REASONS):
            chosen = (me.presence, me.presence_reason) == (Presence.AWAY, reason)
            self._add(menu, words.presence(Presence.AWAY, reason), chosen, partial(self._set, Presence.AWAY, reason))
        plain = me.presence is Presence.AWAY and me.presence_reason not in map(tr, REASONS)
        self._add(menu, words.presence(Presence.AWAY), plain, partial(self._set, Presence.AWAY, ""))
        offline = me.presence is Presence.OFFLINE
        self._add(menu, words.presence(Presence.OFFLINE), offline, partial(self._set, Presence.OFFLINE, ""))
        menu.addSeparator()
        # A section would be drawn without its words.
        menu.addAction(tr("Who sits here")).setEnabled(False)
        for agent in self._desk.roster.agents():
            sit = partial(self._sit, agent)
            self._add(menu, words.name_of(agent), agent.id == me.id, sit)
        return menu

    def _add(self, menu: QMenu, text: str, chosen: bool, act: Callable[[], object]) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda _on=False: act())

    def _set(self, state: Presence, reason: str) -> None:
        self._acts.do(lambda: self._desk.roster.set_presence(state, reason))

    def _sit(self, agent: AgentRow) -> None:
        if self._me is not None and agent.id == self._me.id:
            return
        self.leaving.emit()

        def seated(_agent: AgentRow) -> None:
            # All that is on screen may look otherwise to somebody else.
            self._news.changed.emit(Changes(everything=True))
            self.seated.emit()

        self._acts.do(lambda: self._desk.roster.sit(agent.id), seated)

    def _on_news(self, changes: Changes) -> None:
        if changes.agents or changes.everything:
            self._soon.start()


def _picture(name: str, state: Presence, ratio: float) -> QPixmap:
    from agent_desk.views.assigning.state_sign import paint_person

    side = px(_SIDE)
    result = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    paint_person(painter, side, name, state, Token.SIDE)
    painter.end()
    return result
