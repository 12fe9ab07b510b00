"""What a delivery says of itself, and what can be done about it: for the thread and for the outbox alike."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, ntr, tr
from agent_desk.views import when


class DeliveryAct(StrEnum):
    """What an agent can do about a delivery; the values name the controls."""

    UNDO = "undo"
    RETRY = "retry"
    SEND_ANYWAY = "send_anyway"
    BACK_TO_DRAFT = "back_to_draft"
    DISCARD = "discard"


@frozen
class Sentence:
    """One line about a delivery. `tone`: empty, ok, risk, late. `detail`: the venue's own words, empty where none."""

    text: str
    tone: str = ""
    detail: str = ""


S = DeliveryState

_ACTS: dict[DeliveryState, tuple[DeliveryAct, ...]] = {
    S.QUEUED: (DeliveryAct.UNDO,),
    S.RETRYING: (DeliveryAct.RETRY, DeliveryAct.BACK_TO_DRAFT, DeliveryAct.DISCARD),
    S.UNKNOWN: (DeliveryAct.RETRY,),
    S.NEEDS_HUMAN: (DeliveryAct.RETRY, DeliveryAct.SEND_ANYWAY, DeliveryAct.DISCARD),
    S.STOPPED: (DeliveryAct.SEND_ANYWAY, DeliveryAct.BACK_TO_DRAFT, DeliveryAct.DISCARD),
    S.REJECTED: (DeliveryAct.BACK_TO_DRAFT, DeliveryAct.RETRY, DeliveryAct.DISCARD),
}

_LABELS: dict[DeliveryAct, str] = {
    DeliveryAct.UNDO: marked("Undo"),
    DeliveryAct.RETRY: marked("Try now"),
    DeliveryAct.SEND_ANYWAY: marked("Send anyway"),
    DeliveryAct.BACK_TO_DRAFT: marked("Back to draft"),
    DeliveryAct.DISCARD: marked("Discard"),
}

_ACT_NAMES: dict[DeliveryKind, str] = {
    DeliveryKind.REPLY: marked("Reply"),
    DeliveryKind.LIKE: marked("Like"),
    DeliveryKind.UNLIKE: marked("Take the like back"),
    DeliveryKind.APPROVE: marked("Approve"),
    DeliveryKind.HOLD: marked("Hold for review"),
    DeliveryKind.SPAM: marked("Mark as spam"),
    DeliveryKind.DELETE: marked("Delete"),
    DeliveryKind.EDIT: marked("Edit"),
    DeliveryKind.ACCEPT: marked("Accept as the solution"),
    DeliveryKind.UNACCEPT: marked("Take the solution mark back"),
    DeliveryKind.FLAG: marked("Report to the moderators"),
    DeliveryKind.CLOSE: marked("Close the topic"),
    DeliveryKind.UNCLOSE: marked("Open the topic again"),
}


def kind_name(kind: DeliveryKind) -> str:
    """What leaves, in a word or two."""
    return tr(_ACT_NAMES[kind])


def acts_for(row: DeliveryRow) -> tuple[DeliveryAct, ...]:
    """What can be done about it now, the most likely first."""
    acts = _ACTS.get(row.state, ())
    if row.kind in (DeliveryKind.REPLY, DeliveryKind.EDIT):
        return acts
    return tuple(act for act in acts if act is not DeliveryAct.BACK_TO_DRAFT)


def act_label(act: DeliveryAct, row: DeliveryRow) -> str:
    """What stands on the button."""
    if act is DeliveryAct.RETRY and row.state in (S.UNKNOWN, S.NEEDS_HUMAN):
        return tr("Look again")
    if act is DeliveryAct.SEND_ANYWAY and row.state is S.NEEDS_HUMAN:
        return tr("It is not there: send again")
    if act is DeliveryAct.DISCARD and row.state is S.NEEDS_HUMAN:
        return tr("Let it be")
    return tr(_LABELS[act])


