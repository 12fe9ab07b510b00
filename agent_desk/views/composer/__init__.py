"""The composer: what is being written, saved as one types, and sent."""

from agent_desk.views.composer.composer import Composer

__all__ = ["Composer"]
