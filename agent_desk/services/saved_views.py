"""Saved views: lists of an agent's own making, kept by name and in an order of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import NotFound, OwnWords, Refused, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.roster import Right
from agent_desk.domain.rows import SavedView, Share
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground

if TYPE_CHECKING:
    from agent_desk.storage.contract import Nouns

NAME_MAX = 80


@frozen
class ViewSaved:
    """A view as it stands now, and what it touched."""

    view: SavedView
    changes: Changes


class SavedViews:
    """Reads on any thread; acts on the write lane. What is shared needs the right SHARE: Refused(`no_right`)."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def all(self) -> list[SavedView]:
        """One's own, those of one's teams and everybody's, by position; one that this workspace cannot understand has
        `trouble` and must not be run."""
        return self._seen(self._ground.store.read)

    def get(self, ref: str) -> SavedView:
        """A view by id or name; raises NotFound."""
        for view in self.all():
            if ref in (view.id, view.name):
                return view
        raise NotFound(f"view {ref}", what="view", name=ref)

    def save(
        self,
        name: str,
        query: ListQuery,
        view_id: str | None = None,
        *,
        share: Share | None = None,
        team_id: str | None = None,
    ) -> ViewSaved:
        """Make a view, or change one in its place. `share`: None: as it was, one's own for a new one; TEAM goes with
        `team_id`. Raises Refused(`name_missing`, `name_taken`, `no_right`), NotFound, WrongUse."""
        name = sound(name).strip()[:NAME_MAX]
        if not name:
            raise Refused("name_missing")
        if (share is Share.TEAM) != (team_id is not None):
            raise WrongUse(OwnWords("a team goes with sharing with a team, and with nothing else"))
        with self._ground.act() as (nouns, tally):
            known = {view.id: view for view in self._seen(nouns)}
            before = known.get(view_id) if view_id is not None else None
            if view_id is not None and before is None:
                raise NotFound(f"view {view_id}", what="view", name=view_id)
            if any(view.name == name and view.id != view_id for view in known.values()):
                raise Refused("name_taken", name=name)
            owner = self._ground.me if share is Share.OWN else None
            if share is None:
                owner, team_id = (before.owner_id, before.team_id) if before else (self._ground.me, None)
            wanted = SavedView(view_id or self._ground.new_id(), name, 0, query, None, owner, team_id)
            self._check(nouns, before, wanted)
            view = nouns.views.save(wanted, self._ground.now())
            tally.add(Changes(views=frozenset({view.id})))
        return ViewSaved(view, tally.changes)

    def move(self, view_id: str, position: int) -> Changes:
        """Put a view in another place among those that are seen, counted from 0."""
        with self._ground.act() as (nouns, tally):
            order = [view.id for view in nouns.views.all()]
            seen = [view.id for view in self._seen(nouns)]
            if view_id in seen:
                places = [order.index(one) for one in seen]
                seen.remove(view_id)
                seen.insert(max(0, position), view_id)
                for place, one in zip(places, seen, strict=True):
                    order[place] = one
                if nouns.views.arrange(order):
                    tally.add(Changes(views=frozenset({view_id})))
        return tally.changes

    def remove(self, view_id: str) -> Changes:
        """Remove a view; its conversations stay what they are."""
        with self._ground.act() as (nouns, tally):
            for view in self._seen(nouns):
                if view.id == view_id:
                    self._check(nouns, view)
                    nouns.views.remove(view_id)
                    tally.add(Changes(views=frozenset({view_id})))
        return tally.changes

    def _seen(self, nouns: Nouns) -> list[SavedView]:
        looker = nouns.conversations.looker(self._ground.me)
        return [
            view
            for view in nouns.views.all()
            if view.owner_id == looker.agent_id
            or (view.owner_id is None and (view.team_id is None or view.team_id in looker.teams))
        ]

    def _check(self, nouns: Nouns, *views: SavedView | None) -> None:
        """What is, or becomes, others' view too is not everybody's to change."""
        if any(view is not None and view.owner_id is None for view in views):
            # Loaded here, because a window that opens only reads.
            from agent_desk.services.roster import check_right

            check_right(nouns.agents.get(self._ground.me), Right.SHARE)
