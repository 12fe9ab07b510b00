"""Merging conversations into one another, and taking them apart."""

from agent_desk.views.merging.work import MergeWork

__all__ = ["MergeWork"]
