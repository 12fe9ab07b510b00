"""People and teams: who works here, what each may do and serves, and how conversations are handed out."""

from agent_desk.views.roster.screen import RosterScreen

__all__ = ["RosterScreen"]
