"""Customers: who is who across venues, and what an agent decides about it."""

from agent_desk.views.customers.section import customer_section

__all__ = ["customer_section"]
