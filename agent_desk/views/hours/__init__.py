"""Policies and hours: what is promised to whom, and by which working hours it is reckoned."""

from agent_desk.views.hours.screen import HoursScreen

__all__ = ["HoursScreen"]
