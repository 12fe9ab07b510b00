"""How rules and macros are written down for good, and read again by a later version of this program."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import Asks, Does, Effect, How, Macro, Rule, Since, Term, Wait

VERSION = 1
_RULE = ("version", "event", "every", "wait", "terms", "effects")
_MACRO = ("version", "effects")
_TERM = ("asks", "how", "values")
_EFFECT = ("does", "value", "reason")


def rule_written(rule: Rule) -> dict[str, object]:
    """What a rule says, as JSON-fit values; name, place and state are columns of their own."""
    told: dict[str, object] = {
        "version": VERSION,
        "event": rule.event.value,
        "every": rule.every,
        "terms": [{"asks": one.asks.value, "how": one.how.value, "values": list(one.values)} for one in rule.terms],
        "effects": effects_written(rule.effects),
    }
    if rule.wait is not None:
        told["wait"] = {"since": rule.wait.since.value, "minutes": rule.wait.minutes}
    return told


def rule_from(told: object, rule_id: str, name: str) -> Rule:
    """From what `rule_written` made; raises WrongUse that names what is not known here."""
    body = _table(told, _RULE)
    _check_version(body)
    try:
        wait = _table(body["wait"], ("since", "minutes")) if "wait" in body else None
        return Rule(
            rule_id,
            name,
            Event(str(body["event"])),
            tuple(_term(one) for one in _list(body.get("terms", []))),
            effects_from(body.get("effects", [])),
            bool(body.get("every", True)),
            Wait(Since(str(wait["since"])), int(str(wait["minutes"]))) if wait else None,
        )
    except (KeyError, ValueError) as error:
        raise WrongUse(OwnWords("a rule that cannot be read: {error}", error=str(error)[:200])) from error


def macro_written(macro: Macro) -> dict[str, object]:
    """What a macro does, as JSON-fit values."""
    return {"version": VERSION, "effects": effects_written(macro.effects)}


def macro_from(told: object) -> tuple[Effect, ...]:
    """From what `macro_written` made; raises WrongUse that names what is not known here."""
    body = _table(told, _MACRO)
    _check_version(body)
    return effects_from(body.get("effects", []))


def effects_written(effects: Sequence[Effect]) -> list[dict[str, str]]:
    """Effects as JSON-fit values."""
    return [
        {"does": one.does.value, "value": one.value} | ({"reason": one.reason} if one.reason else {}) for one in effects
    ]


def effects_from(told: object) -> tuple[Effect, ...]:
    """From what `effects_written` made; raises WrongUse."""
    found: list[Effect] = []
    for one in _list(told):
        item = _table(one, _EFFECT)
        try:
            found.append(Effect(Does(str(item["does"])), str(item.get("value", "")), str(item.get("reason", ""))))
        except (KeyError, ValueError) as error:
            raise WrongUse(OwnWords("an effect that is not known: {error}", error=str(error)[:200])) from error
    return tuple(found)


def _term(told: object) -> Term:
    item = _table(told, _TERM)
    return Term(Asks(str(item["asks"])), How(str(item["how"])), tuple(str(value) for value in _list(item["values"])))


def _check_version(body: Mapping[str, object]) -> None:
    if body.get("version") != VERSION:
        raise WrongUse(OwnWords("a rule of another version: {version}", version=str(body.get("version"))[:40]))


def _table(told: object, known: Collection[str]) -> Mapping[str, object]:
    if not isinstance(told, Mapping):
        raise WrongUse(OwnWords("a rule that cannot be read: {error}", error=str(told)[:200]))
    if unknown := sorted(str(name) for name in set(told) - set(known)):
        raise WrongUse(OwnWords("not known here: {names}", names=", ".join(unknown)[:200]))
    return told


def _list(told: object) -> Sequence[object]:
    if not isinstance(told, list):
        raise WrongUse(OwnWords("a rule that cannot be read: {error}", error=str(told)[:200]))
    return told
