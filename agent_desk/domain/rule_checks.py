"""Whether a rule or a macro can run: what is wrong with it by itself, and what it names that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from agent_desk.domain.conversations import BY_AGENT, Disposition, Status
from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event
from agent_desk.domain.levels import Metric
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority, Role
from agent_desk.domain.rules import (
    COMPARES,
    IN_MACROS,
    IN_RULES,
    KNOWN,
    NOBODY,
    Asks,
    Does,
    Effect,
    Macro,
    Rule,
    Term,
)

MOST = 50
"""Conditions, and effects, of one rule."""
_FIGURE = re.compile(r"[0-9]{1,9}")
_MINUTES = 60 * 24 * 366
"""The longest wait or snooze: a year."""


@frozen
class Known:
    """What there is to be named: names by id, without what was removed."""

    venues: Mapping[str, str]
    agents: Mapping[str, str]
    teams: Mapping[str, str]
    calendars: Mapping[str, str]
    policies: Mapping[str, str]
    macros: Mapping[str, Macro]


@frozen
class Trouble:
    """Why a rule does not run. `code`: `gone` (`what` it names is not there any more), `writes` (a macro that writes a reply
    cannot run by itself), `unreadable` (`name`: what is not known here)."""

    code: str
    what: str
    name: str


def check_rule(rule: Rule) -> None:
    """Raises Refused(`rule_nameless`, `rule_empty`, `rule_wait`, `rule_value`, `rule_too_long`)."""
    if not rule.name:
        raise Refused("rule_nameless")
    if not rule.effects:
        raise Refused("rule_empty")
    if max(len(rule.effects), len(rule.terms)) > MOST:
        raise Refused("rule_too_long", most=MOST)
    if (rule.event is Event.TIME_PASSED) is not (rule.wait is not None):
        raise Refused("rule_wait")
    if rule.wait is not None and not 0 < rule.wait.minutes <= _MINUTES:
        raise Refused("rule_wait")
    if rule.wait is not None and any(term.asks is Asks.WAITED for term in rule.terms):
        raise Refused("rule_wait")
    for term in rule.terms:
        _check_term(term)
    _check_effects(rule.effects, IN_RULES)


def check_macro(macro: Macro) -> None:
    """Raises Refused(`macro_nameless`, `rule_empty`, `rule_value`, `rule_too_long`)."""
    if not macro.name:
        raise Refused("macro_nameless")
    if not macro.effects:
        raise Refused("rule_empty")
    if len(macro.effects) > MOST:
        raise Refused("rule_too_long", most=MOST)
    _check_effects(macro.effects, IN_MACROS)


def troubles(rule: Rule, known: Known) -> tuple[Trouble, ...]:
    """All that keeps a rule from running; empty where it can."""
    if rule.trouble:
        return (Trouble("unreadable", "rule", rule.trouble),)
    found = [*_gone_in(rule.terms, known), *_gone(rule.effects, known)]
    for effect in rule.effects:
        if effect.does is Does.MACRO and (macro := known.macros.get(effect.value)) is not None:
            if any(each.does is Does.REPLY for each in macro.effects):
                found.append(Trouble("writes", "macro", macro.name))
            found += macro_troubles(macro, known)
    return tuple(dict.fromkeys(found))


def macro_troubles(macro: Macro, known: Known) -> tuple[Trouble, ...]:
    """All that keeps a macro from running; empty where it can."""
    if macro.trouble:
        return (Trouble("unreadable", "macro", macro.trouble),)
    return tuple(dict.fromkeys(_gone(macro.effects, known)))


def _gone_in(terms: Iterable[Term], known: Known) -> list[Trouble]:
    there = {
        Asks.VENUE: ("venue", known.venues),
        Asks.ASSIGNEE: ("agent", known.agents),
        Asks.TEAM: ("team", known.teams),
        Asks.HOURS: ("calendar", known.calendars),
    }
    return [
        Trouble("gone", there[term.asks][0], value)
        for term in terms
        if term.asks in there
        for value in term.values
        if value != NOBODY and value not in there[term.asks][1]
    ]


def _gone(effects: Iterable[Effect], known: Known) -> list[Trouble]:
    there: Mapping[Does, tuple[str, Mapping[str, object]]] = {
        Does.ASSIGN: ("agent", known.agents),
        Does.TEAM: ("team", known.teams),
        Does.POLICY: ("policy", known.policies),
        Does.MACRO: ("macro", known.macros),
        Does.NOTIFY: ("agent", {**known.agents, **dict.fromkeys(Role)}),
    }
    return [
        Trouble("gone", there[effect.does][0], effect.value)
        for effect in effects
        if effect.does in there and effect.value != NOBODY and effect.value not in there[effect.does][1]
    ]


def _check_term(term: Term) -> None:
    """Raises Refused(`rule_value`)."""
    fits = term.how in COMPARES[term.asks] and bool(term.values) and all(value.strip() for value in term.values)
    if term.asks in _NUMBERS:
        fits = fits and len(term.values) == 1 and _FIGURE.fullmatch(term.values[0]) is not None
    if term.asks in _NAMED:
        fits = fits and _NAMED[term.asks].issuperset(term.values)
    if not fits:
        raise Refused("rule_value", name=term.asks, value=", ".join(term.values))


def _check_effects(effects: Iterable[Effect], allowed: tuple[Does, ...]) -> None:
    """Raises Refused(`rule_value`)."""
    for effect in effects:
        value = effect.value
        if effect.does not in allowed:
            raise Refused("rule_value", name=effect.does, value=value)
        if effect.does is Does.SNOOZE:
            fits = _FIGURE.fullmatch(value) is not None and 0 < int(value) <= _MINUTES
        elif effect.does in _VALUES:
            fits = value in _VALUES[effect.does]
        else:
            fits = effect.does is Does.HOLD or bool(value.strip())
        if not fits:
            raise Refused("rule_value", name=effect.does, value=value)


_PRIORITIES = frozenset(str(int(one)) for one in Priority)
_NUMBERS = (Asks.REACH, Asks.WAITED, Asks.PRIORITY)
_NAMED: Mapping[Asks, frozenset[str]] = {
    Asks.REPUTATION: frozenset({"trusted", "automatic", *(mark for mark in AuthorMark if mark)}),
    Asks.KIND: frozenset(ConversationKind),
    Asks.PRIORITY: _PRIORITIES,
    Asks.STATUS: frozenset(Status),
    Asks.METRIC: frozenset(Metric),
}
_VALUES: Mapping[Does, frozenset[str]] = {
    Does.PRIORITY: _PRIORITIES,
    Does.STATUS: frozenset({Status.OPEN, Status.PENDING, Status.RESOLVED}),
    Does.DISPOSE: frozenset[str](BY_AGENT) | {Disposition.EXPIRED_BY_RULE},
}
CUSTOMER_VALUES = (KNOWN, NOBODY)
"""What CUSTOMER can be compared with beside ids."""
