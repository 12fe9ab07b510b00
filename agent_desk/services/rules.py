"""Rules: making, ordering, switching and trying them; what they did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent_desk.domain.chains import Circle, circles
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Right
from agent_desk.domain.rule_checks import Known, Trouble, check_rule, troubles
from agent_desk.domain.rules import Does, Effect, Rule
from agent_desk.domain.typed import sound
from agent_desk.services.dry_running import DryRun, Hit, run_dry
from agent_desk.services.ground import Ground
from agent_desk.services.roster import check_right
from agent_desk.services.ruling import known
from agent_desk.services.triage import tag_name
from agent_desk.storage.contract.rules import RuleRun

NAME_MAX = 120
LATELY = 7 * 24 * 3_600_000


@frozen
class Listed:
    """A rule in the list. `troubles`: why it cannot run. `runs`: how often it did something in the last seven days, `last_at`:
    when last (UTC milliseconds, None: not in that time)."""

    rule: Rule
    troubles: tuple[Trouble, ...]
    runs: int
    last_at: int | None


@frozen
class RuleSaved:
    """A rule as it stands now. `circles`: with which others it may go round (a warning; while they run it is stopped)."""

    rule: Rule
    circles: tuple[Circle, ...]
    changes: Changes


class Rules:
    """Reads on any thread; acts on the write lane. Acts need the right SET_LEVELS: Refused(`no_right`)."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def all(self) -> list[Listed]:
        """Every rule by position, with what keeps it from running."""
        read = self._ground.store.read
        there, totals = known(read), read.rules.totals(self._ground.now() - LATELY)
        return [
            Listed(
                rule,
                troubles(rule, there),
                totals[rule.id].runs if rule.id in totals else 0,
                totals[rule.id].last_at if rule.id in totals else None,
            )
            for rule in read.rules.all()
        ]

    def get(self, ref: str) -> Rule:
        """A rule by id, name, or place counted from 1; raises NotFound."""
        for rule in self._ground.store.read.rules.all():
            if ref in (rule.id, rule.name, str(rule.position + 1)):
                return rule
        raise NotFound(f"rule {ref}", what="rule", name=ref)

    def save(self, rule: Rule) -> RuleSaved:
        """Make a rule (without an id), behind the others, or change one. Raises Refused as
        agent_desk.domain.rule_checks.check_rule does, NotFound."""
        check_right(self._ground.store.read.agents.get(self._ground.me), Right.SET_LEVELS)
        name = sound(rule.name).strip()[:NAME_MAX]
        rule = replace(rule, id=rule.id or self._ground.new_id(), name=name, effects=tidied(rule.effects), trouble="")
        check_rule(rule)
        with self._ground.act() as (nouns, tally):
            nouns.rules.save(rule, self._ground.now())
            every = nouns.rules.all()
            tally.add(Changes(rules=frozenset({rule.id})))
            found = circles([one for one in every if one.enabled or one.id == rule.id], known(nouns).macros)
        saved = next(one for one in every if one.id == rule.id)
        return RuleSaved(saved, tuple(circle for circle in found if rule.id in circle.rules), tally.changes)

    def move(self, rule_id: str, position: int) -> Changes:
        """Put a rule in another place, counted from 0."""
        check_right(self._ground.store.read.agents.get(self._ground.me), Right.SET_LEVELS)
        with self._ground.act() as (nouns, tally):
            if nouns.rules.move(rule_id, position):
                tally.add(Changes(rules=frozenset({rule_id})))
        return tally.changes

    def enable(self, rule_id: str, on: bool) -> Changes:
        """Switch a rule on or off; one that was stopped runs again."""
        check_right(self._ground.store.read.agents.get(self._ground.me), Right.SET_LEVELS)
        with self._ground.act() as (nouns, tally):
            if nouns.rules.enable(rule_id, on, self._ground.now()):
                tally.add(Changes(rules=frozenset({rule_id})))
        return tally.changes

    def remove(self, rule_id: str) -> Changes:
        """Remove a rule; what it did stays."""
        check_right(self._ground.store.read.agents.get(self._ground.me), Right.SET_LEVELS)
        with self._ground.act() as (nouns, tally):
            if nouns.rules.remove(rule_id):
                tally.add(Changes(rules=frozenset({rule_id})))
        return tally.changes

    def dry_run(
        self,
        rule: Rule,
        days: int,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
        found: Callable[[tuple[Hit, ...]], None] = lambda _: None,
    ) -> DryRun:
        """What a rule would have done over the last days, by what is here now; never writes. `found` hears of hits as they are
        found. Slow, therefore not on the GUI thread. Raises Refused as `save` does."""
        check_rule(replace(rule, name=rule.name or "-"))
        return run_dry(self._ground, rule, days, progress, cancelled, found)

    def runs(self, conversation_id: str, limit: int = 50) -> list[RuleRun]:
        """What rules did in a conversation, the latest first."""
        return self._ground.store.read.rules.runs_in(conversation_id, limit)

    def lately(self, rule_id: str, limit: int = 50) -> list[RuleRun]:
        """What a rule did, the latest first."""
        return self._ground.store.read.rules.runs_of(rule_id, limit)

    def known(self) -> Known:
        """What there is for rules and macros to name."""
        return known(self._ground.store.read)

    def names(self) -> dict[str, str]:
        """The names of rules by id."""
        return {rule.id: rule.name for rule in self._ground.store.read.rules.all()}


def tidied(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Tags as they are kept, so that a rule knows its own again. Raises WrongUse for one without a letter."""
    return tuple(
        replace(effect, value=tag_name(effect.value)) if effect.does in (Does.TAG, Does.UNTAG) else effect
        for effect in effects
    )
