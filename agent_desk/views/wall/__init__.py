"""How the work stands, on a screen that a whole room sees."""

from agent_desk.views.wall.screen import WallScreen

__all__ = ["WallScreen"]
