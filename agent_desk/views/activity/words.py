"""An act of an agent in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.rows import ActivityRow, DeliveryKind
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, ntr, tr
from agent_desk.views.delivery_words import kind_name

_PLAIN = {
    ActionKind.REPLY: marked("Replied"),
    ActionKind.STATUS: marked("Changed the status"),
    ActionKind.DISPOSE: marked("Dealt with a post"),
    ActionKind.READ: marked("Read"),
    ActionKind.VENUE_ACT: marked("Acted at the venue"),
    ActionKind.NOTE: marked("Wrote a note"),
    ActionKind.MARK: marked("Marked an author"),
    ActionKind.TAKE_UP: marked("Took up a found post"),
    ActionKind.ERASE: marked("Erased a customer's data"),
    ActionKind.ASSIGN: marked("Changed who works on it"),
    ActionKind.PRIORITY: marked("Changed the priority"),
    ActionKind.TAG: marked("Changed the tags"),
    ActionKind.WATCH: marked("Watched it, or no more"),
    ActionKind.MERGE: marked("Merged conversations, or took them apart"),
    ActionKind.LINK: marked("Changed who belongs to a customer"),
    ActionKind.APPROVE: marked("Looked over a reply"),
    ActionKind.TAKE_OVER: marked("Took over what somebody had begun"),
    ActionKind.MACRO: marked("Ran a macro"),
    ActionKind.PRESENCE: marked("Changed whether somebody is there"),
    ActionKind.RULE: marked("Changed how it is handled"),
}
_MARKS = {
    AuthorMark.NONE: marked("Lifted the mark of an author"),
    AuthorMark.MUTED: marked("Muted an author"),
    AuthorMark.SPAM: marked("Marked an author as spam"),
    AuthorMark.TROLL: marked("Marked an author as a troll"),
}


def said(row: ActivityRow) -> str:
    """What was done, as one short sentence; an act that this version does not know shows its own name."""
    if row.kind not in set(ActionKind):
        return row.kind
    kind, details = ActionKind(row.kind), row.details
    if kind is ActionKind.STATUS and details.get("status") in set(Status):
        return tr("Set to {status}", status=texts.status(Status(details["status"])))
    if kind is ActionKind.DISPOSE and details.get("disposition") in set(Disposition):
        return tr("Dealt with: {how}", how=texts.disposition(Disposition(details["disposition"])))
    if kind is ActionKind.VENUE_ACT and details.get("kind") in set(DeliveryKind):
        return tr("At the venue: {act}", act=kind_name(DeliveryKind(details["kind"])))
    if kind is ActionKind.MARK and details.get("mark", "none") in set(AuthorMark):
        return tr(_MARKS[AuthorMark(details["mark"])])
    return tr(_PLAIN[kind])


_TOTALS: dict[ActionKind, Callable[[int], str]] = {
    ActionKind.REPLY: lambda n: ntr("{n} reply", "{n} replies", n),
    ActionKind.DISPOSE: lambda n: ntr("{n} post dealt with", "{n} posts dealt with", n),
    ActionKind.STATUS: lambda n: ntr("{n} status changed", "{n} statuses changed", n),
    ActionKind.NOTE: lambda n: ntr("{n} note", "{n} notes", n),
    ActionKind.VENUE_ACT: lambda n: ntr("{n} act at a venue", "{n} acts at venues", n),
}


def summed(totals: Mapping[ActionKind, int]) -> str:
    """How much was done, in one line; empty where nothing was."""
    return " · ".join(words(totals[kind]) for kind, words in _TOTALS.items() if totals.get(kind))
