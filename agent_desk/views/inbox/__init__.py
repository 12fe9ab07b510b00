"""The list of conversations: its pages, its lines, its filters, and what can be done with a line."""

from agent_desk.views.inbox.pane import InboxPane
from agent_desk.views.ready_made import VIEWS, View, venue_view, view

__all__ = ["VIEWS", "InboxPane", "View", "venue_view", "view"]
