"""What was done here today, and how much of it."""

from agent_desk.views.activity.screen import ActivityScreen

__all__ = ["ActivityScreen"]
