"""The JSON shapes of everything the command line prints. Keys are a promise to scripts: add, never rename."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from agent_desk.cli.output import Json
from agent_desk.cli.times import rfc3339
from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import (
    ConversationDetail,
    ConversationRow,
    DeliveryEventRow,
    DeliveryRow,
    MessageRow,
    NoteRow,
    SearchHit,
)
from agent_desk.domain.venues import Limits, SecretPlace, Venue
from agent_desk.runtime import texts
from agent_desk.services.parts import waits_for_part

Shape = dict[str, Json]


def venue(row: Venue) -> Shape:
    """A connected venue; never its secret, at most where it lies."""
    profile = row.profile
    account: Shape | None = None
    if profile is not None:
        account = {"id": profile.account_id, "handle": profile.handle, "name": profile.name, "url": profile.url}
    return {
        "id": row.id,
        "number": row.number,
        "label": row.label,
        "network": row.network,
        "url": row.url,
        "user": row.user,
        "state": row.state.value,
        "detail": row.state_detail,
        "may": _may(row),
        "read_only": row.read_only,
        "sign_off": row.sign_off,
        "account": account,
        "server": profile.server if profile else "",
        "limits": limits(profile.limits) if profile else None,
        "notes": list(profile.notes) if profile else [],
        "options": dict(row.options),
        "since": rfc3339(row.since),
        "synced_at": rfc3339(row.synced_at),
        "retry_at": rfc3339(row.retry_at),
        "added_at": rfc3339(row.added_at),
        "secret": row.secret_place.value,
        "secret_env": row.secret_name if row.secret_place is SecretPlace.ENVIRONMENT else None,
    }


def _may(row: Venue) -> list[str]:
    return sorted(capability.value for capability in row.profile.may if row.may(capability)) if row.profile else []


def limits(value: Limits) -> Shape:
    """What fits into a reply; 0 means that no limit is known."""
    return {**asdict(value), "unit": value.unit.value, "media_types": list(value.media_types)}


def network(manifest: Manifest) -> Shape:
    """A network that can be connected."""
    return {
        "name": manifest.name,
        "label": manifest.label,
        "reads": list(manifest.reads),
        "writes": sorted(capability.value for capability in manifest.writes),
        "auth": manifest.auth,
        "idempotency": manifest.idempotency.value,
        "proof": manifest.proof,
        "needs_user": manifest.needs_user,
        "browser": manifest.browser,
        "anonymous": None if manifest.anonymous is None else list(manifest.anonymous),
        "default_url": manifest.default_url,
        "poll": manifest.poll,
        "limits": limits(manifest.limits),
        "options": {option.key: option.help or option.label for option in manifest.options},
    }


def conversation(row: ConversationRow) -> Shape:
    """One line of the list."""
    return {
        "id": row.id,
        "number": row.number,
        "venue": row.venue_label,
        "venue_id": row.venue_id,
        "network": row.network,
        "kind": row.kind.value,
        "status": row.status.value,
        "unread": row.unread,
        "waiting_since": rfc3339(row.waiting_since),
        "waiting": row.waiting,
        "author": row.author_name or row.author_handle,
        "author_handle": row.author_handle,
        "title": row.title,
        "text": row.text,
        "url": row.url,
        "last_at": rfc3339(row.last_at),
        "snoozed_until": rfc3339(row.snoozed_until),
        "message_count": row.message_count,
        "has_media": row.has_media,
        "draft": row.draft,
        "pending": row.pending,
        "failed": row.failed,
        "author_id": row.author_id,
        "note_count": row.notes,
        "solved": row.solved,
        "labels": list(row.labels),
        "assignee_id": row.assignee_id,
        "team_id": row.team_id,
        "priority": row.priority.name.lower(),
        "tags": list(row.tags),
        "language": row.language,
        "due_at": rfc3339(row.due_at),
        "at_risk_at": rfc3339(row.at_risk_at),
        "clock": row.clock,
        "merged_into": row.merged_into,
    }


def opened(detail: ConversationDetail, messages: Iterable[MessageRow]) -> Shape:
    """A conversation with its posts, oldest first. What is pending and what is typed stand with the conversation."""
    subject: Shape | None = None
    if detail.subject is not None:
        subject = {**asdict(detail.subject), "posted_at": rfc3339(detail.subject.posted_at)}
    return {
        "conversation": {
            **conversation(detail.row),
            "subject": subject,
            "locked": detail.locked,
            "draft_text": detail.draft.text if detail.draft else None,
            "notes": [note(row) for row in detail.notes],
            "outbox": [delivery(row) for row in detail.deliveries],
        },
        "messages": [message(row) for row in messages],
    }


def message(row: MessageRow) -> Shape:
    """One post."""
    return {
        "id": row.id,
        "number": row.number,
        "remote_id": row.remote_id,
        "parent_remote_id": row.parent_remote_id,
        "author": row.author.name or row.author.handle,
        "author_handle": row.author.handle,
        "author_id": row.author.id,
        "direction": row.direction.value,
        "text": row.text,
        "posted_at": rfc3339(row.posted_at),
        "edited_at": rfc3339(row.edited_at),
        "state": row.state.value,
        "origin": row.origin.value,
        "waits": row.waits,
        "disposition": row.disposition.value if row.disposition else None,
        "url": row.url,
        "languages": list(row.languages),
        "media": [
            {"kind": item.kind.value, "url": item.url, "alt": item.alt, "title": item.title} for item in row.media
        ],
        "counts": dict(row.counts),
        "versions": row.versions,
        "visibility": row.visibility.value,
        "warning": row.warning,
        "quote": None if row.quote is None else asdict(row.quote),
    }


def delivery(row: DeliveryRow) -> Shape:
    """One row of the outbox. `reason` is a code, `reason_text` the same in words, `detail` what the venue said."""
    return {
        "id": row.id,
        "number": row.number,
        "conversation": row.conversation_id,
        "conversation_number": row.conversation_number,
        "message": row.target_message_id,
        "venue_id": row.venue_id,
        "kind": row.kind.value,
        "key": row.key,
        "state": row.state.value,
        "reason": row.reason.value,
        "reason_text": texts.reason(row.reason),
        "detail": row.detail,
        "remote_id": row.remote_id,
        "url": row.url,
        "attempts": row.attempts,
        "due": None if waits_for_part(row) or row.approval is Approval.WANTED else rfc3339(row.due_at),
        "approval": row.approval.value,
        "approval_reason": row.approval_reason,
        "approved_by": row.approved_by,
        "text": row.text,
        "visibility": row.visibility.value if row.visibility else None,
        "warning": row.warning,
        "part": row.part,
        "of": row.parts,
        "media": [{"type": item.mime, "alt": item.alt, "bytes": item.size} for item in row.media],
        "created_at": rfc3339(row.created_at),
        "first_sent_at": rfc3339(row.first_sent_at),
        "last_sent_at": rfc3339(row.last_sent_at),
        "updated_at": rfc3339(row.updated_at),
    }


def step(row: DeliveryEventRow) -> Shape:
    """One step in the history of a delivery."""
    return {
        "at": rfc3339(row.at),
        "before": row.before.value if row.before else None,
        "after": row.after.value,
        "reason": row.reason.value,
        "detail": row.detail,
    }


def hit(row: SearchHit) -> Shape:
    """A message that was found; `snippet` without the marks of the matches."""
    return {
        "conversation": row.conversation_id,
        "conversation_number": row.conversation_number,
        "message": row.message_id,
        "venue_id": row.venue_id,
        "author": row.author_name,
        "title": row.title,
        "text": row.snippet.replace("\x02", "").replace("\x03", ""),
        "posted_at": rfc3339(row.posted_at),
    }


def note(row: NoteRow) -> Shape:
    """One note."""
    return {
        "id": row.id,
        "conversation": row.conversation_id,
        "agent": row.agent_name,
        "mine": row.mine,
        "text": row.text,
        "at": rfc3339(row.at),
        "edited_at": rfc3339(row.edited_at),
    }
