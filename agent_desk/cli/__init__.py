"""The command line: everything the desk can do without a window, as JSON for scripts and tests."""

from __future__ import annotations

from agent_desk.cli.program import main

__all__ = ["main"]
