"""Puts a workspace together: the one place that names the concrete store. Knows no Qt."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from agent_desk.connectors.registry import Registry
from agent_desk.domain.errors import StoreDamaged, StoreFull
from agent_desk.domain.ids import NewId
from agent_desk.domain.venues import SecretPlace
from agent_desk.runtime import clock
from agent_desk.runtime.places import Places, resources_dir
from agent_desk.runtime.processes import own_name
from agent_desk.runtime.secrets import Vault
from agent_desk.services.desk import Desk
from agent_desk.services.ground import Ground, Seat, Tally
from agent_desk.storage.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from agent_desk.storage.contract import Nouns

log = logging.getLogger(__name__)


def open_desk(
    places: Places,
    *,
    demo: bool = False,
    now: Callable[[], int] = clock.now,
    new_id: NewId = clock.new_id,
    registry: Registry | None = None,
) -> Desk:
    """Open or create the workspace in its folder. Raises StoreError and its subclasses.

    A damaged database is set aside, what can be saved of the agents' own work is carried over, and work goes on.
    """
    try:
        places.make()
        store = _open_store(places, now, new_id)
    except OSError as error:
        raise StoreFull(f"{places.data}: {error.strerror}") from error
    ledger = store.read.ledger
    ground = Ground(store, registry or Registry(), now, new_id, own_name(), Seat(ledger.me()), _follow)
    desk = Desk(ground, Vault(ledger.workspace()), places, demo=demo)
    if demo:
        _connect_demo(desk, places)
    return desk


def _follow(ground: Ground, nouns: Nouns, tally: Tally) -> None:
    # Loaded with the first act: a window is seen without it.
    from agent_desk.services.consequences import follow

    follow(ground, nouns, tally)


def _open_store(places: Places, now: Callable[[], int], new_id: NewId) -> SqliteStore:
    if not places.database.exists():
        from agent_desk.storage.sqlite.rescue import finish

        finish(places.database)
    try:
        return SqliteStore(places.database, places.backups, new_id, now())
    except StoreDamaged:
        from agent_desk.storage.sqlite.rescue import rebuild

        aside, rescued = rebuild(places.database, places.backups, new_id, now())
        log.error("the database was damaged; it is set aside as %s; carried over: %s", aside.name, rescued)
        return SqliteStore(places.database, places.backups, new_id, now())


def _connect_demo(desk: Desk, places: Places) -> None:
    if desk.venues.all():
        return
    from agent_desk.services.venues import VenueDraft

    listed = json.loads((resources_dir() / "demo" / "venues.json").read_text(encoding="utf-8"))
    for entry in listed:
        draft = VenueDraft(
            network=entry["network"],
            url=entry["url"],
            label=entry["name"],
            secret_place=SecretPlace.NONE,
            options={**entry["options"], "file": str(places.demo_network)},
        )
        desk.venues.add(draft, desk.venues.probe(draft))
