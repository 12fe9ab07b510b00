"""How far what we know reaches, venue by venue."""

from __future__ import annotations

from agent_desk.domain.coverage import Coverage
from agent_desk.services.ground import Ground


def coverage(ground: Ground) -> Coverage:
    """The coverage of all venues right now. A small read; any thread."""
    raise NotImplementedError
