"""The lines of one agent; each keeps what is chosen at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from agent_desk.domain.roster import AgentRow, Presence, Right, Role
from agent_desk.runtime.texts import tr
from agent_desk.views.assigning import words
from agent_desk.views.preferences.controls import Choice, line, switch
from agent_desk.views.preferences.rows import Row
from agent_desk.views.roster.fields import Number, Several, languages_of, titled

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

Save = Callable[[AgentRow], object]
_NO_CALENDAR = ""


def agent_rows(
    desk: Desk, agent: AgentRow, save: Save, set_presence: Callable[[Presence, str], object]
) -> list[QWidget]:
    """What can be chosen of somebody; who may not change it sees it."""
    rights = {right: desk.roster.may(right) for right in Right}
    mine, may = agent.id == desk.ground.me, rights[Right.SET_ROSTER]

    def keep(**changes: Any) -> None:
        save(replace(desk.roster.agent(agent.id), **changes))

    own = [
        _name(agent, keep),
        _handle(agent, keep),
        _sign_off(agent, keep),
        _zone(agent, keep),
        _languages(agent, keep),
    ]
    theirs = [_state(agent, set_presence)]
    others = [
        _role(agent, keep),
        _capacity(agent, keep),
        _hours(desk, agent, keep),
        _reviewed(agent, keep),
    ]
    for row in own:
        row.control.setEnabled(mine or may)
    for row in theirs:
        row.control.setEnabled(mine or rights[Right.ASSIGN_OTHERS])
    for row in others:
        row.control.setEnabled(may)
    venues = _venues(desk, agent, keep)
    venues.setEnabled(may)
    return [*own[:2], *theirs, *others[:1], *own[2:], venues, *others[1:]]


Keep = Callable[..., None]


def _name(agent: AgentRow, keep: Keep) -> Row:
    return Row(tr("Name"), line(tr("Name"), agent.name, lambda text: keep(name=text)))


def _handle(agent: AgentRow, keep: Keep) -> Row:
    control = line(tr("Handle"), agent.handle, lambda text: keep(handle=text))
    return Row(tr("Handle"), control, hint=tr("By which notes mention them, such as @mira."))


def _sign_off(agent: AgentRow, keep: Keep) -> Row:
    return Row(tr("Sign-off"), line(tr("Sign-off"), agent.sign_off, lambda text: keep(sign_off=text)))


def _zone(agent: AgentRow, keep: Keep) -> Row:
    control = line(tr("Time zone"), agent.zone, lambda text: keep(zone=text))
    return Row(tr("Time zone"), control, hint=tr("Such as Europe/Berlin; empty: that of the workspace."))


def _languages(agent: AgentRow, keep: Keep) -> Row:
    shown = ", ".join(agent.languages)
    control = line(tr("Languages"), shown, lambda text: keep(languages=languages_of(text)))
    return Row(tr("Languages"), control, hint=tr("Which they serve, such as de, en; empty: all."))


def _state(agent: AgentRow, set_presence: Callable[[Presence, str], object]) -> Row:
    choices = [(state.value, words.presence(state)) for state in Presence]
    control = Choice(
        tr("State"), choices, agent.presence.value, lambda value: set_presence(Presence(value), agent.presence_reason)
    )
    return Row(tr("State"), control, hint=tr("Only who is available is given conversations by themselves."))


def _role(agent: AgentRow, keep: Keep) -> Row:
    choices = [(role.value, words.role(role)) for role in Role]
    control = Choice(tr("Role"), choices, agent.role.value, lambda value: keep(role=Role(value)))
    return Row(
        tr("Role"),
        control,
        hint=tr("Leads move others' work, supervisors set service levels, administrators change this page."),
    )


def _venues(desk: Desk, agent: AgentRow, keep: Keep) -> QWidget:
    choices = [(venue.id, venue.label) for venue in desk.venues.all()]
    control = Several(tr("Venues"), choices, agent.venues, lambda chosen: keep(venues=chosen))
    return titled(tr("Venues"), tr("Which they serve; none chosen: all."), control)


def _capacity(agent: AgentRow, keep: Keep) -> Row:
    control = Number(tr("Capacity"), agent.capacity, tr("no limit"), lambda number: keep(capacity=number))
    return Row(tr("Capacity"), control, hint=tr("Up to which load conversations are given to them by themselves."))


def _hours(desk: Desk, agent: AgentRow, keep: Keep) -> Row:
    choices = [(_NO_CALENDAR, tr("Those of the team"))]
    choices += [(calendar.id, calendar.name) for calendar in desk.levels.calendars()]
    control = Choice(
        tr("Working hours"), choices, agent.calendar_id or _NO_CALENDAR, lambda value: keep(calendar_id=value or None)
    )
    return Row(tr("Working hours"), control, hint=tr("Outside them they are told only what cannot wait."))


def _reviewed(agent: AgentRow, keep: Keep) -> Row:
    text = tr("Replies need a second pair of eyes")
    return Row(text, switch(text, agent.reviewed, lambda on: keep(reviewed=on)))
