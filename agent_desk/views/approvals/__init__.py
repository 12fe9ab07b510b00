"""What waits for a second pair of eyes."""

from agent_desk.views.approvals.screen import ApprovalsScreen

__all__ = ["ApprovalsScreen"]
