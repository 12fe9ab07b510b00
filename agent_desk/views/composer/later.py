"""The ways to send besides the two buttons: and on to the next conversation, or later at a time with its exact moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QPoint
from PySide6.QtWidgets import QDateTimeEdit, QMenu, QToolButton

from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.commands import command, key_text
from agent_desk.views.composer.place import Order
from agent_desk.views.ports import Now
from agent_desk.views.widgets import Bar, BarStack


class WaysToSend:
    """Opens from its button. `send` is given what was chosen."""

    def __init__(self, button: QToolButton, bars: BarStack, now: Now, send: Callable[[Order], object]) -> None:
        self._button, self._bars, self._now, self._send = button, bars, now, send
        button.clicked.connect(self.open_all)

    def open_all(self) -> None:
        """All ways."""
        menu = QMenu(self._button)
        what = command("reply.send_next")
        go_on = menu.addAction(f"{tr(what.text)}\t{key_text(what.id)}")
        go_on.setObjectName("sendNext")
        go_on.triggered.connect(lambda _checked=False: self._send(Order(go_on=True)))
        later = menu.addMenu(tr("Send later"))
        later.setObjectName("sendLater")
        self._fill(later)
        self._open(menu)

    def open_times(self) -> None:
        """The times alone."""
        menu = QMenu(self._button)
        menu.setObjectName("sendLater")
        self._fill(menu)
        self._open(menu)

    def ask_time(self) -> None:
        """Ask for a moment in a bar."""
        bar = Bar(
            tr("When is it to leave?"),
            detail=tr("It is checked against the thread before it leaves, and can be taken back until then."),
        )
        field = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(when.wake_times(self._now())[0][1]))
        field.setObjectName("sendTime")
        field.setAccessibleName(tr("Time of sending"))
        field.setDisplayFormat(QLocale().dateTimeFormat(QLocale.FormatType.ShortFormat))
        field.setCalendarPopup(True)
        bar.add_widget(field)
        send = bar.add(tr("Send then"), lambda: self._at(when.to_milliseconds(field.dateTime())), look="primary")
        send.setObjectName("sendThen")
        self._bars.show_bar("later", bar)
        field.setFocus()

    def _fill(self, menu: QMenu) -> None:
        now = self._now()
        for name, at in when.wake_times(now):
            action = menu.addAction(tr("{name}: {moment}", name=name, moment=when.moment(at, now)))
            action.setObjectName("sendAt")
            action.setData(at)
            action.triggered.connect(partial(self._at, at))
        pick = menu.addAction(tr("At another time…"))
        pick.setObjectName("sendPick")
        pick.triggered.connect(lambda _checked=False: self.ask_time())

    def _at(self, at: int, _checked: bool = False) -> None:
        self._send(Order(at=at))

    def _open(self, menu: QMenu) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 2)))
