"""The services of the day's work in one bundle: who works here, who holds what, what was promised, figures, rules."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agent_desk.services.ground import Ground

if TYPE_CHECKING:
    from agent_desk.runtime.places import Places
    from agent_desk.runtime.secrets import Vault
    from agent_desk.services.approvals import Approvals
    from agent_desk.services.assignment import Assignment
    from agent_desk.services.balance import Balance
    from agent_desk.services.customers import Customers
    from agent_desk.services.levels import Levels
    from agent_desk.services.live import LiveFigures
    from agent_desk.services.macros import Macros
    from agent_desk.services.merging import Merging
    from agent_desk.services.notices import Notices
    from agent_desk.services.rehearsal import Rehearsal
    from agent_desk.services.reports import Reports
    from agent_desk.services.roster import Roster
    from agent_desk.services.rules import Rules
    from agent_desk.services.trail import Trail
    from agent_desk.services.triage import Triage


class DayDesk:
    """Each is loaded and made when it is first wanted, as all of a desk (agent_desk.services.desk)."""

    ground: Ground
    vault: Vault
    _places: Places

    @cached_property
    def roster(self) -> Roster:
        """Who works here."""
        from agent_desk.services.roster import Roster

        return Roster(self.ground)

    @cached_property
    def assignment(self) -> Assignment:
        """Who works on what."""
        from agent_desk.services.assignment import Assignment

        return Assignment(self.ground)

    @cached_property
    def triage(self) -> Triage:
        """Priority, tags, and watching."""
        from agent_desk.services.triage import Triage

        return Triage(self.ground)

    @cached_property
    def notices(self) -> Notices:
        """What the agent is told."""
        from agent_desk.services.notices import Notices

        return Notices(self.ground)

    @cached_property
    def trail(self) -> Trail:
        """What was done in a conversation."""
        from agent_desk.services.trail import Trail

        return Trail(self.ground)

    @cached_property
    def levels(self) -> Levels:
        """Calendars and policies."""
        from agent_desk.services.levels import Levels

        return Levels(self.ground)

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """The team and the week of the demo."""
        from agent_desk.services.rehearsal import Rehearsal

        return Rehearsal(self.ground, self.vault, self._places.attachments)

    @cached_property
    def live(self) -> LiveFigures:
        """How the work stands right now."""
        from agent_desk.services.live import LiveFigures

        return LiveFigures(self.ground)

    @cached_property
    def reports(self) -> Reports:
        """Reports over spans of days."""
        from agent_desk.services.reports import Reports

        return Reports(self.ground)

    @cached_property
    def balance(self) -> Balance:
        """The unattended ledger."""
        from agent_desk.services.balance import Balance

        return Balance(self.ground)

    @cached_property
    def approvals(self) -> Approvals:
        """The second pair of eyes."""
        from agent_desk.services.approvals import Approvals

        return Approvals(self.ground)

    @cached_property
    def customers(self) -> Customers:
        """Which authors are one person."""
        from agent_desk.services.customers import Customers

        return Customers(self.ground)

    @cached_property
    def merging(self) -> Merging:
        """Conversations worked as one."""
        from agent_desk.services.merging import Merging

        return Merging(self.ground)

    @cached_property
    def rules(self) -> Rules:
        """What happens by itself."""
        from agent_desk.services.rules import Rules

        return Rules(self.ground)

    @cached_property
    def macros(self) -> Macros:
        """Several acts as one."""
        from agent_desk.services.macros import Macros

        return Macros(self.ground)
