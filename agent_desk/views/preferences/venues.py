"""What is chosen for each venue: how it may call the agent, and from where its pictures come unasked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from agent_desk.runtime.texts import marked, tr
from agent_desk.views.ports import Settings
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.preferences.rows import Row, Wide
from agent_desk.views.widgets import button, label

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


def picture_rows(desk: Desk, refresh: Callable[[], object]) -> list[Row | Wide]:
    """The hosts that an agent allowed, each with a way to be asked again; `refresh` is called after that."""
    rows: list[Row | Wide] = []
    for venue in desk.venues.all():
        for host in sorted(desk.pictures.allowed(venue.id)):

            def ask_again(venue_id: str, allowed: str, _on: bool = False) -> None:
                desk.pictures.allow(venue_id, allowed, always=False)
                refresh()

            text = tr("Pictures from {host} in posts of {venue}", host=host, venue=venue.label)
            again = button(tr("Ask again"), name=tr("Ask again: {what}", what=text))
            again.clicked.connect(partial(ask_again, venue.id, host))
            rows.append(Row(text, again))
    said = tr("Pictures from a venue's own site are shown; those from elsewhere only when you ask for them.")
    none = tr("Hosts that you allow for good are listed here.")
    return [Wide(label(f"{said} {none}", tone="dim", wrap=True), said), *rows]
