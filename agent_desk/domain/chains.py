"""What follows by rule from something that happened: rules in their order, each on what those before it left, until nothing
new follows; and rules that would go round in a circle, found before they run and while they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event
from agent_desk.domain.roster import Priority
from agent_desk.domain.rules import NOBODY, Asks, Does, Effect, Facts, How, Macro, Rule, Term, holds, over

DEPTH = 12
"""Rules that may follow one from another."""
MOST = 100
"""How often rules may do something after one event."""
MINUTE = 60_000


@frozen
class Made:
    """What one rule made of one event: the effects that changed something, in their order, each of this rule. `message_id`:
    the post the event was about."""

    rule_id: str
    event: Event
    message_id: str | None
    effects: tuple[Effect, ...]


@frozen
class Circle:
    """A rule, by id, that would have to do something again because of what it did, and those that did something since.
    `deep`: no such round, but more than anybody means, and this rule was to come next."""

    rules: tuple[str, ...]
    deep: bool = False


@frozen
class Chain:
    """All that follows. `stopped`: rules that would have gone round; nothing in `made` is of theirs, and what the others make
    was reckoned without them. `facts`: how the conversation stands after it."""

    made: tuple[Made, ...]
    stopped: tuple[Circle, ...]
    facts: Facts


def follow(rules: Sequence[Rule], macros: Mapping[str, Macro], event: Event, facts: Facts) -> Chain:
    """What follows from one event. `rules`: those that may run, in their order. A rule that would have to make
    something again because of what it made is stopped, and the chain is reckoned anew without it."""
    left, stopped = list(rules), list[Circle]()
    while True:
        run = _Run(left, macros, facts)
        round_ = run.go(event)
        if round_ is None:
            return Chain(tuple(run.made), tuple(stopped), run.facts)
        stopped.append(round_)
        left = [rule for rule in left if rule.id != round_.rules[0]]


@dataclass(slots=True)
class _Run:
    rules: Sequence[Rule]
    macros: Mapping[str, Macro]
    facts: Facts
    made: list[Made] = field(default_factory=list)
    told: set[tuple[str, Effect]] = field(default_factory=set)

    def go(self, event: Event) -> Circle | None:
        """None when it came to an end by itself."""
        events: list[tuple[Event, tuple[str, ...]]] = [(event, ())]
        at = 0
        while at < len(events):
            current, causes = events[at]
            at += 1
            for rule in self.rules:
                if rule.event is not current or not fits(rule, self.facts) or not (effects := self._effects(rule)):
                    continue
                if rule.id in causes:
                    did = [one.rule_id for one in self.made]
                    return Circle(tuple(dict.fromkeys(did[len(did) - 1 - did[::-1].index(rule.id) :])))
                if len(causes) >= DEPTH or len(self.made) >= MOST:
                    return Circle((rule.id,), deep=True)
                self.made.append(Made(rule.id, current, self.facts.message_id, tuple(effects)))
                follows = dict.fromkeys(filter(None, map(event_of, effects)))
                events.extend((one, (*causes, rule.id)) for one in follows)
        return None

    def _effects(self, rule: Rule) -> list[Effect]:
        """Those that change something, with the facts brought up to date; none where all is in the end as it was."""
        found = []
        before = self.facts
        for effect in unfolded(rule.effects, self.macros):
            if effect.does in _TELLING:
                if (rule.id, effect) in self.told:
                    continue
                self.told.add((rule.id, effect))
            else:
                after = affected(self.facts, effect)
                if after == self.facts:
                    continue
                self.facts = after
            found.append(effect)
        if self.facts == before:
            return [effect for effect in found if effect.does in _TELLING]
        return found


_TELLING = (Does.NOTIFY, Does.NOTE)
"""What changes no fact, and is done once by each rule in a chain."""


def fits(rule: Rule, facts: Facts) -> bool:
    """Whether a rule's conditions hold, and what it waits for is over."""
    return (rule.wait is None or over(rule.wait, facts)) and holds(rule, facts)


def unfolded(effects: Sequence[Effect], macros: Mapping[str, Macro]) -> list[Effect]:
    """The effects with those of macros in their place."""
    found: list[Effect] = []
    for effect in effects:
        if effect.does is Does.MACRO:
            found += macros[effect.value].effects if effect.value in macros else ()
        else:
            found.append(effect)
    return found


def affected(facts: Facts, effect: Effect) -> Facts:
    """The facts as they stand after an effect; the same value where it changes nothing."""
    change = _CHANGES.get(effect.does)
    return facts if change is None else change(facts, effect.value)


def event_of(effect: Effect) -> Event | None:
    """What happens by an effect."""
    return _EVENTS.get(effect.does)


def _tag(facts: Facts, tag: str) -> Facts:
    if any(one.casefold() == tag.casefold() for one in facts.tags):
        return facts
    return replace(facts, tags=(*facts.tags, tag))


def _untag(facts: Facts, tag: str) -> Facts:
    return replace(facts, tags=tuple(one for one in facts.tags if one.casefold() != tag.casefold()))


