"""Reports over any span of days, each figure with what is behind it, on paper and in files too."""

from agent_desk.views.reports.screen import ReportsScreen

__all__ = ["ReportsScreen"]
