"""The main window: three panes, the search field above, the state of the desk below."""

from agent_desk.views.window.main_window import MainWindow

__all__ = ["MainWindow"]
