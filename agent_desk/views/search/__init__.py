"""Search from the field at the top: conversations that contain the words, and commands that are called so."""

from agent_desk.views.search.pane import SearchPane

__all__ = ["SearchPane"]
