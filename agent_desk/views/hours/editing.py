"""The fields of one policy or calendar, made for it with its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent_desk.domain.levels import CalendarVersion, PolicyVersion
from agent_desk.runtime.level_words import moment, zone_of
from agent_desk.runtime.texts import tr
from agent_desk.views.hours.calendar_editor import CalendarEditor
from agent_desk.views.hours.policy_editor import PolicyEditor

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

NEW_POLICY, NEW_CALENDAR = "new policy", "new calendar"
"""What stands for the id of one that was not saved yet."""
Editor = PolicyEditor | CalendarEditor


def editor_of(desk: Desk, key: str) -> Editor | None:
    """The fields of the policy or calendar of that id, or of a new one; None where there is none. GUI thread, small reads."""
    levels, now = desk.levels, desk.ground.now()
    if key == NEW_CALENDAR:
        return CalendarEditor(levels, None, now, levels.zone() or "UTC")
    if key == NEW_POLICY:
        return PolicyEditor(desk, None)
    for policy in levels.policies():
        if policy.id == key:
            return _with_versions(desk, PolicyEditor(desk, policy), levels.policy_versions(key))
    for calendar in levels.calendars():
        if calendar.id == key:
            editor = CalendarEditor(levels, calendar, now, levels.zone() or "UTC")
            return _with_versions(desk, editor, levels.calendar_versions(key))
    return None


def _with_versions(desk: Desk, editor: Editor, versions: Sequence[PolicyVersion | CalendarVersion]) -> Editor:
    names = {agent.id: agent.name for agent in desk.roster.agents(left=True)}
    zone = zone_of(desk.levels.zone())
    told = [
        tr(
            "Version {number}, since {at}, by {who}",
            number=one.number,
            at=moment(one.from_at, zone),
            who=names.get(one.agent_id, tr("somebody")),
        )
        + (f", {tr('also for running clocks')}" if isinstance(one, PolicyVersion) and one.running_too else "")
        for one in reversed(versions)
    ]
    editor.show_versions(told)
    return editor
