"""How new posts call the agent: native notifications, a sound, and counts that outlive them."""

from agent_desk.views.notices.caller import Caller

__all__ = ["Caller"]
