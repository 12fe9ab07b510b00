"""What each choice of the preferences changes in the window that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from agent_desk.views import theme
from agent_desk.views.notices import Caller
from agent_desk.views.ports import Settings
from agent_desk.views.setting_table import chosen
from agent_desk.views.window.look import apply_look
from agent_desk.views.window.reading import ReadingScreen

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Changed(Protocol):
    """What the choices reach in the window."""

    caller: Caller
    desk: Desk
    reading: ReadingScreen

    def rescale(self, before: int) -> None: ...


def apply(window: Changed, settings: Settings, key: str) -> None:
    """A setting was chosen anew: let it count at once."""
    if key == "theme":
        apply_look(settings)
    elif key == "scale":
        before = theme.scale()
        apply_look(settings)
        window.rescale(before)
    elif key == "list.dense":
        window.reading.inbox.set_dense(settings.get(key) == "1")
    elif key == "context":
        window.reading.place_context()
    elif key == "undo.seconds":
        take_undo_window(window.desk, settings)
    elif key.startswith("notify"):
        window.caller.begin()


def take_undo_window(desk: Desk, settings: Settings) -> None:
    """How long replies wait before they leave, as was chosen."""
    seconds = chosen(settings, "undo.seconds")
    desk.replies.undo_window = (int(seconds) if seconds.isdecimal() else 10) * 1000
