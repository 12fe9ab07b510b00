"""Where clocks stood still while a customer's post lay unanswered."""

from agent_desk.views.pauses.screen import PausesScreen

__all__ = ["PausesScreen"]
