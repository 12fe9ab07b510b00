"""The board: who holds what, column by column, and moving it."""

from agent_desk.views.board.screen import BoardScreen

__all__ = ["BoardScreen"]
