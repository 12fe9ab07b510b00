"""What the store hands to screens and commands: one frozen row per thing, names as in the database. All times are UTC
milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from agent_desk.domain.conversations import Direction, Disposition, Status
from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import ConversationKind, Media, Native, Origin, PostState, Quote, Subject, Visibility
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.roster import Priority
from agent_desk.domain.trail import TrailRow


@frozen
class ConversationRow:
    """One line of the inbox. `text`: the customer's latest post, plain, up to 2,000 characters. `waiting_since`: the
    oldest unanswered customer post. `failed`: a reply of ours wants a human. `author_id`: whose post the line shows.
    `notes`: how many private notes there are. `solved`: one post was accepted as the solution. `labels`: category and tags
    at the venue; `tags`: our own. `due_at`: when the earliest running clock falls due, `at_risk_at`: from when on it is at
    risk, `clock`: which one (agent_desk.domain.levels.Metric). `merged_into`: the conversation in which it goes on."""

    id: str
    number: int
    venue_id: str
    network: str
    venue_label: str
    kind: ConversationKind
    status: Status
    snoozed_until: int | None
    unread: int
    waiting_since: int | None
    waiting: int
    last_at: int
    author_name: str
    author_handle: str
    title: str
    text: str
    url: str
    message_count: int
    has_media: bool
    draft: bool
    pending: int
    failed: bool
    author_id: str = ""
    notes: int = 0
    solved: bool = False
    labels: tuple[str, ...] = ()
    assignee_id: str | None = None
    team_id: str | None = None
    priority: Priority = Priority.NORMAL
    tags: tuple[str, ...] = ()
    language: str = ""
    merged_into: str | None = None
    due_at: int | None = None
    at_risk_at: int | None = None
    clock: str = ""


@frozen
class AuthorRow:
    """An identity at a venue, as last seen. `trusted`: its answers to others count as help; `automatic`: no human writes
    there."""

    id: str
    remote_id: str
    handle: str
    name: str
    url: str
    avatar_url: str
    ours: bool
    facts: Mapping[str, int] = field(default_factory=dict)
    mark: AuthorMark = AuthorMark.NONE
    trusted: bool = False
    automatic: bool = False


@frozen
class MessageRow:
    """One post of a conversation. `html` is cleaned. `versions`: how many earlier texts are kept."""

    id: str
    number: int
    conversation_id: str
    remote_id: str
    parent_remote_id: str | None
    author: AuthorRow
    direction: Direction
    origin: Origin
    addressed: bool
    text: str
    html: str
    posted_at: int
    seen_at: int
    edited_at: int | None
    state: PostState
    disposition: Disposition | None
    url: str
    languages: tuple[str, ...]
    media: tuple[Media, ...]
    counts: Mapping[str, int]
    native: Native
    versions: int
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""
    quote: Quote | None = None

    @property
    def waits(self) -> bool:
        """Whether the author waits for somebody to deal with this post."""
        return self.direction is Direction.CUSTOMER and self.addressed and self.disposition is None


@frozen
class StoredMedia:
    """A file that an agent attached, copied to a place of our own. `path` is absolute text, size in bytes."""

    path: str
    mime: str
    alt: str
    size: int
    width: int = 0
    height: int = 0


class DeliveryKind(StrEnum):
    """What leaves: a reply (at most once) or an act that may be repeated (agent_desk.domain.outgoing.VenueActKind)."""

    REPLY = "reply"
    LIKE = "like"
    UNLIKE = "unlike"
    APPROVE = "approve"
    HOLD = "hold"
    SPAM = "spam"
    DELETE = "delete"
    EDIT = "edit"
    ACCEPT = "accept"
    UNACCEPT = "unaccept"
    FLAG = "flag"
    CLOSE = "close"
    UNCLOSE = "unclose"


@frozen
class DeliveryRow:
    """One delivery of the outbox. `key`: the caller's own idempotency key, else its id. `forced`: a human sent it past
    the check before sending. `last_sent_at`: when the last attempt began, once it ended: when it did.

    `visibility`: None as the post it answers. `part` of `parts`: a reply too long for one post leaves as a thread, each part
    below the one before it, `after_id`, and not before that one has arrived. `native`: what the venue's receipt said for an
    answer to this reply. `approval`: whether a second pair of eyes is wanted, why (`approval_reason`), and whose they were.
    """

    id: str
    number: int
    key: str
    kind: DeliveryKind
    conversation_id: str
    conversation_number: int
    venue_id: str
    agent_id: str
    target_message_id: str
    target_remote_id: str
    target_text_hash: str
    text: str
    media: tuple[StoredMedia, ...]
    state: DeliveryState
    reason: Reason
    detail: str
    created_at: int
    not_before: int
    due_at: int | None
    attempts: int
    first_sent_at: int | None
    last_sent_at: int | None
    absences: int
    remote_id: str | None
    url: str
    forced: bool
    updated_at: int
    visibility: Visibility | None = None
    warning: str = ""
    part: int = 1
    parts: int = 1
    after_id: str | None = None
    native: Native = field(default_factory=dict)
    approval: Approval = Approval.NONE
    approval_reason: str = ""
    approved_by: str | None = None


@frozen
class DeliveryEventRow:
    """One step in the history of a delivery."""

    at: int
    before: DeliveryState | None
    after: DeliveryState
    reason: Reason
    detail: str


@frozen
class DraftRow:
    """What an agent is writing in a conversation: a reply, and beside it a private note (`note`)."""

    conversation_id: str
    agent_id: str
    text: str
    target_message_id: str | None
    media: tuple[StoredMedia, ...]
    updated_at: int
    visibility: Visibility | None = None
    warning: str = ""
    note: str = ""


@frozen
class NoteRow:
    """A private note in a conversation; no venue ever sees it. `mine`: written by the agent at this desk."""

    id: str
    conversation_id: str
    agent_id: str
    agent_name: str
    mine: bool
    text: str
    at: int
    edited_at: int | None


@frozen
class ViewTrouble:
    """Why a saved view cannot be shown by this version of the program; `detail` names what is not known."""

    detail: str


class Share(StrEnum):
    """Whose something of an agent's own making is. TEAM: one team's; ALL: everybody's."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


