"""The outbox: everything that is on its way, held back or refused, and what left lately."""

from agent_desk.views.outbox.screen import OutboxScreen

__all__ = ["OutboxScreen"]
