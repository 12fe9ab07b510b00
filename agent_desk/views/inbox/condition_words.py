"""What the condition builder says: names of fields and comparisons, and the values that can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent_desk.domain.conversations import Status
from agent_desk.domain.filtering import OPERATORS, Field, Operator
from agent_desk.domain.frozen import frozen
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.triage_words import priority_name

_FIELDS: dict[Field, str] = {
    Field.TEXT: marked("Text of a post"),
    Field.TITLE: marked("Title"),
    Field.AUTHOR: marked("Author"),
    Field.VENUE: marked("Venue"),
    Field.NETWORK: marked("Network"),
    Field.KIND: marked("Kind"),
    Field.STATUS: marked("Status"),
    Field.LABEL: marked("Category or tag"),
    Field.WAITED: marked("Hours of waiting"),
    Field.AGE: marked("Hours since the last post"),
    Field.MESSAGES: marked("Number of posts"),
    Field.WAITING: marked("Somebody waits"),
    Field.UNREAD: marked("Unread"),
    Field.DRAFT: marked("Has a draft"),
    Field.FAILED: marked("A reply needs you"),
    Field.MEDIA: marked("Has pictures or files"),
    Field.NOTES: marked("Has notes"),
    Field.SOLVED: marked("Solved"),
    Field.MARK: marked("The author is marked as"),
    Field.ASSIGNEE: marked("Assigned to"),
    Field.TEAM: marked("Team"),
    Field.TAG: marked("Our tag"),
    Field.PRIORITY: marked("Priority"),
    Field.DUE: marked("Hours until it is due"),
    Field.OVERDUE: marked("Overdue"),
    Field.AT_RISK: marked("Due soon"),
    Field.WATCHED: marked("You watch it"),
    Field.LANGUAGE: marked("Language (as in de, en)"),
    Field.REACH: marked("Followers of the author"),
    Field.REPUTATION: marked("Trust level of the author"),
    Field.CUSTOMER: marked("Customer"),
}
_OPERATORS: dict[Operator, str] = {
    Operator.IS: marked("is"),
    Operator.IS_NOT: marked("is not"),
    Operator.CONTAINS: marked("contains"),
    Operator.CONTAINS_NOT: marked("does not contain"),
    Operator.AT_LEAST: marked("at least"),
    Operator.AT_MOST: marked("at most"),
}
_KINDS: dict[ConversationKind, str] = {
    ConversationKind.MENTIONS: marked("Mentions"),
    ConversationKind.COMMENTS: marked("Comments"),
    ConversationKind.TOPIC: marked("Topics"),
    ConversationKind.DIRECT: marked("Direct messages"),
    ConversationKind.REVIEW: marked("Reviews"),
    ConversationKind.FOUND: marked("Found posts"),
}
_MARKS: dict[AuthorMark, str] = {
    AuthorMark.NONE: marked("not marked"),
    AuthorMark.MUTED: marked("muted"),
    AuthorMark.SPAM: marked("spam"),
    AuthorMark.TROLL: marked("troll"),
}
_KNOWN = frozenset({Field.ASSIGNEE, Field.TEAM, Field.TAG, Field.CUSTOMER})
"""Fields whose values this workspace knows."""
FLAGS = frozenset(field for field, operators in OPERATORS.items() if operators == (Operator.IS,))
"""Fields that are yes or no."""
NUMBERS = frozenset(field for field, operators in OPERATORS.items() if Operator.AT_LEAST in operators) - {
    Field.PRIORITY
}
"""Fields that are compared with a number."""


@frozen
class Known:
    """What values are called. `called`: a network's own name; `values`: those of agents, teams, tags and customers."""

    venues: tuple[Venue, ...]
    called: Callable[[str], str]
    values: Callable[[Field], Mapping[str, str]]


def field_name(field: Field) -> str:
    """What a condition asks about."""
    return tr(_FIELDS[field])


def fields() -> tuple[Field, ...]:
    """All fields in the order in which they are offered."""
    return tuple(_FIELDS)


def operator_name(operator: Operator) -> str:
    """How it compares."""
    return tr(_OPERATORS[operator])


def kind_name(kind: ConversationKind) -> str:
    """A kind of conversation, as a filter says it."""
    return tr(_KINDS[kind])


def choices(field: Field, known: Known) -> dict[str, str] | None:
    """The values that can be chosen, with their names; None where the agent types one."""
    venues, called = known.venues, known.called
    if field in FLAGS:
        return {"yes": tr("yes"), "no": tr("no")}
    if field is Field.VENUE:
        return {venue.id: venue.label for venue in venues}
    if field is Field.NETWORK:
        return {venue.network: called(venue.network) for venue in venues}
    if field is Field.KIND:
        return {kind.value: kind_name(kind) for kind in ConversationKind}
    if field is Field.STATUS:
        return {status.value: texts.status(status) for status in Status}
    if field is Field.MARK:
        return {mark.value: tr(text) for mark, text in _MARKS.items()}
    if field is Field.PRIORITY:
        return {str(int(priority)): priority_name(priority) for priority in reversed(Priority)}
    if field in _KNOWN:
        return dict(known.values(field)) or None
    return None
