"""The end of a shift: what falls due before the team is back, and who works on it next."""

from agent_desk.views.handover.screen import HandoverScreen

__all__ = ["HandoverScreen"]
