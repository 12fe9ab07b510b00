"""The table of screens beside the inbox to which the sidebar leads: name, section, who may enter, and how each is made when it
is first wanted."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Right
from agent_desk.runtime.texts import marked
from agent_desk.views.tools import Tools

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.views.widgets.work_screen import WorkScreen


class Section(StrEnum):
    """Under which heading of the sidebar a screen stands; order is order."""

    OUTGOING = marked("Outgoing")
    LEAD = marked("Lead")
    SUPERVISE = marked("Supervise")


@frozen
class Room:
    """One screen. `right`: who may enter, None: everybody. `together`: it makes sense only where several work."""

    id: str
    text: str
    icon: str
    section: Section
    make: Callable[[Tools], WorkScreen]
    right: Right | None = None
    together: bool = False


def _board(tools: Tools) -> WorkScreen:
    from agent_desk.views.board import BoardScreen

    return BoardScreen(tools)


def _handover(tools: Tools) -> WorkScreen:
    from agent_desk.views.handover import HandoverScreen

    return HandoverScreen(tools)


def _people(tools: Tools) -> WorkScreen:
    from agent_desk.views.roster import RosterScreen

    return RosterScreen(tools)


def _ledger(tools: Tools) -> WorkScreen:
    from agent_desk.views.ledger import LedgerScreen

    return LedgerScreen(tools)


def _approvals(tools: Tools) -> WorkScreen:
    from agent_desk.views.approvals import ApprovalsScreen

    return ApprovalsScreen(tools)


def _activity(tools: Tools) -> WorkScreen:
    from agent_desk.views.activity import ActivityScreen

    return ActivityScreen(tools.desk, tools.news)


def _levels(tools: Tools) -> WorkScreen:
    from agent_desk.views.levels import LevelsScreen

    return LevelsScreen(tools)


def _reports(tools: Tools) -> WorkScreen:
    from agent_desk.views.reports import ReportsScreen

    return ReportsScreen(tools)


def _pauses(tools: Tools) -> WorkScreen:
    from agent_desk.views.pauses import PausesScreen

    return PausesScreen(tools)


def _wall(tools: Tools) -> WorkScreen:
    from agent_desk.views.wall import WallScreen

    return WallScreen(tools)


def _rules(tools: Tools) -> WorkScreen:
    from agent_desk.views.rules import RulesScreen

    return RulesScreen(tools)


def _macros(tools: Tools) -> WorkScreen:
    from agent_desk.views.macros import MacrosScreen

    return MacrosScreen(tools)


def _hours(tools: Tools) -> WorkScreen:
    from agent_desk.views.hours import HoursScreen

    return HoursScreen(tools)


ROOMS: tuple[Room, ...] = (
    Room("activity", marked("Activity"), "activity", Section.OUTGOING, _activity),
    Room("board", marked("Board"), "board", Section.LEAD, _board, Right.ASSIGN_OTHERS, together=True),
    Room("handover", marked("Handover"), "handover", Section.LEAD, _handover, Right.ASSIGN_OTHERS, together=True),
    Room("people", marked("People and teams"), "people", Section.LEAD, _people, Right.ASSIGN_OTHERS),
    Room("approvals", marked("Approvals"), "approvals", Section.LEAD, _approvals, Right.APPROVE, together=True),
    Room("ledger", marked("Unattended ledger"), "ledger", Section.LEAD, _ledger, Right.SEE_FIGURES),
    Room("macros", marked("Macros"), "macros", Section.OUTGOING, _macros),
    Room("levels", marked("Service levels"), "levels", Section.SUPERVISE, _levels, Right.SEE_FIGURES),
    Room("reports", marked("Reports"), "reports", Section.SUPERVISE, _reports, Right.SEE_FIGURES),
    Room("pauses", marked("Pause audit"), "pauses", Section.SUPERVISE, _pauses, Right.SEE_FIGURES),
    Room("wall", marked("Wall"), "wall", Section.SUPERVISE, _wall, Right.SEE_FIGURES),
    Room("hours", marked("Policies and hours"), "hours", Section.SUPERVISE, _hours, Right.SEE_FIGURES),
    Room("rules", marked("Rules"), "rules", Section.SUPERVISE, _rules, Right.SET_LEVELS),
)


def room(room_id: str) -> Room | None:
    """The screen of that id."""
    return next((one for one in ROOMS if one.id == room_id), None)


def open_to(room: Room, desk: Desk) -> bool:
    """Whether who sits at the desk may enter."""
    return room.right is None or desk.roster.may(room.right)
