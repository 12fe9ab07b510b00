"""What the context says, in words: facts a venue tells of an author, how a conversation stands, and the rules of a venue."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.rows import AuthorRow, ConversationDetail
from agent_desk.domain.venues import Capability, Limits, Venue, VenueState
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, ntr, tr
from agent_desk.views import when
from agent_desk.views.venues import words

_NAMES: dict[str, str] = {
    "followers": marked("Followers"),
    "follows": marked("Follows"),
    "following": marked("Follows"),
    "posts": marked("Posts"),
    "statuses": marked("Posts"),
    "topics": marked("Topics"),
    "trust_level": marked("Trust level"),
    "karma": marked("Karma"),
    "likes": marked("Likes"),
    "likes_received": marked("Likes received"),
    "comments": marked("Comments"),
    "solutions": marked("Solutions"),
}
_ROLES: dict[str, str] = {
    "admin": marked("Administrates here"),
    "moderator": marked("Moderates here"),
}
_MOMENTS = ("_at", "_since")
_STATES: dict[VenueState, str] = {
    VenueState.RATE_LIMITED: marked("The venue asks us to wait with requests."),
    VenueState.SIGN_IN: marked("The venue wants us to sign in again."),
    VenueState.UNREACHABLE: marked("The venue cannot be reached right now."),
}


def author_facts(author: AuthorRow, now: int) -> list[tuple[str, str]]:
    """What the venue tells of the author, by the venue's own names where we know no better; nothing is added."""
    number = QLocale().toString
    found = []
    for name, value in author.facts.items():
        if name in _ROLES:
            found.append((tr(_ROLES[name]), tr("yes") if value else tr("no")))
            continue
        said = tr(_NAMES[name]) if name in _NAMES else name.replace("_", " ").strip().capitalize()[:40]
        found.append((said, when.day(value, now) if name.endswith(_MOMENTS) and value > 10**11 else number(value)))
    return found


def conversation_facts(detail: ConversationDetail, now: int) -> list[tuple[str, str]]:
    """Number, status and moments of a conversation."""
    row = detail.row
    lines = [(tr("Number"), f"#{row.number}"), (tr("Status"), texts.status(row.status))]
    if row.snoozed_until is not None:
        lines.append((tr("Wakes up"), when.moment(row.snoozed_until, now)))
    if row.waiting_since is not None:
        lines.append((tr("Waiting since"), when.moment(row.waiting_since, now)))
        lines.append((tr("Posts that wait"), QLocale().toString(row.waiting)))
    lines.append((tr("Posts"), QLocale().toString(row.message_count)))
    if detail.messages and not detail.earlier:
        lines.append((tr("First post"), when.moment(detail.messages[0].posted_at, now)))
    lines.append((tr("Last post"), when.moment(row.last_at, now)))
    if row.notes:
        lines.append((tr("Private notes"), QLocale().toString(row.notes)))
    if row.solved:
        lines.append((tr("Solution"), tr("accepted")))
    return lines


def rules(venue: Venue, network: Manifest, detail: ConversationDetail, limits: Limits | None, now: int) -> list[str]:
    """The rules in force here, each a sentence."""
    said: list[str] = []
    if not venue.may(Capability.REPLY):
        said.append(_closed(venue))
    elif detail.locked:
        said.append(tr("The venue takes no more answers in this conversation."))
    if limits is not None and (line := words.limits(limits)):
        said.append(line)
    public = network.public_by_default and detail.row.kind is not ConversationKind.DIRECT
    said.append(
        tr("Everybody can read what we write here.") if public else tr("Only those who take part can read this.")
    )
    if venue.may(Capability.VISIBILITY):
        said.append(tr("Who can read a reply can be chosen."))
    if venue.may(Capability.DIRECT) and public:
        said.append(tr("Never ask for order or card numbers in public: move to a direct message."))
    if venue.may(Capability.REPLY):
        edits, deletes = venue.may(Capability.EDIT), venue.may(Capability.DELETE_OWN)
        said.append(tr("What we sent can be edited.") if edits else tr("Cannot be edited after sending."))
        if deletes:
            said.append(tr("What we sent can be deleted."))
    said += _pace(venue, network, now)
    return said + [tr(note) for note in (venue.profile.notes if venue.profile else ())]


def _closed(venue: Venue) -> str:
    """Why we cannot answer, and how that could be changed."""
    if venue.read_only:
        return tr("Read only: this venue was connected without the right to answer. Its page says how to open it.")
    if venue.profile is None:
        return tr("Not known yet: the venue has not told us what we may do.")
    return tr("Read only: the venue does not let our account answer here.")


def _pace(venue: Venue, network: Manifest, now: int) -> list[str]:
    found = [tr(_STATES[venue.state])] if venue.state in _STATES else []
    if venue.retry_at is not None and venue.retry_at > now:
        found.append(tr("Next request {moment}.", moment=when.moment(venue.retry_at, now)))
    every = round(network.poll)
    if every:
        found.append(ntr("Looked at every {n} second.", "Looked at every {n} seconds.", every))
    return found
