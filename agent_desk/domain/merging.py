"""Conversations merged into one another, as a tree: the whole family is worked in its root, and each edge can be undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from agent_desk.domain.frozen import frozen


@frozen
class Family:
    """A conversation (`root`) and all that were merged into it, directly or with another; `members` without the root."""

    root: str
    members: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """The root, then the members."""
        return (self.root, *self.members)


def root_of(conversation_id: str, into: Mapping[str, str]) -> str:
    """In which conversation one goes on. `into`: for each merged one the conversation it was merged into."""
    seen = {conversation_id}
    while (above := into.get(conversation_id)) is not None and above not in seen:
        seen.add(above)
        conversation_id = above
    return conversation_id


def mergeable(ids: Collection[str], target: str, into: Mapping[str, str]) -> list[str]:
    """Those of `ids` that can be merged into the family of `target`: not the ones that are in it already, so that no loop
    can come about, and not those that another one of them carries along."""
    goal = root_of(target, into)
    return [one for one in dict.fromkeys(ids) if one not in into and one != goal]


def roots(into: Mapping[str, str]) -> dict[str, str]:
    """For each merged conversation the one it goes on in."""
    return {one: root_of(one, into) for one in into}
