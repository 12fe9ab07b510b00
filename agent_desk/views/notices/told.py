"""What agents are told, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent_desk.domain.roster import Notice, NoticeKind
from agent_desk.runtime.texts import marked, ntr, tr

_SAID: dict[NoticeKind, str] = {
    NoticeKind.ASSIGNED: marked("{agent} assigned this to you"),
    NoticeKind.MENTIONED: marked("{agent} mentioned you in a note"),
    NoticeKind.AT_RISK: marked("This falls due soon"),
    NoticeKind.BREACHED: marked("This is overdue"),
    NoticeKind.ESCALATED: marked("This is overdue and needs somebody to look at it"),
    NoticeKind.APPROVAL_WANTED: marked("{agent} asks for a second pair of eyes"),
    NoticeKind.APPROVAL_GIVEN: marked("{agent} approved your reply"),
    NoticeKind.APPROVAL_REFUSED: marked("{agent} gave your reply back"),
    NoticeKind.TAKEN_BACK: marked("This went back to the team while you were away"),
    NoticeKind.HANDED_OVER: marked("{agent} handed this over to you"),
    NoticeKind.RULE: marked("A rule asks you to look at this"),
    NoticeKind.RULE_STOPPED: marked("A rule ran in circles and was stopped"),
}
_BY_ITSELF: dict[NoticeKind, str] = {
    NoticeKind.ASSIGNED: marked("This was assigned to you"),
    NoticeKind.MENTIONED: marked("A note mentions you"),
    NoticeKind.APPROVAL_WANTED: marked("A reply waits for a second pair of eyes"),
    NoticeKind.APPROVAL_GIVEN: marked("Your reply was approved"),
    NoticeKind.APPROVAL_REFUSED: marked("Your reply was given back"),
    NoticeKind.HANDED_OVER: marked("This was handed over to you"),
}

_MANY: dict[NoticeKind, Callable[[int], str]] = {
    NoticeKind.ASSIGNED: lambda n: ntr(
        "{n} conversation was assigned to you", "{n} conversations were assigned to you", n
    ),
    NoticeKind.HANDED_OVER: lambda n: ntr(
        "{n} conversation was handed over to you", "{n} conversations were handed over to you", n
    ),
    NoticeKind.TAKEN_BACK: lambda n: ntr(
        "{n} conversation went back to the team", "{n} conversations went back to the team", n
    ),
}


def said(notice: Notice, names: Mapping[str, str]) -> str:
    """Why the agent is told, as one short sentence. `names`: what agents are called, by id."""
    if notice.kind is NoticeKind.WATCHED:
        post = notice.details.get("what") != "reply"
        return tr("A customer wrote in what you watch") if post else tr("What you watch was answered")
    agent = names.get(notice.details.get("agent", ""), "")
    count = int(many) if (many := notice.details.get("n", "")).isdecimal() else 1
    if notice.kind in _MANY and count > 1:
        return _MANY[notice.kind](count)
    if not agent and notice.kind in _BY_ITSELF:
        return tr(_BY_ITSELF[notice.kind])
    return tr(_SAID[notice.kind], agent=agent) if agent else tr(_SAID[notice.kind])
