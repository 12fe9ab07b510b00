"""Everything that can be chosen, with a search; each choice counts at once."""

from agent_desk.views.preferences.screen import PreferencesScreen

__all__ = ["PreferencesScreen"]
