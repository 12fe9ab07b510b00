"""Whose replies want a second pair of eyes, and in which zone the workspace's days begin: choices for everybody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from agent_desk.domain.roster import Right
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts
from agent_desk.views.preferences.controls import line, switch
from agent_desk.views.preferences.rows import Row, Wide
from agent_desk.views.widgets import label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


def review_rows(desk: Desk, acts: Acts) -> list[Row | Wide]:
    """A switch for each venue, and the tags. Who may not choose sees how it is."""
    may = desk.roster.may(Right.SET_LEVELS)
    chosen = desk.approvals.choices()
    said = tr("A reply that wants a second pair of eyes waits under “Approvals” until somebody else lets it leave.")
    more = tr("For single agents it is chosen under “People and teams”.")
    rows: list[Row | Wide] = [Wide(label(f"{said} {more}", tone="dim", wrap=True), said)]
    for venue in desk.venues.all():

        def keep(venue_id: str, on: bool) -> None:
            acts.do(lambda: desk.approvals.choose_venue(venue_id, on))

        text = tr("Replies at {venue} want a second pair of eyes", venue=venue.label)
        control = switch(text, venue.id in chosen.venues, partial(keep, venue.id))
        control.setEnabled(may)
        rows.append(Row(text, control, everybody=True))
    text = tr("Tags whose replies want a second pair of eyes")
    tags = line(
        text,
        ", ".join(chosen.tags),
        lambda written: acts.do(lambda: desk.approvals.choose_tags(written.split(","))),
    )
    tags.setEnabled(may)
    rows.append(Row(text, tags, hint=tr("Separated by commas, such as legal, press."), everybody=True))
    return rows


def zone_rows(desk: Desk, acts: Acts) -> list[Row | Wide]:
    """Where the days of the ledger and of reports begin and end."""
    text = tr("Zone of the workspace")
    zone = line(text, desk.balance.zone().key, lambda written: acts.do(lambda: desk.balance.set_zone(written.strip())))
    zone.setEnabled(desk.roster.may(Right.SET_LEVELS))
    hint = tr("In which the days of the ledger and of reports begin and end, such as Europe/Berlin.")
    return [Row(text, zone, hint=hint, everybody=True)]
