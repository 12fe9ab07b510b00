"""One field for everything: commands, conversations, people, venues and views, by what is typed."""

from agent_desk.views.palette.found import Found, Sort
from agent_desk.views.palette.view import Palette

__all__ = ["Found", "Palette", "Sort"]
