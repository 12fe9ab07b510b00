"""Saved views: lists of an agent's own making, kept by name and in an order of their own."""

from __future__ import annotations

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import NotFound, Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import SavedView
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground

NAME_MAX = 80


@frozen
class ViewSaved:
    """A view as it stands now, and what it touched."""

    view: SavedView
    changes: Changes


class SavedViews:
    """Reads on any thread; acts on the write lane."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def all(self) -> list[SavedView]:
        """Every view by position; one that this version cannot understand has `trouble` and must not be run."""
        return self._ground.store.read.views.all()

    def get(self, ref: str) -> SavedView:
        """A view by id or name; raises NotFound."""
        for view in self.all():
            if ref in (view.id, view.name):
                return view
        raise NotFound(f"view {ref}", what="view", name=ref)

    def save(self, name: str, query: ListQuery, view_id: str | None = None) -> ViewSaved:
        """Make a view, or change one in its place. Raises Refused(`name_missing`, `name_taken`), NotFound."""
        name = sound(name).strip()[:NAME_MAX]
        if not name:
            raise Refused("name_missing")
        with self._ground.act() as (nouns, tally):
            known = nouns.views.all()
            if view_id is not None and view_id not in {view.id for view in known}:
                raise NotFound(f"view {view_id}", what="view", name=view_id)
            if any(view.name == name and view.id != view_id for view in known):
                raise Refused("name_taken", name=name)
            view = nouns.views.save(view_id or self._ground.new_id(), name, query, self._ground.now())
            tally.add(Changes(views=frozenset({view.id})))
        return ViewSaved(view, tally.changes)

    def move(self, view_id: str, position: int) -> Changes:
        """Put a view in another place, counted from 0."""
        with self._ground.act() as (nouns, tally):
            if nouns.views.move(view_id, position):
                tally.add(Changes(views=frozenset({view_id})))
        return tally.changes

    def remove(self, view_id: str) -> Changes:
        """Remove a view; its conversations stay what they are."""
        with self._ground.act() as (nouns, tally):
            if nouns.views.remove(view_id):
                tally.add(Changes(views=frozenset({view_id})))
        return tally.changes
