"""The right edge: who the customer is, as the venue tells, and the rules of the place."""

from agent_desk.views.context.pane import ContextPane

__all__ = ["ContextPane"]
