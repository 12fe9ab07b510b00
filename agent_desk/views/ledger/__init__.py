"""The unattended ledger, and closing the day."""

from agent_desk.views.ledger.screen import LedgerScreen

__all__ = ["LedgerScreen"]
