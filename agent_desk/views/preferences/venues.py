"""What is chosen for each venue: how it may call the agent, and from where its pictures come unasked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agent_desk.runtime.texts import marked, tr
from agent_desk.views.ports import Settings
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.preferences.rows import Row, Wide

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

WAYS = (
    ("", marked("Notification and count")),
    ("sound", marked("Notification, sound and count")),
    ("badge", marked("Count only")),
    ("none", marked("Nothing at all")),
)
"""How new posts of a venue call the agent; kept under `notify.<venue id>`."""


def notification_rows(desk: Desk, settings: Settings, changed: Callable[[str], object]) -> list[Row | Wide]:
    """A line for each venue."""
    rows: list[Row | Wide] = []
    for venue in desk.venues.all():
        key = f"notify.{venue.id}"

        def keep(value: str, key: str = key) -> None:
            settings.set(key, value)
            changed(key)

        name = tr("New posts at {venue}", venue=venue.label)
        choices = [(value, tr(words)) for value, words in WAYS]
        rows.append(Row(name, Choice(name, choices, settings.get(key), keep)))
    return rows
