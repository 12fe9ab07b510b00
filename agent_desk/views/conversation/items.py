"""What stands in the column of a conversation, from top to bottom, each with a key that stays the same."""

from __future__ import annotations

from dataclasses import dataclass

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.posts import Subject
from agent_desk.domain.rows import ConversationDetail, DeliveryKind, DeliveryRow, MessageRow


@dataclass(frozen=True, slots=True)
class SubjectItem:
    """The post under which the conversation stands, folded or not."""

    subject: Subject
    unfolded: bool = False
    key: str = "subject"


@dataclass(frozen=True, slots=True)
class EarlierItem:
    """Says how many older posts there are above."""

    count: int
    loading: bool = False
    key: str = "earlier"


@dataclass(frozen=True, slots=True)
class PostItem:
    """A post. `shown`: characters of a long text that are shown. `target`: the answer being written goes to it."""

    message: MessageRow
    shown: int
    target: bool

    @property
    def key(self) -> str:
        """The message's id."""
        return self.message.id


@dataclass(frozen=True, slots=True)
class DeliveryItem:
    """Something of ours on its way, or held back. `who`: the handle it goes out as."""

    row: DeliveryRow
    who: str

    @property
    def key(self) -> str:
        """The delivery's id."""
        return self.row.id


Item = SubjectItem | EarlierItem | PostItem | DeliveryItem

SHOWN_FIRST = 3_000
"""Characters of a post that are shown before somebody asks for more."""
SHOWN_MORE = 20_000
SHOWN_MAX = 43_000
"""More of one post is not laid out in the thread; it can be copied whole."""

_HIDDEN = frozenset({DeliveryState.DISCARDED})


def items_of(
    detail: ConversationDetail,
    messages: tuple[MessageRow, ...],
    earlier: EarlierItem | None,
    *,
    target: str | None,
    unfolded: bool,
    shown: dict[str, int],
    before: dict[str, PostItem],
    who: str,
) -> list[Item]:
    """The whole column. `messages`: all that were loaded, oldest first; `shown`: for long posts that were opened.
    `before`: the items of posts made last time, kept where nothing changed, and brought up to date; `who`: the handle
    that deliveries go out as."""
    items: list[Item] = [SubjectItem(detail.subject, unfolded)] if detail.subject else []
    if earlier is not None and earlier.count:
        items.append(earlier)
    for message in messages:
        item = before.get(message.id)
        long, answered = shown.get(message.id, SHOWN_FIRST), message.id == target
        if item is None or item.message is not message or item.shown != long or item.target is not answered:
            item = before[message.id] = PostItem(message, long, answered)
        items.append(item)
    arrived = {message.remote_id for message in messages}
    since = messages[0].posted_at if messages else 0
    items += [DeliveryItem(row, who) for row in detail.deliveries if _wanted(row, arrived, since)]
    return items


def _wanted(row: DeliveryRow, arrived: set[str], since: int) -> bool:
    """What is pending, and a reply that was delivered but not read back yet; one older than the posts that were loaded
    stands above them."""
    if row.state in _HIDDEN or (row.remote_id and row.remote_id in arrived):
        return False
    return row.state is not DeliveryState.DELIVERED or (row.kind is DeliveryKind.REPLY and row.created_at >= since)
