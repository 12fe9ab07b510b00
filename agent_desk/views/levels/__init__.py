"""How the work stands right now: what waits, what is late, who has how much, and acting on it."""

from agent_desk.views.levels.screen import LevelsScreen

__all__ = ["LevelsScreen"]
