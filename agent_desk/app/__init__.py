"""The window's process: application, loop, supervised tasks, one instance per workspace, orderly stop."""

from agent_desk.app.process import pictures, run_window, smoke

__all__ = ["pictures", "run_window", "smoke"]
