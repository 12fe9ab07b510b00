"""The screen of policies and hours, for the walk through every screen: a policy, a calendar, and what asks before it saves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from agent_desk.domain.levels import CalendarBody, Hours, Metric, PolicyBody, Scope, Step, StepAct, StepWhen
from agent_desk.domain.roster import Priority
from agent_desk.services.desk import Desk
from agent_desk.views.hours import HoursScreen
from agent_desk.views.window import MainWindow

_WEEK = (*(((Hours(540, 720), Hours(780, 1020)),) * 5), (), ())


def hours_screens(window: MainWindow, desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Each with its name."""
    window.go("hours")
    yield "policies and hours before there are any", window
    calendar = desk.levels.save_calendar(
        "Support in Berlin", CalendarBody("Europe/Berlin", _WEEK, {"2025-12-25": "Christmas Day"}, {"2025-12-24": ()})
    ).calendar
    steps = (Step(StepWhen.AT_RISK, StepAct.NOTIFY_ASSIGNEE), Step(StepWhen.AFTER, StepAct.REASSIGN, 30))
    body = PolicyBody(Scope(tags=("vip",)), {Metric.FIRST: dict.fromkeys(Priority, 90)}, calendar.id, steps=steps)
    desk.levels.save_policy("Important customers", body)
    screen = window.findChild(HoursScreen)
    assert screen is not None
    screen.refresh()
    screen._show_first()
    yield "a policy", window
    policy = desk.levels.policies()[0]
    desk.levels.save_policy(policy.name, replace(body, risk_share=40), policy.id)
    screen._show("new policy")
    yield "a new policy", window
    screen.save()
    screen._show(calendar.id)
    yield "a calendar", window
    screen._take_away()
    yield "a calendar that is in use", window
