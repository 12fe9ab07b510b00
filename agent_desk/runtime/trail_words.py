"""The trail of a conversation in the reader's language: one sentence for each act."""

from __future__ import annotations

from collections.abc import Callable

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.roster import Priority
from agent_desk.domain.trail import TrailRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, tr

_PRIORITIES = {
    Priority.LOW: marked("low"),
    Priority.NORMAL: marked("normal"),
    Priority.HIGH: marked("high"),
    Priority.URGENT: marked("urgent"),
}
_MERGED = {
    "into": marked("{who} merged it into {conversation}"),
    "merged": marked("{who} merged {conversation} into it"),
    "out_of": marked("{who} took it out of {conversation} again"),
    "released": marked("{who} took {conversation} out of it again"),
}
_APPROVED = {
    "wanted": marked("{who} asked for a second pair of eyes"),
    "given": marked("{who} approved a reply"),
    "refused": marked("{who} gave a reply back: {reason}"),
}
_PLAIN = {
    ActionKind.TAKE_UP: marked("{who} took it up into the inbox"),
    ActionKind.MARK: marked("{who} marked the author"),
    ActionKind.RULE: marked("{who} changed how it is handled"),
}


def priority_name(priority: Priority) -> str:
    """What a priority is called."""
    return tr(_PRIORITIES[priority])


def said(row: TrailRow) -> str:
    """What was done, as one sentence; empty for acts that the thread shows anyway (replies, notes), and for what this version
    does not know."""
    words = _WORDS.get(row.kind)
    return words(row, _who(row)) if words else tr(_PLAIN[row.kind], who=_who(row)) if row.kind in _PLAIN else ""


def _who(row: TrailRow) -> str:
    """Who or what acted."""
    kind, _, one = row.by.partition(":")
    if kind == "rule":
        return tr("The rule “{name}”", name=row.names.get(one, one))
    return tr("The desk") if row.by else row.agent_name or tr("Somebody")


def _assigned(row: TrailRow, who: str) -> str:
    to, team = row.details.get("to", ""), row.details.get("to_team", "")
    if to and to == row.agent_id and not row.by:
        return tr("{who} took it", who=who)
    if to:
        return tr("{who} assigned it to {to}", who=who, to=row.names.get(to, to))
    if team:
        return tr("{who} gave it to the team {team}", who=who, team=row.names.get(team, team))
    return tr("{who} released it", who=who)


def _status(row: TrailRow, who: str) -> str:
    status = row.details.get("status", "")
    return tr(
        "{who} set it to {status}", who=who, status=texts.status(Status(status)) if status in set(Status) else status
    )


def _priority(row: TrailRow, who: str) -> str:
    before, after = (_rank(row.details.get(name, "")) for name in ("before", "priority"))
    return tr("{who} changed the priority from {before} to {after}", who=who, before=before, after=after)


def _rank(text: str) -> str:
    known = {str(int(priority)): priority for priority in Priority}
    return priority_name(known[text]) if text in known else text


def _tagged(row: TrailRow, who: str) -> str:
    new, gone = (_tags(row.details.get(name, "")) for name in ("add", "remove"))
    if new and gone:
        return tr("{who} tagged it {tags} and took off {gone}", who=who, tags=new, gone=gone)
    return tr("{who} tagged it {tags}", who=who, tags=new) if new else tr("{who} took off {gone}", who=who, gone=gone)


def _tags(listed: str) -> str:
    return ", ".join(f"#{tag}" for tag in listed.split("\n") if tag)


def _disposed(row: TrailRow, who: str) -> str:
    how = row.details.get("disposition", "")
    if not how:
        return tr("{who} took back what was decided about a post", who=who)
    words = texts.disposition(Disposition(how)) if how in set(Disposition) else how
    return tr("{who} dealt with a post: {how}", who=who, how=words)


def _merged(row: TrailRow, who: str) -> str:
    name = next((name for name in _MERGED if name in row.details), "")
    other = row.details.get(name, "")
    return tr(_MERGED[name], who=who, conversation=row.names.get(other, other)) if name else ""


def _approved(row: TrailRow, who: str) -> str:
    what = row.details.get("approval", "")
    return tr(_APPROVED[what], who=who, reason=row.details.get("reason", "")) if what in _APPROVED else ""


def _took_over(row: TrailRow, who: str) -> str:
    of = row.details.get("from", "")
    return tr("{who} took over what {name} had begun", who=who, name=row.names.get(of, of))


def _ran(row: TrailRow, who: str) -> str:
    return tr("{who} ran the macro “{name}”", who=who, name=row.details.get("name", ""))


_WORDS: dict[ActionKind, Callable[[TrailRow, str], str]] = {
    ActionKind.ASSIGN: _assigned,
    ActionKind.STATUS: _status,
    ActionKind.PRIORITY: _priority,
    ActionKind.TAG: _tagged,
    ActionKind.DISPOSE: _disposed,
    ActionKind.MERGE: _merged,
    ActionKind.APPROVE: _approved,
    ActionKind.TAKE_OVER: _took_over,
    ActionKind.MACRO: _ran,
}
