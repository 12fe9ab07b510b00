"""Draws every screen with demo data into picture files, for the documents and for anyone's eyes."""

from agent_desk.views.pictures.scenes import draw

__all__ = ["draw"]
