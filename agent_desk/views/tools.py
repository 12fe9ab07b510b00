"""What a screen beside the inbox is made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desk.domain.frozen import frozen
from agent_desk.views.errands import Errands
from agent_desk.views.ports import Acts, CollectorPort, News, Settings

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


@frozen
class Tools:
    """What a screen may need from the window."""

    desk: Desk
    acts: Acts
    news: News
    collector: CollectorPort
    settings: Settings
    errands: Errands
