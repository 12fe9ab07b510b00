"""Rules at work: what follows by them from what happened, in the transaction in which it happened; and what follows when time
has passed and something is still so."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent_desk.domain.chains import Chain, Made, fits
from agent_desk.domain.chains import follow as chain_of
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import DeskError, StoreError
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.roster import NoticeKind, Role
from agent_desk.domain.rule_checks import Known, troubles
from agent_desk.domain.rules import Asks, Does, Facts, Macro, Rule, began
from agent_desk.services.bringing_about import Doer, at_least
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.notifying import notify
from agent_desk.storage.contract import Nouns
from agent_desk.storage.contract.rules import RuleRun, Subject

log = logging.getLogger(__name__)
AT_ONCE = 300
"""Conversations one tick looks at for each rule of passed time."""
MINUTE = 60_000
_BEGINNING = (-1, -1)


@frozen
class Needs:
    """What rules ask beyond what is always read. `waiting`: whose posts wait, for those that may deal with them."""

    calendars: frozenset[str] = frozenset()
    customer_tags: bool = False
    waiting: bool = False


def known(nouns: Nouns) -> Known:
    """What there is for rules to name."""
    return Known(
        {venue.id: venue.label for venue in nouns.venues.all()},
        {agent.id: agent.name for agent in nouns.roster.agents()},
        {team.id: team.name for team in nouns.roster.teams()},
        {calendar.id: calendar.name for calendar in nouns.levels.calendars()},
        {policy.id: policy.name for policy in nouns.levels.policies()},
        {macro.id: macro for macro in nouns.macros.all()},
    )


def needs_of(rules: Sequence[Rule]) -> Needs:
    """What these rules ask."""
    terms = [term for rule in rules for term in rule.terms]
    calendars = frozenset(value for term in terms if term.asks is Asks.HOURS for value in term.values)
    deals = any(effect.does in (Does.DISPOSE, Does.MACRO) for rule in rules for effect in rule.effects)
    return Needs(calendars, any(term.asks is Asks.CUSTOMER_TAG for term in terms), deals)


def gathered(
    ground: Ground, nouns: Nouns, subjects: Sequence[Subject], needs: Needs, *, then: bool = False
) -> list[tuple[Subject, Facts]]:
    """The facts about these, without those that are gone. `then`: as of the moment each post was written."""
    read = nouns.rules.facts(subjects, ground.now())
    found = [(one, facts) for one, facts in zip(subjects, read, strict=True) if facts is not None]
    if then:
        found = [(one, replace(facts, at=facts.about_at)) for one, facts in found]
    if needs.waiting:
        told = nouns.rules.concerned([facts for _, facts in found])
        found = [(one, facts) for (one, _), facts in zip(found, told, strict=True)]
    if needs.customer_tags:
        tags = nouns.rules.customer_tags({facts.customer_id for _, facts in found if facts.customer_id})
        found = [(one, replace(facts, customer_tags=tags.get(facts.customer_id or "", ()))) for one, facts in found]
    if needs.calendars:
        open_at = _calendars(nouns, needs.calendars)
        found = [(one, replace(facts, hours=open_at(facts.at))) for one, facts in found]
    return found


def _calendars(nouns: Nouns, wanted: Collection[str]) -> Callable[[int], dict[str, bool]]:
    from agent_desk.domain.calendars import compile_calendar

    compiled = {one.id: compile_calendar(one.latest.body) for one in nouns.levels.calendars() if one.id in wanted}
    return lambda at: {one: calendar.is_open(at) for one, calendar in compiled.items()}


def apply(ground: Ground, nouns: Nouns, tally: Tally, since: int = 0) -> None:
    """Bring about what follows by rule from what the tally says happened, from its entry `since` on, inside the caller's
    transaction. What rules themselves made happen is followed with its cause already, so that
    what is told with a cause is left alone."""
    happened = [one for one in tally.happened[since:] if not one.cause]
    if not happened and not tally.changes.conversations:
        return
    court = Court.of(ground, nouns, tally)
    if not court.rules:
        return
    for wave in _waves(dict.fromkeys(happened)):
        court.hear(wave)
    if any(rule.wait for rule in court.rules):
        court.hear_time({one.conversation_id for one in happened} | tally.changes.conversations)
    court.close()


def _waves(happened: Iterable[Happening]) -> list[list[Happening]]:
    """In order, and in each wave every conversation once: what comes next is judged by what the first left."""
    waves: list[list[Happening]] = []
    turn: dict[str, int] = {}
    for one in happened:
        number = turn.get(one.conversation_id, 0)
        turn[one.conversation_id] = number + 1
        if number == len(waves):
            waves.append([])
        waves[number].append(one)
    return waves


@dataclass(slots=True)
class Court:
    """The rules that may run, over one transaction."""

    ground: Ground
    nouns: Nouns
    tally: Tally
    rules: list[Rule]
    macros: Mapping[str, Macro]
    names: Mapping[str, str]
    needs: Needs
    runs: list[RuleRun] = field(default_factory=list)
    stopped: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(ground: Ground, nouns: Nouns, tally: Tally) -> Court:
        """Those that are switched on, were not stopped, and name nothing that is gone."""
        every, there = nouns.rules.all(), known(nouns)
        rules = [rule for rule in every if rule.enabled and not rule.stopped and not troubles(rule, there)]
        names = {rule.id: rule.name for rule in every}
        return Court(ground, nouns, tally, rules, there.macros, names, needs_of(rules))

    def hear(self, happened: Sequence[Happening]) -> None:
        """What follows from these, one in each conversation."""
        events = {rule.event for rule in self.rules}
        heard = [one for one in happened if one.event in events]
        subjects = [Subject(one.conversation_id, one.message_id) for one in heard]
        event_of = {subject: one.event for subject, one in zip(subjects, heard, strict=True)}
        seen: set[str] = set()
        for subject, facts in self._facts(subjects):
            # Two that were merged into one are one conversation, and the second is judged by what the first left.
            current = facts if facts.conversation_id not in seen else self._facts([subject])[0][1]
            seen.add(facts.conversation_id)
            self._bring(chain_of(self.rules, self.macros, event_of[subject], current), current)

    def hear_time(self, conversation_ids: Collection[str]) -> None:
        """What rules of passed time make of these conversations, each once for each wait."""
        timed = [rule for rule in self.rules if rule.wait is not None]
        every = {facts.conversation_id: facts for _, facts in self._facts([Subject(one) for one in conversation_ids])}
        due = [facts for _, facts in sorted(every.items()) if any(fits(rule, facts) for rule in timed)]
        fired = self.nouns.rules.fired([facts.conversation_id for facts in due]) if due else set()
        for facts in due:
            fresh = [
                rule
                for rule in self.rules
                if rule.wait is None or (rule.id, facts.conversation_id, began(rule.wait, facts)) not in fired
            ]
            self._bring(chain_of(fresh, self.macros, Event.TIME_PASSED, facts), facts)

    def close(self) -> None:
        """Write down what rules did, and tell of those that were stopped."""
        self.nouns.rules.note(self.runs)
        told = at_least(self.nouns, Role.SUPERVISOR) if self.stopped else []
        for rule_id, why in self.stopped.items():
            self.nouns.rules.stop(rule_id, why, self.ground.now())
            details = {"rule": rule_id, "name": self.names.get(rule_id, ""), "why": why, "by": f"rule:{rule_id}"}
            notify(self.ground, self.nouns, self.tally, told, NoticeKind.RULE_STOPPED, None, details=details)
        self.tally.add(Changes(rules=frozenset(self.stopped) | {run.rule_id for run in self.runs}))

    def _facts(self, subjects: Sequence[Subject]) -> list[tuple[Subject, Facts]]:
        return gathered(self.ground, self.nouns, subjects, self.needs) if subjects else []

    def _bring(self, chain: Chain, facts: Facts) -> None:
        for circle in chain.stopped:
            self._stop(circle.rules[0], f"{'deep' if circle.deep else 'circle'}:{','.join(circle.rules)}")
        for made in chain.made:
            self._make(made, facts)

    def _stop(self, rule_id: str, why: str) -> None:
        self.stopped[rule_id] = why
        self.rules = [rule for rule in self.rules if rule.id != rule_id]

    def _make(self, made: Made, facts: Facts) -> None:
        wait = next((rule.wait for rule in self.rules if rule.id == made.rule_id), None)
        name = self.names.get(made.rule_id, "")
        about = facts.message_id if facts.of_customer else None
        until = None if wait is None else facts.at - wait.minutes * MINUTE
        doer = Doer(
            self.ground, self.nouns, self.tally, facts.conversation_id, f"rule:{made.rule_id}", name, about, until
        )
        for effect in made.effects:
            try:
                doer.do(effect)
            except StoreError:
                raise
            except DeskError as error:
                # What happened is kept whatever a rule makes of it.
                log.warning("rule %s could not %s in %s: %s", made.rule_id, effect, facts.conversation_id, error)
                self._stop(made.rule_id, f"failed:{error}")
        since = began(wait, facts) if wait is not None else None
        told = facts.conversation_id, made.message_id, made.event, self.ground.now()
        self.runs.append(RuleRun(made.rule_id, *told, made.effects, since))


@dataclass(slots=True)
class _Swept:
    """How far a rule of passed time has looked: up to which moment and number, and which calendars were open then."""

    up_to: tuple[int, int] = _BEGINNING
    hours: Mapping[str, bool] = field(default_factory=dict)


_swept: weakref.WeakKeyDictionary[object, dict[Rule, _Swept]] = weakref.WeakKeyDictionary()
"""By store and rule as it stands. What moves later than its turn is heard with the act that moved it."""


def timed(ground: Ground) -> Changes:
    """What rules of passed time make of conversations whose time has come since the last call: some at once, the next call
    goes on. On a write lane; without such rules, or where none fits, nothing is written."""
    read = ground.store.read
    if not read.rules.any_run():
        return Changes()
    court = Court.of(ground, read, Tally())
    swept = _swept.setdefault(ground.store, {})
    rules = [rule for rule in court.rules if rule.wait is not None]
    for gone in swept.keys() - set(rules):
        del swept[gone]
    found: set[str] = set()
    for rule in rules:
        found |= _come(ground, court, rule, swept.setdefault(rule, _Swept()))
    if not found:
        return Changes()
    with ground.act() as (_, tally):
        # The rest follows with the transaction, as from any other act.
        tally.add(Changes(conversations=frozenset(found)))
    return tally.changes


def _come(ground: Ground, court: Court, rule: Rule, swept: _Swept) -> set[str]:
    """Conversations for which the time of a rule came, and in which it would run."""
    if rule.wait is None:
        return set()
    calendars = needs_of([rule]).calendars
    hours = _calendars(court.nouns, calendars)(ground.now()) if calendars else {}
    if hours != swept.hours:
        # What was looked at while it was closed may fit now.
        swept.up_to, swept.hours = _BEGINNING, hours
    until = ground.now() - rule.wait.minutes * MINUTE
    crossed = court.nouns.rules.crossed(rule.wait.since, swept.up_to, until, AT_ONCE)
    if not crossed:
        return set()
    swept.up_to = crossed[-1][0], crossed[-1][1]
    found = gathered(ground, court.nouns, [Subject(one) for _, _, one in crossed], court.needs)
    fitting = [facts for _, facts in found if fits(rule, facts)]
    fired = court.nouns.rules.fired([facts.conversation_id for facts in fitting]) if fitting else set()
    return {
        facts.conversation_id
        for facts in fitting
        if (rule.id, facts.conversation_id, began(rule.wait, facts)) not in fired
    }
