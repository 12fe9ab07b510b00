"""How the query of a list is written down for good, and read again by a later version of this program."""

from __future__ import annotations

from collections.abc import Mapping

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.filtering import read, written
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.rows import ListOrder, ListQuery

VERSION = 1
_FLAGS = ("waiting", "unread", "draft", "failed", "found")


def query_written(query: ListQuery) -> dict[str, object]:
    """As JSON-fit values, with the version of the form; what says nothing is left out."""
    told: dict[str, object] = {"version": VERSION, "order": query.order.value}
    told |= {name: True for name in _FLAGS if getattr(query, name)}
    for name in ("status", "venue_id", "kind"):
        if (value := getattr(query, name)) is not None:
            told[name] = str(value)
    if query.where is not None:
        told["where"] = written(query.where)
    return told


def query_from(told: object) -> ListQuery:
    """From what `query_written` made; raises WrongUse that names what is not known here."""
    if not isinstance(told, Mapping):
        raise WrongUse(OwnWords("a view that cannot be read"))
    known = {"version", "order", "status", "venue_id", "kind", "where", *_FLAGS}
    unknown = sorted(str(name) for name in set(told) - known)
    if told.get("version") != VERSION or unknown:
        raise WrongUse(
            OwnWords("a view of another version: {version}", version=", ".join(unknown) or str(told.get("version")))
        )
    try:
        return ListQuery(
            status=Status(told["status"]) if "status" in told else None,
            venue_id=str(told["venue_id"]) if "venue_id" in told else None,
            kind=ConversationKind(told["kind"]) if "kind" in told else None,
            where=read(told["where"]) if "where" in told else None,
            order=ListOrder(told["order"]),
            **{name: bool(told.get(name)) for name in _FLAGS},
        )
    except (KeyError, ValueError) as error:
        raise WrongUse(OwnWords("a view that cannot be read: {error}", error=str(error))) from error
