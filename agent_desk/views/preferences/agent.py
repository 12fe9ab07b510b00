"""How the agent is called, and where replies end with the agent's own line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts
from agent_desk.views.preferences.controls import line, switch
from agent_desk.views.preferences.rows import Row, Wide

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


def agent_rows(desk: Desk, acts: Acts) -> list[Row | Wide]:
    """The name and the line below replies; a switch for each venue that wants one."""
    me = desk.agent.me()
    name = line(tr("Your name"), me.name, lambda text: acts.do(lambda: desk.agent.set(text, desk.agent.me().sign_off)))
    sign_off = line(
        tr("Your sign-off"), me.sign_off, lambda text: acts.do(lambda: desk.agent.set(desk.agent.me().name, text))
    )
    rows: list[Row | Wide] = [
        Row(tr("Your name"), name, hint=tr("Notes and decisions carry it, and canned answers fill it in.")),
        Row(
            tr("Your sign-off"), sign_off, hint=tr("Stands below replies at venues that want one, such as “Ana, Acme”.")
        ),
    ]
    for venue in desk.venues.all():
        text = tr("Replies at {venue} end with the sign-off", venue=venue.label)

        def keep(venue_id: str, on: bool) -> None:
            acts.do(lambda: desk.venues.set_sign_off(venue_id, on))

        rows.append(Row(text, switch(text, venue.sign_off, partial(keep, venue.id)), everybody=True))
    return rows
