"""The first window, when no venue is connected."""

from agent_desk.views.welcome.pane import WelcomePane

__all__ = ["WelcomePane"]
