"""Agent Desk: one inbox for customers in communities and on social networks, as a native desktop program."""

__version__ = "0.1.0"
