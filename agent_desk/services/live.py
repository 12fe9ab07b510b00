"""How the work stands right now, for panels and the wall."""

from __future__ import annotations

from agent_desk.domain.live import Live, LiveFilter, LiveTile
from agent_desk.domain.rows import ConversationRow
from agent_desk.services.ground import Ground


class LiveFigures:
    """Reads; not on the GUI thread: a large workspace takes up to 0.3 s. Raises Refused(`not_allowed`) for those who may not
    see figures."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def figures(self, filter_: LiveFilter | None = None) -> Live:
        """Everything the panels show."""
        raise NotImplementedError

    def rows(self, filter_: LiveFilter, tile: LiveTile = LiveTile.HELD, limit: int = 200) -> list[ConversationRow]:
        """The conversations behind a tile, most urgent first: what is late or due by its due time, what waits by how long,
        the others the latest first."""
        raise NotImplementedError
