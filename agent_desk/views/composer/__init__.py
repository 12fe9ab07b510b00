"""The composer: what is being written, saved as one types, and sent."""

from agent_desk.views.composer.composer import Composer
from agent_desk.views.composer.place import Order, Tab

__all__ = ["Composer", "Order", "Tab"]
