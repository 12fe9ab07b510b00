"""Asking for a second pair of eyes, inside the transaction in which a reply is queued."""

from __future__ import annotations

from agent_desk.domain.reviewing import Approval, Wanted, WhyReviewed, wanted, why_not
from agent_desk.domain.roster import NoticeKind, Right, may
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground, Tally
from agent_desk.storage.contract import Nouns

TAGS = "reviewed_tags"
"""The workspace's choice under which every reply wants a second pair of eyes."""
_WORDS = (DeliveryKind.REPLY, DeliveryKind.EDIT)


def wants(ground: Ground, nouns: Nouns, venue: Venue, conversation_id: str, kind: DeliveryKind) -> Wanted | None:
    """Whether what leaves has to wait, and why: only words do. The tags of the whole family of a conversation count."""
    if kind not in _WORDS:
        return None
    tags: set[str] = set()
    if reviewed := nouns.choices.names(TAGS):
        tags.update(*(nouns.conversations.row(one).tags for one in nouns.merging.family(conversation_id).all))
    asked = wanted(nouns.agents.get(ground.me), venue.id in nouns.choices.reviewed(), tags, reviewed)
    return asked or _by_rule(nouns, conversation_id)


def _by_rule(nouns: Nouns, conversation_id: str) -> Wanted | None:
    rule_id = nouns.rules.held_by(nouns.merging.root(conversation_id))
    if not rule_id:
        return None
    name = next((rule.name for rule in nouns.rules.all() if rule.id == rule_id), "")
    return Wanted(WhyReviewed.RULE, name)


def ask(ground: Ground, nouns: Nouns, tally: Tally, row: DeliveryRow) -> None:
    """Tell those who may approve a queued reply that it waits for them: the leads of the conversation's team, else all who
    may."""
    if row.approval is not Approval.WANTED or row.part > 1:
        return
    # Loaded here, because most replies ask nobody.
    from agent_desk.services.notifying import notify

    root = nouns.merging.root(row.conversation_id)
    able = [
        agent for agent in nouns.roster.agents() if may(agent.role, Right.APPROVE) and not why_not(agent, row.agent_id)
    ]
    team_id = nouns.conversations.row(root).team_id
    leads = {
        member.agent_id for team in nouns.roster.teams() if team.id == team_id for member in team.members if member.lead
    }
    near = [agent.id for agent in able if agent.id in leads]
    details = {"agent": row.agent_id, "delivery": row.id}
    notify(
        ground, nouns, tally, near or [agent.id for agent in able], NoticeKind.APPROVAL_WANTED, root, details=details
    )
