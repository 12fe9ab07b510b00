"""The demo's team of eight and its week: so that queues, clocks and panels have something to show."""

from agent_desk.services.rehearsal.week import Rehearsal

__all__ = ["Rehearsal"]
