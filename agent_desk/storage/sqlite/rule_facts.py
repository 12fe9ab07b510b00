"""What rules ask about, in SQLite: facts of many conversations at once, and which of them a rule of passed time has come to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent_desk.domain.conversations import Status
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority
from agent_desk.domain.rules import Facts, Since
from agent_desk.storage.contract.rules import Subject

_FACTS = (
    "SELECT asked.key, conversation.id AS conversation_id, message.id AS message_id,"
    " message.direction IS 'customer' AS of_customer,"
    " coalesce(message.text, conversation.text) AS text,"
    " author.name, author.handle, author.mark, author.trusted, author.automatic, author.customer_id,"
    " json_extract(author.facts, '$.followers') AS followers,"
    " conversation.venue_id, venue.network, conversation.kind,"
    " coalesce(nullif(message.language, ''), conversation.language) AS language, conversation.tags, conversation.labels,"
    " conversation.priority, conversation.status, conversation.snoozed_until, conversation.assignee_id,"
    " conversation.team_id, conversation.policy_id, conversation.waiting_since, conversation.last_at, conversation.clock,"
    " conversation.held_by, coalesce(message.posted_at, conversation.last_at) AS about_at"
    " FROM json_each(?) AS asked JOIN conversation AS named ON named.id = json_extract(asked.value, '$[0]')"
    " JOIN conversation ON conversation.id = coalesce(named.merged_into, named.id)"
    " JOIN venue ON venue.id = conversation.venue_id"
    " LEFT JOIN message ON message.id = json_extract(asked.value, '$[1]')"
    " LEFT JOIN author ON author.id = coalesce(message.author_id, conversation.author_id)"
)
# Posts that wait by who wrote them: of the author of the post asked about, and of everybody else.
_CONCERNED = (
    "SELECT asked.key, coalesce(max(waiting.author_id = message.author_id), 0) AS theirs,"
    " min(iif(waiting.author_id <> message.author_id, waiting.posted_at, NULL)) AS others_since"
    " FROM json_each(?) AS asked JOIN message ON message.id = json_extract(asked.value, '$[1]')"
    " JOIN conversation ON conversation.id = json_extract(asked.value, '$[0]')"
    "  OR conversation.merged_into = json_extract(asked.value, '$[0]')"
    " LEFT JOIN message AS waiting INDEXED BY message_waiting ON waiting.conversation_id = conversation.id"
    "  AND waiting.addressed AND waiting.disposition IS NULL"
    " GROUP BY asked.key"
)
_CROSSED = (
    "SELECT {moment}, number, id FROM conversation WHERE found = 0 AND status = '{status}' AND merged_into IS NULL"
    " AND {moment} IS NOT NULL AND {moment} <= :until AND ({moment}, number) > (:moment, :number)"
    " ORDER BY {moment}, number LIMIT :limit"
)
_MOMENTS = {Since.WAITING: "waiting_since", Since.QUIET: "last_at"}
_CUSTOMER_TAGS = (
    "SELECT DISTINCT customer_id, conversation_tag.name FROM author JOIN message ON message.author_id = author.id"
    " JOIN conversation_tag ON conversation_tag.conversation_id = message.conversation_id"
    " WHERE customer_id IN (SELECT value FROM json_each(?))"
)


class RuleFacts:
    """The reading half of agent_desk.storage.contract.rules.Rules."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def facts(self, subjects: Sequence[Subject], now: int) -> list[Facts | None]:
        asked = json.dumps([[one.conversation_id, one.message_id] for one in subjects])
        found = {row["key"]: _facts(row, now) for row in self._db.execute(_FACTS, (asked,))}
        return [found.get(number) for number in range(len(subjects))]

    def customer_tags(self, customer_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for row in self._db.execute(_CUSTOMER_TAGS, (json.dumps(list(customer_ids)),)):
            found[row[0]] = (*found.get(row[0], ()), row[1])
        return found

    def concerned(self, facts: Sequence[Facts]) -> list[Facts]:
        found = list(facts)
        asked = [number for number, one in enumerate(facts) if one.of_customer and one.waiting_since is not None]
        listed = json.dumps([[facts[number].conversation_id, facts[number].message_id] for number in asked])
        for row in self._db.execute(_CONCERNED, (listed,)) if asked else ():
            number = asked[row["key"]]
            found[number] = replace(facts[number], to_deal_with=bool(row["theirs"]), others_since=row["others_since"])
        return found

    def crossed(self, since: Since, after: tuple[int, int], until: int, limit: int) -> list[tuple[int, int, str]]:
        values = {"until": until, "moment": after[0], "number": after[1], "limit": limit}
        found: list[tuple[int, int, str]] = []
        for status in (Status.OPEN, Status.PENDING):
            rows = self._db.execute(_CROSSED.format(moment=_MOMENTS[since], status=status), values)
            found += [(row[0], row[1], row[2]) for row in rows]
        return sorted(found)[:limit]

    def posts(self, since: int) -> list[Subject]:
        rows = self._db.execute(
            "SELECT conversation_id, message.id FROM venue JOIN message INDEXED BY message_customer"
            " ON message.venue_id = venue.id WHERE removed_at IS NULL AND addressed AND direction = 'customer'"
            " AND posted_at >= ? ORDER BY posted_at DESC, message.number DESC",
            (since,),
        )
        return [Subject(row[0], row[1]) for row in rows]

    def standing(self, since: int) -> list[Subject]:
        rows = self._db.execute(
            "SELECT conversation.id FROM conversation JOIN venue ON venue.id = conversation.venue_id"
            " WHERE removed_at IS NULL AND found = 0 AND last_at >= ? AND merged_into IS NULL"
            " ORDER BY last_at DESC, conversation.number DESC",
            (since,),
        )
        return [Subject(row[0]) for row in rows]


def _facts(row: sqlite3.Row, now: int) -> Facts:
    known = [name for name in ("trusted", "automatic") if row[name]]
    return Facts(
        conversation_id=row["conversation_id"],
        message_id=row["message_id"],
        of_customer=bool(row["of_customer"]),
        text=row["text"],
        author=row["name"] or "",
        handle=row["handle"] or "",
        reputation=frozenset([*known, *([row["mark"]] if row["mark"] else [])]),
        reach=row["followers"],
        venue_id=row["venue_id"],
        network=row["network"],
        kind=ConversationKind(row["kind"]),
        languages=tuple(row["language"].split(",")) if row["language"] else (),
        tags=tuple(json.loads(row["tags"])),
        labels=tuple(json.loads(row["labels"])),
        priority=Priority(row["priority"]),
        status=Status(row["status"]),
        snoozed_until=row["snoozed_until"],
        customer_id=row["customer_id"],
        assignee_id=row["assignee_id"],
        team_id=row["team_id"],
        policy_id=row["policy_id"],
        waiting_since=row["waiting_since"],
        last_at=row["last_at"],
        metric=row["clock"],
        held=row["held_by"] != "",
        about_at=row["about_at"],
        at=now,
    )
