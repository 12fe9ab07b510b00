"""What agents and teams are called, looked up by id; remembered until somebody changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Colleagues:
    """GUI thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._names: Mapping[str, str] | None = None
        self._alone = True

    def heard(self, changes: Changes) -> bool:
        """Something happened; True where somebody may be called otherwise now."""
        moved = bool(changes.agents or changes.teams or changes.everything)
        if moved:
            self._names = None
        return moved

    def name(self, one: str | None) -> str:
        """What an agent or a team is called; empty for nobody, and for who is not known."""
        return self._read().get(one, "") if one else ""

    @property
    def alone(self) -> bool:
        """Whether nobody else works here."""
        self._read()
        return self._alone

    def other(self, agent_id: str | None) -> str:
        """The same where several work here; on a desk of one's own nobody has to be told apart."""
        names = self._read()
        return "" if self._alone or not agent_id else names.get(agent_id, "")

    def _read(self) -> Mapping[str, str]:
        if self._names is None:
            try:
                self._names, self._alone = self._desk.inbox.names(), self._desk.inbox.looker().alone
            except DeskError:
                return {}
        return self._names
