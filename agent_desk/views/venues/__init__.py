"""Venues: connecting one, and the page of each with its state and what can be done about it."""

from agent_desk.views.venues.assistant import VenueAssistant
from agent_desk.views.venues.page import VenuePage

__all__ = ["VenueAssistant", "VenuePage"]