@frozen
class SavedView:
    """A view of an agent's own making. With `trouble` its query is empty here, and what was stored is kept. `owner_id`: whose
    own it is; `team_id`: with which team it is shared; without both it is everybody's."""

    id: str
    name: str
    position: int
    query: ListQuery
    trouble: ViewTrouble | None = None
    owner_id: str | None = None
    team_id: str | None = None


@frozen
class CannedVariant:
    """One wording of a canned answer. `network` and `language` (a BCP 47 primary tag), empty: for all."""

    text: str
    network: str = ""
    language: str = ""


@frozen
class Scope:
    """Whose something is: one agent's, a team's, or everybody's where both are None."""

    owner_id: str | None = None
    team_id: str | None = None


EVERYBODY = Scope()


@frozen
class CannedAnswer:
    """A prepared answer, called up by `/shortcut`. The variant that fits the venue and the language best is taken."""

    id: str
    shortcut: str
    title: str
    variants: tuple[CannedVariant, ...]
    used: int
    used_at: int | None
    scope: Scope = EVERYBODY


@frozen
class MarkRow:
    """One decision about an author, with its reason."""

    mark: AuthorMark
    reason: str
    agent_name: str
    at: int


@frozen
class PersonHit:
    """An author who fits a search, with the latest conversation."""

    author: AuthorRow
    venue_id: str
    conversation_id: str | None
    conversations: int


@frozen
class ActivityRow:
    """One thing an agent did. `kind` and `details` as in the action; `title`: what names its conversation."""

    action_id: str
    kind: str
    details: Mapping[str, str]
    conversation_id: str
    conversation_number: int
    title: str
    venue_id: str
    at: int


@frozen
class ConversationDetail:
    """A conversation opened: its line, what it stands under, its posts in reading order, what is pending, the draft.

    `messages` are the newest ones up to the limit that was asked for; `earlier` counts those above them.
    """

    row: ConversationRow
    subject: Subject | None
    locked: bool
    messages: tuple[MessageRow, ...]
    earlier: int
    deliveries: tuple[DeliveryRow, ...]
    draft: DraftRow | None
    notes: tuple[NoteRow, ...] = ()
    trail: tuple[TrailRow, ...] = ()
    """What was done here, oldest first; the latest acts where there are many."""
    solved: str = ""
    """The remote id of the post that was accepted as the solution."""
    members: tuple[ConversationRow, ...] = ()
    """Conversations that were merged into this one; their posts stand among its own."""


@frozen
class SearchHit:
    """One message that matches. `snippet`: plain text with the matches between U+0002 and U+0003."""

    conversation_id: str
    conversation_number: int
    message_id: str
    venue_id: str
    author_name: str
    title: str
    snippet: str
    posted_at: int
