"""The window's process: application, loop, supervised tasks, one instance per workspace, orderly stop."""

from agent_desk.app.process import run_window, smoke

__all__ = ["run_window", "smoke"]
