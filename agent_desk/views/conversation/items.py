"""What stands in the column of a conversation, from top to bottom, each with a key that stays the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind, Media, MediaKind, PostState, Subject
from agent_desk.domain.rows import ConversationDetail, DeliveryKind, DeliveryRow, MessageRow, NoteRow
from agent_desk.domain.trail import TrailRow
from agent_desk.runtime.trail_words import said
from agent_desk.views.conversation.structure import Placed, branching, placed


@frozen
class SubjectItem:
    """The post under which the conversation stands, folded or not."""

    subject: Subject
    unfolded: bool = False
    key: str = "subject"


@frozen
class EarlierItem:
    """Says how many older posts there are above."""

    count: int
    loading: bool = False
    key: str = "earlier"


@frozen
class PostItem:
    """A post. `shown`: characters of a long text that are shown. `target`: the answer being written goes to it. `warned`: it
    is folded behind its content warning. `pictures`: for each of its media whether its picture is shown. `by_us`: it was
    deleted from here."""

    message: MessageRow
    shown: int = 0
    target: bool = False
    place: Placed | None = None
    warned: bool = False
    pictures: tuple[bool, ...] = ()
    solved: bool = False
    fresh: bool = False
    by_us: bool = False
    home: str = ""
    """The merged conversation in which it stands, where that is another one."""

    @property
    def key(self) -> str:
        """The message's id."""
        return self.message.id

    @property
    def level(self) -> int:
        """Steps of indentation."""
        return self.place.level if self.place else 0


@frozen
class NoteItem:
    """A private note among the posts."""

    note: NoteRow

    @property
    def key(self) -> str:
        """The note's id."""
        return self.note.id


@frozen
class TrailItem:
    """What was done between two posts, oldest first; `unfolded`: all of it is shown."""

    rows: tuple[TrailRow, ...]
    unfolded: bool = False

    @property
    def key(self) -> str:
        """The id of the first act."""
        return self.rows[0].action_id


@frozen
class UnreadItem:
    """The line above what arrived since the conversation was read last."""

    count: int
    key: str = "unread"


@frozen
class DeliveryItem:
    """Something of ours on its way, or held back. `who`: the handle it goes out as."""

    row: DeliveryRow
    who: str

    @property
    def key(self) -> str:
        """The delivery's id."""
        return self.row.id


Item = SubjectItem | EarlierItem | PostItem | NoteItem | TrailItem | UnreadItem | DeliveryItem

TRAIL_SHOWN = 2
"""Acts between two posts that are shown before somebody asks for all of them."""

SHOWN_FIRST = 3_000
"""Characters of a post that are shown before somebody asks for more."""
SHOWN_MORE = 20_000
SHOWN_MAX = 43_000
"""More of one post is not laid out in the thread; it can be copied whole."""

_HIDDEN = frozenset({DeliveryState.DISCARDED})


@dataclass(slots=True)
class Reading:
    """How one conversation is being read. `shown`: characters of long posts that were opened further; `folded`: posts whose
    branch is folded; `opened`: posts whose content warning was opened; `fresh`: posts that came since it was read last;
    `deleted`: those we deleted from here;
    `unfolded_trail`: stretches of the trail that are shown whole, by their first act;
    `made`: items of last time, kept where nothing changed; `who`: the handle that deliveries go out as."""

    who: str
    shows: Callable[[str], bool]
    target: str | None = None
    unfolded: bool = False
    shown: dict[str, int] = field(default_factory=dict)
    folded: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    fresh: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    unfolded_trail: set[str] = field(default_factory=set)
    made: dict[str, PostItem] = field(default_factory=dict)


