"""What happens by itself: rules in their order, each in plain sentences, tried on what was before it runs."""

from agent_desk.views.rules.screen import RulesScreen

__all__ = ["RulesScreen"]