def _status(facts: Facts, status: str) -> Facts:
    if facts.status == status:
        return facts
    return replace(facts, status=Status(status), snoozed_until=None)


def _snooze(facts: Facts, minutes: str) -> Facts:
    if facts.status is Status.SNOOZED:
        return facts
    return replace(facts, status=Status.SNOOZED, snoozed_until=facts.at + int(minutes) * MINUTE)


def _dispose(facts: Facts, disposition: str) -> Facts:
    if facts.waiting_since is None or not facts.to_deal_with:
        return facts
    return replace(facts, dealt=disposition, to_deal_with=False, waiting_since=facts.others_since)


def _or_none(value: str) -> str | None:
    return None if value == NOBODY else value


_CHANGES: Mapping[Does, Callable[[Facts, str], Facts]] = {
    Does.TAG: _tag,
    Does.UNTAG: _untag,
    Does.ASSIGN: lambda facts, value: replace(facts, assignee_id=_or_none(value)),
    Does.TEAM: lambda facts, value: replace(facts, team_id=_or_none(value)),
    Does.PRIORITY: lambda facts, value: replace(facts, priority=Priority(int(value))),
    Does.STATUS: _status,
    Does.SNOOZE: _snooze,
    Does.POLICY: lambda facts, value: replace(facts, policy_id=_or_none(value)),
    Does.HOLD: lambda facts, _: replace(facts, held=True),
    Does.DISPOSE: _dispose,
}
_EVENTS: Mapping[Does, Event] = {
    Does.TAG: Event.TAGGED,
    Does.UNTAG: Event.TAGGED,
    Does.ASSIGN: Event.ASSIGNED,
    Does.TEAM: Event.ASSIGNED,
    Does.PRIORITY: Event.STATE_CHANGED,
    Does.STATUS: Event.STATE_CHANGED,
    Does.SNOOZE: Event.STATE_CHANGED,
    Does.DISPOSE: Event.STATE_CHANGED,
}
_ASPECTS: Mapping[Does, Asks] = {
    Does.TAG: Asks.TAG,
    Does.UNTAG: Asks.TAG,
    Does.ASSIGN: Asks.ASSIGNEE,
    Does.TEAM: Asks.TEAM,
    Does.PRIORITY: Asks.PRIORITY,
    Does.STATUS: Asks.STATUS,
    Does.SNOOZE: Asks.STATUS,
}
"""Which question an effect changes the answer to."""


def circles(rules: Sequence[Rule], macros: Mapping[str, Macro]) -> tuple[Circle, ...]:
    """Groups of rules that may lead to each other and of which one undoes what another does. Judged by what they say alone,
    so such a circle may never come about; while rules run, it is stopped."""
    effects = {rule.id: unfolded(rule.effects, macros) for rule in rules}
    ways = {
        one.id: [other.id for other in rules if any(leads(effect, other) for effect in effects[one.id])]
        for one in rules
    }
    reached = {one: _reached(one, ways) for one in ways}
    found: dict[frozenset[str], Circle] = {}
    for one in ways:
        group = [other for other in ways if other in reached[one] and one in reached[other]]
        if len(group) > 1 and _quarrel([effect for each in group for effect in effects[each]]):
            found.setdefault(frozenset(group), Circle(tuple(group)))
    return tuple(found.values())


def leads(effect: Effect, other: Rule) -> bool:
    """Whether another rule may run because of an effect."""
    if event_of(effect) is not other.event:
        return False
    return not (other.every and any(_speaks_against(effect, term) for term in other.terms))


def _speaks_against(effect: Effect, term: Term) -> bool:
    """Whether a condition surely fails right after an effect that is about the same."""
    if _ASPECTS.get(effect.does) is not term.asks or term.how not in (How.IS, How.IS_NOT):
        return False
    value = Status.SNOOZED if effect.does is Does.SNOOZE else effect.value
    asked = {one.casefold() for one in term.values}
    if effect.does is Does.UNTAG:
        # Of several tags another one may be there.
        return term.how is How.IS and asked == {value.casefold()}
    named = value.casefold() in asked
    return named if term.how is How.IS_NOT else not named and effect.does is not Does.TAG


def _reached(start: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(ways[start])
    while ahead:
        if (one := ahead.pop()) not in found:
            found.add(one)
            ahead += ways[one]
    return found


def _quarrel(effects: Sequence[Effect]) -> bool:
    """Whether one of them undoes another."""
    tagged = {effect.value.casefold() for effect in effects if effect.does is Does.TAG}
    if tagged & {effect.value.casefold() for effect in effects if effect.does is Does.UNTAG}:
        return True
    wanted: dict[Asks, set[str]] = {}
    for effect in effects:
        if (aspect := _ASPECTS.get(effect.does)) and aspect is not Asks.TAG:
            wanted.setdefault(aspect, set()).add(Status.SNOOZED if effect.does is Does.SNOOZE else effect.value)
    return any(len(values) > 1 for values in wanted.values())
