"""Another time for a reply that has not left yet: asked in a bar, with times at hand and a field for any other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QDateTimeEdit

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.widgets import Bar, BarStack


def can_be_rescheduled(row: DeliveryRow) -> bool:
    """Whether it is a reply that still waits here; parts of a thread follow their first one."""
    waits = row.state is DeliveryState.QUEUED and row.approval is not Approval.WANTED
    return row.kind is DeliveryKind.REPLY and waits and row.part == 1


def ask_time(row: DeliveryRow, now: int, bars: BarStack, take: Callable[[int], None]) -> Bar:
    """Ask when it is to leave; `take` is given UTC milliseconds. Times in UTC milliseconds."""
    bar = Bar(tr("When is it to leave?"), detail=tr("Now: {moment}", moment=when.moment(row.not_before, now)))
    field = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(max(row.not_before, now)))
    field.setAccessibleName(tr("Time of sending"))
    field.setDisplayFormat(QLocale().dateTimeFormat(QLocale.FormatType.ShortFormat))
    field.setCalendarPopup(True)
    bar.add_widget(field)
    bar.add(tr("Send then"), lambda: take(when.to_milliseconds(field.dateTime())), look="primary")
    for name, at in when.wake_times(now)[:3]:
        bar.add(name, partial(take, at))
    bars.show_bar("ask", bar)
    field.setFocus()
    return bar
