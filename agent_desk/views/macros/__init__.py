"""Several acts as one: macros in their order, and the editor of one."""

from agent_desk.views.macros.screen import MacrosScreen

__all__ = ["MacrosScreen"]
