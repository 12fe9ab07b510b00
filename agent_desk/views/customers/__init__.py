"""What an agent decides about who is who across venues."""

from agent_desk.views.customers.work import CustomerWork, hint_words

__all__ = ["CustomerWork", "hint_words"]