def items_of(
    detail: ConversationDetail, messages: tuple[MessageRow, ...], earlier: EarlierItem | None, reading: Reading
) -> list[Item]:
    """The whole column. `messages`: all that were loaded, oldest first."""
    items: list[Item] = [SubjectItem(detail.subject, reading.unfolded)] if detail.subject else []
    if earlier is not None and earlier.count:
        items.append(earlier)
    # What was merged stands in the order of time, whatever the shape of each conversation.
    kind = ConversationKind.DIRECT if detail.members else detail.row.kind
    homes = {row.id: f"#{row.number} {row.venue_label}" for row in detail.members}
    notes = _after(detail.notes, messages)
    trail = _trail(detail.trail, messages, reading, whole=earlier is None or not earlier.count)
    deletions = (row for row in detail.deliveries if row.kind is DeliveryKind.DELETE)
    reading.deleted = frozenset(row.target_message_id for row in deletions if row.state is DeliveryState.DELIVERED)
    items += trail.pop("", ())
    items += [NoteItem(note) for note in notes.pop("", ())]
    divided = branching(kind)
    for place in placed(messages, kind, reading.folded):
        item = _post(place, detail.solved, reading, homes.get(place.message.conversation_id, ""))
        if item.fresh and not divided:
            divided = True
            items.append(UnreadItem(len(reading.fresh)))
        items.append(item)
        items += [NoteItem(note) for note in notes.pop(item.key, ())]
        items += trail.pop(item.key, ())
    items += [NoteItem(note) for hidden in notes.values() for note in hidden]
    items += [one for hidden in trail.values() for one in hidden]
    arrived = {message.remote_id for message in messages}
    since = messages[0].posted_at if messages else 0
    items += [DeliveryItem(row, reading.who) for row in detail.deliveries if _wanted(row, arrived, since)]
    return items


def picture_url(media: Media) -> str:
    """The address of the picture that stands for it: its own, or a poster or a preview; empty where there is none."""
    if media.kind is MediaKind.IMAGE:
        return media.thumb_url or media.url
    return media.thumb_url


def _post(place: Placed, solved: str, reading: Reading, home: str) -> PostItem:
    """The item of last time where nothing changed: one that is the same object needs no new measuring."""
    message = place.message
    name = message.id
    shown, target, fresh = reading.shown.get(name, SHOWN_FIRST), name == reading.target, name in reading.fresh
    warned = bool(message.warning) and name not in reading.opened
    pictures = tuple(reading.shows(picture_url(media)) for media in message.media) if message.media else ()
    gone = message.state is PostState.DELETED and name in reading.deleted
    solves = bool(solved) and message.remote_id == solved
    item = reading.made.get(name)
    if (
        item is None
        or item.message is not message
        or item.place != place
        or item.shown != shown
        or item.target is not target
        or item.warned is not warned
        or item.pictures != pictures
        or item.solved is not solves
        or item.fresh is not fresh
        or item.by_us is not gone
        or item.home != home
    ):
        item = PostItem(message, shown, target, place, warned, pictures, solves, fresh, gone, home)
        reading.made[name] = item
    return item


def _after(notes: tuple[NoteRow, ...], messages: tuple[MessageRow, ...]) -> dict[str, list[NoteRow]]:
    """Notes by the id of the post that was the latest when they were written; empty: before all that are loaded."""
    found: dict[str, list[NoteRow]] = {}
    if notes:
        times = [message.posted_at for message in messages]
        for note in sorted(notes, key=lambda one: one.at):
            at = bisect_right(times, note.at)
            found.setdefault(messages[at - 1].id if at else "", []).append(note)
    return found


def _trail(
    rows: tuple[TrailRow, ...], messages: tuple[MessageRow, ...], reading: Reading, *, whole: bool
) -> dict[str, list[TrailItem]]:
    """What was done, by the id of the post that was the latest then; empty: before all posts, where these are all."""
    found: dict[str, list[TrailRow]] = {}
    times = [message.posted_at for message in messages]
    for row in filter(said, rows):
        at = bisect_right(times, row.at)
        if at or whole:
            found.setdefault(messages[at - 1].id if at else "", []).append(row)
    return {key: [TrailItem(tuple(some), some[0].action_id in reading.unfolded_trail)] for key, some in found.items()}


def _wanted(row: DeliveryRow, arrived: set[str], since: int) -> bool:
    """What is pending, and a reply that was delivered but not read back yet; one older than the posts that were loaded
    stands above them."""
    if row.state in _HIDDEN or (row.remote_id and row.remote_id in arrived):
        return False
    return row.state is not DeliveryState.DELIVERED or (row.kind is DeliveryKind.REPLY and row.created_at >= since)
