"""What a store remembers of service levels as they were promised: calendars, policies, their versions and their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent_desk.domain.levels import Calendar, CalendarVersion, Policy, PolicyOrder, PolicyVersion


class Levels(Protocol):
    """Versions and orders are facts that never change: what counts at a moment is told by the latest one from before it.
    Of two from the same moment the one with the higher number counts."""

    def any(self) -> bool:
        """Whether there ever was a policy; without one there is no clock."""

    def calendars(self) -> list[Calendar]:
        """Those not removed, by name."""

    def calendar_versions(self, calendar_id: str | None = None) -> list[CalendarVersion]:
        """Every version (of one calendar), also of removed calendars, by calendar and number."""

    def calendar_name(self, calendar_id: str) -> str:
        """Also of one that was removed; empty where there never was one."""

    def add_calendar_version(self, name: str, version: CalendarVersion) -> None:
        """One more version; the first one makes the calendar. The calendar is called by that name from now on."""

    def rename_calendar(self, calendar_id: str, name: str) -> None: ...
    def remove_calendar(self, calendar_id: str, at: int) -> None:
        """Take it out of use; its versions stay."""

    def calendar_users(self, calendar_id: str) -> tuple[list[str], list[str], list[str]]:
        """The names of policies, teams and agents that go by it."""

    def policies(self) -> list[Policy]:
        """Those not removed, in the order in which they hold."""

    def policy_versions(self, policy_id: str | None = None) -> list[PolicyVersion]:
        """Every version (of one policy), also of removed policies, by policy and number."""

    def policy_name(self, policy_id: str) -> str:
        """Also of one that was removed; empty where there never was one."""

    def add_policy_version(self, name: str, version: PolicyVersion) -> None:
        """One more version; the first one makes the policy, which holds once an order names it."""

    def rename_policy(self, policy_id: str, name: str) -> None: ...
    def remove_policy(self, policy_id: str, at: int) -> None:
        """Take it out of use; its versions stay. The order without it is the caller's to set."""

    def orders(self) -> list[PolicyOrder]:
        """Every order there was, the oldest first."""

    def set_order(self, policies: Sequence[str], from_at: int, agent_id: str) -> None:
        """From that moment on these hold, in this order."""
