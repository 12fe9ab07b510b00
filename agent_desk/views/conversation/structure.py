"""How the posts of a conversation hang together: branches of a social thread, or one after the other in a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.rows import MessageRow

DEEPEST = 4
"""Steps of indentation; what hangs deeper stays there and says what it answers."""

FOLDS_FROM = 2
"""So many posts have to hang below one that it is worth folding them."""

_BRANCHING = frozenset({ConversationKind.MENTIONS, ConversationKind.COMMENTS, ConversationKind.FOUND})


class Placed(NamedTuple):
    """A post and its place. `parent`: what it answers, where that does not show by its place; `astray`: it answers
    something that is not loaded. `below`: how many posts hang below it, where it can be folded."""

    message: MessageRow
    level: int = 0
    parent: MessageRow | None = None
    astray: bool = False
    below: int = 0
    folded: bool = False


def branching(kind: ConversationKind) -> bool:
    """Whether conversations of this kind are read branch by branch."""
    return kind in _BRANCHING


def placed(messages: Sequence[MessageRow], kind: ConversationKind, folded: Collection[str] = ()) -> list[Placed]:
    """Every post that is not folded away, in reading order. `messages`: oldest first; `folded`: ids."""
    by_remote = {message.remote_id: message for message in messages}
    if not branching(kind):
        return _in_order(messages, by_remote)
    return _in_branches(messages, by_remote, folded)


def _in_order(messages: Sequence[MessageRow], by_remote: dict[str, MessageRow]) -> list[Placed]:
    found: list[Placed] = []
    before: MessageRow | None = None
    opening = _opening(messages)
    for message in messages:
        name = message.parent_remote_id
        parent = by_remote.get(name) if name and name != opening else None
        said = None if parent is before or parent is message else parent
        astray = bool(name) and name != opening and parent is None
        found.append(Placed(message, parent=said, astray=astray))
        before = message
    return found


def _opening(messages: Sequence[MessageRow]) -> str:
    """What everybody answers where nothing else is said: the first post, loaded or not."""
    if messages and messages[0].parent_remote_id is None:
        return messages[0].remote_id
    named = Counter(message.parent_remote_id for message in messages if message.parent_remote_id)
    return named.most_common(1)[0][0] if named else ""


def _in_branches(
    messages: Sequence[MessageRow], by_remote: dict[str, MessageRow], folded: Collection[str]
) -> list[Placed]:
    children: dict[str, list[MessageRow]] = {}
    roots: list[MessageRow] = []
    for message in messages:
        name = message.parent_remote_id
        parent = by_remote.get(name) if name else None
        if parent is None or parent is message:
            roots.append(message)
        else:
            children.setdefault(parent.remote_id, []).append(message)
    walk = _Walk(children, by_remote, folded)
    for root in roots:
        walk.from_root(root)
    # Posts that hang below each other in a ring: no venue has them, hostile data may.
    for message in messages:
        walk.from_root(message)
    return walk.found


class _Walk:
    def __init__(
        self, children: dict[str, list[MessageRow]], by_remote: dict[str, MessageRow], folded: Collection[str]
    ) -> None:
        self._children, self._by_remote, self._folded = children, by_remote, folded
        self._seen: set[str] = set()
        self.found: list[Placed] = []

    def from_root(self, root: MessageRow) -> None:
        if root.remote_id in self._seen:
            return
        order = self._depth_first(root)
        sizes = self._sizes(order)
        before: MessageRow | None = None
        skip = 0
        for message, level in order:
            if skip:
                skip -= 1
                continue
            parent = self._by_remote.get(message.parent_remote_id or "")
            shows = parent is None or parent is before or (parent is root and level == 1)
            astray = bool(message.parent_remote_id) and parent is None
            size = sizes[message.remote_id]
            branch = message is not root and (self._forks(message) or self._forks(parent))
            below = size if size >= FOLDS_FROM and branch else 0
            hidden = bool(below) and message.id in self._folded
            self.found.append(Placed(message, level, None if shows else parent, astray, below, hidden))
            skip = size if hidden else 0
            before = message

    def _forks(self, message: MessageRow | None) -> bool:
        return message is not None and len(self._children.get(message.remote_id, ())) > 1

    def _depth_first(self, root: MessageRow) -> list[tuple[MessageRow, int]]:
        order: list[tuple[MessageRow, int]] = []
        waiting = [(root, 0)]
        while waiting:
            message, level = waiting.pop()
            if message.remote_id in self._seen:
                continue
            self._seen.add(message.remote_id)
            order.append((message, level))
            below = self._children.get(message.remote_id, ())
            # One answer after the other stays where it is: only a fork steps in.
            deeper = min(DEEPEST, level + 1) if len(below) > 1 else level
            waiting.extend((child, deeper) for child in reversed(below))
        return order

    def _sizes(self, order: list[tuple[MessageRow, int]]) -> dict[str, int]:
        """How many posts hang below each one."""
        sizes = {message.remote_id: 0 for message, _ in order}
        for message, _ in reversed(order):
            above = message.parent_remote_id or ""
            if above in sizes and message is not order[0][0]:
                sizes[above] += sizes[message.remote_id] + 1
        return sizes
