"""What a store remembers of rules and macros: what they say, what rules did, and the facts they ask about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from agent_desk.domain.frozen import frozen
from agent_desk.domain.rules import Effect, Facts, Macro, Rule, Since


@frozen
class RuleRun:
    """What one rule made of one event in one conversation. `since`: with passed time, the moment it counted from; else None.
    `at`: UTC milliseconds."""

    rule_id: str
    conversation_id: str
    message_id: str | None
    event: str
    at: int
    effects: tuple[Effect, ...]
    since: int | None = None


@frozen
class RunTotal:
    """How often a rule did something since a moment, and when last (UTC milliseconds)."""

    runs: int
    last_at: int


@frozen
class Subject:
    """What rules are asked about: a conversation, and the post of it where there is one."""

    conversation_id: str
    message_id: str | None = None


class Rules(Protocol):
    """Rules by position."""

    def all(self) -> list[Rule]: ...
    def any_run(self) -> bool:
        """Whether any rule is switched on and was not stopped. One look."""

    def save(self, rule: Rule, at: int) -> None:
        """Make it, behind the others, or change name, body, and whether it is on; `stopped` is cleared."""

    def enable(self, rule_id: str, on: bool, at: int) -> bool:
        """Switch it; what it was stopped for is cleared. False where there is none, or where nothing was new."""

    def stop(self, rule_id: str, why: str, at: int) -> None:
        """It does not run until it is switched on again."""

    def move(self, rule_id: str, position: int) -> bool: ...
    def remove(self, rule_id: str) -> bool: ...
    def note(self, runs: Sequence[RuleRun]) -> None:
        """Remember what rules did."""

    def runs_in(self, conversation_id: str, limit: int) -> list[RuleRun]:
        """The latest first."""

    def runs_of(self, rule_id: str, limit: int) -> list[RuleRun]:
        """The latest first."""

    def totals(self, since: int) -> dict[str, RunTotal]:
        """By rule."""

    def fired(self, conversation_ids: Collection[str]) -> set[tuple[str, str, int]]:
        """What rules of passed time did there: rule, conversation, the moment it counted from."""

    def facts(self, subjects: Sequence[Subject], now: int) -> list[Facts | None]:
        """In the same order, None for those that are gone; `hours` and `customer_tags` are empty. What was merged into another
        conversation is asked about as that one."""

    def customer_tags(self, customer_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The tags on any conversation of each of these customers."""

    def concerned(self, facts: Sequence[Facts]) -> list[Facts]:
        """The same with `to_deal_with` and `others_since`, where they are about a customer's post."""

    def crossed(self, since: Since, after: tuple[int, int], until: int, limit: int) -> list[tuple[int, int, str]]:
        """Conversations in the inbox, and not resolved, for which that moment lies after (moment, number) and not after
        `until`: (moment, number, id), the earliest first. After WAITING those that are put off are left out."""

    def posts(self, since: int) -> list[Subject]:
        """Customers' posts that address us from that moment on, the newest first."""

    def standing(self, since: int) -> list[Subject]:
        """Conversations of the inbox with a post from that moment on, the newest first."""

    def set_policy(self, conversation_id: str, policy_id: str | None) -> None:
        """Which policy counts there, whatever others would fit; None: the first that fits."""

    def hold(self, conversation_id: str, rule_id: str) -> None:
        """Replies there need a second pair of eyes; an empty id: no more."""

    def held_by(self, conversation_id: str) -> str:
        """The id of the rule that asks for a second pair of eyes there, or empty."""


class Macros(Protocol):
    """Macros by position."""

    def all(self) -> list[Macro]:
        """Everybody's."""

    def save(self, macro: Macro, at: int) -> None:
        """Make it, behind the others, or change it in its place."""

    def move(self, macro_id: str, position: int) -> bool: ...
    def remove(self, macro_id: str) -> bool: ...
    def used(self, macro_id: str, times: int, at: int) -> None: ...