def seconds_left(row: DeliveryRow, now: int) -> int:
    """Seconds of the undo window that are left, rounded up; 0 when it is over or there is none."""
    if row.state is not S.QUEUED or row.reason in (Reason.SCHEDULED, Reason.AFTER_PART, Reason.APPROVAL):
        return 0
    return max(0, -(-(row.not_before - now) // 1000))


def sentence(row: DeliveryRow, who: str, now: int) -> Sentence:
    """How it stands, in words. `who`: the handle it goes out as."""
    reason = texts.reason(row.reason)
    state = row.state
    if state is S.QUEUED:
        return Sentence(_queued(row, who, now))
    if state is S.SENDING:
        return Sentence(tr("Sending as {who} now", who=who))
    if state is S.RETRYING:
        return Sentence(
            tr("Not sent yet, {reason}. {next}", reason=reason, next=_next_try(row, now)), "risk", row.detail
        )
    if state is S.UNKNOWN:
        return Sentence(
            tr("Perhaps sent: {reason}. {next}", reason=reason, next=_next_look(row, now)), "risk", row.detail
        )
    if state is S.NEEDS_HUMAN:
        text = tr("Needs you: {reason}. Look at the venue whether it is there.", reason=reason)
        return Sentence(text, "late", row.detail)
    if state is S.STOPPED:
        return Sentence(tr("Held back and not sent: {reason}", reason=reason), "late", row.detail)
    if state is S.REJECTED:
        return Sentence(tr("Not sent: {reason}", reason=reason), "late", row.detail)
    if state is S.AWAITING_MODERATION:
        return Sentence(tr("At the venue, not public yet: {reason}", reason=reason), "risk", row.detail)
    if state is S.DELIVERED:
        return Sentence(tr("Delivered {moment}", moment=when.moment(row.last_sent_at or row.updated_at, now)), "ok")
    said = row.detail if row.reason is Reason.REVIEW_REFUSED else ""
    return Sentence(tr("Discarded: {reason}", reason=reason), detail=said)


def _queued(row: DeliveryRow, who: str, now: int) -> str:
    if row.approval is Approval.WANTED:
        return tr("Waits for a second pair of eyes before it leaves as {who}", who=who)
    if left := seconds_left(row, now):
        return tr("Sending as {who} in {seconds} s", who=who, seconds=left)
    if row.reason is Reason.SCHEDULED and row.not_before > now:
        return tr("Goes out as {who} {moment}", who=who, moment=when.moment(row.not_before, now))
    reason = texts.reason(row.reason) if row.reason is not Reason.UNDO_WINDOW else ""
    return (
        tr("Waits to be sent as {who}: {reason}", who=who, reason=reason)
        if reason
        else tr("About to send as {who}", who=who)
    )


def _next_try(row: DeliveryRow, now: int) -> str:
    if row.due_at is None or row.reason is Reason.AFTER_PART:
        return ""
    if not row.attempts:
        return tr("Next try {when}", when=soon(row.due_at, now))
    return ntr(
        "Next try {when}, tried {n} time so far",
        "Next try {when}, tried {n} times so far",
        row.attempts,
        when=soon(row.due_at, now),
    )


def _next_look(row: DeliveryRow, now: int) -> str:
    return "" if row.due_at is None else tr("Read back {when}", when=soon(row.due_at, now))


def soon(at: int, now: int) -> str:
    """When something happens, as near as it is: `in 40 s`, `in 12 min`, `tomorrow, 09:00`."""
    left = at - now
    if left <= 0:
        return tr("as soon as possible")
    if left < when.MINUTE:
        return tr("in {seconds} s", seconds=-(-left // 1000))
    if left < when.HOUR:
        return tr("in {span}", span=when.span(left))
    return when.moment(at, now)


def we(venue: Venue) -> str:
    """The name we go by at a venue: the handle with its sign, or what we know instead."""
    handle = (venue.profile.handle if venue.profile else "") or venue.user or venue.label
    return handle if handle.startswith(("@", "u/")) or " " in handle else f"@{handle}"


def readers(kind: ConversationKind, network: str, who: str, *, public: bool) -> tuple[str, bool]:
    """Who will read an answer and as whom it goes out, and whether that is everybody."""
    if kind is ConversationKind.DIRECT or not public:
        return tr("Private on {network}, as {who}", network=network, who=who), False
    return tr("Public on {network}, as {who}", network=network, who=who), True


def disposition_hint(value: Disposition) -> str:
    """What deciding this means."""
    return tr(_HINTS.get(value, ""))


_HINTS: dict[Disposition, str] = {
    Disposition.NO_ANSWER_NEEDED: marked("A thank-you, a statement: nothing is asked of us"),
    Disposition.ANSWERED_BY_PEER: marked("Another user has given the answer"),
    Disposition.NOT_RELEVANT: marked("Not meant for us"),
    Disposition.IDEA: marked("A wish for the product, noted as such"),
    Disposition.MODERATED: marked("Against the rules of the place"),
}
