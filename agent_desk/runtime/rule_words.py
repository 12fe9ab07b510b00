"""Rules and macros in words: when, if, then, why one does not run, and what goes wrong while one is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from textwrap import shorten

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event
from agent_desk.domain.levels import Metric
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority, Role
from agent_desk.domain.rule_checks import Known, Trouble
from agent_desk.domain.rules import KNOWN, NOBODY, Asks, Does, Effect, How, Macro, Rule, Since, Term, Wait
from agent_desk.runtime import texts
from agent_desk.runtime.language import marked, ntr, tr

_WORDS_SHOWN = 80
"""Letters of a note or a reply that stand in a sentence."""
EVENTS: Mapping[Event, str] = {
    Event.POST_ARRIVED: marked("When a customer's post arrives"),
    Event.REPLY_SENT: marked("When a reply of ours is out"),
    Event.STATE_CHANGED: marked("When status or priority change"),
    Event.ASSIGNED: marked("When it is assigned"),
    Event.TAGGED: marked("When tags change"),
    Event.AT_RISK: marked("When it is due soon"),
    Event.BREACHED: marked("When it is overdue"),
    Event.TIME_PASSED: marked("When time has passed and still"),
}
SINCES: Mapping[Since, str] = {
    Since.WAITING: marked("a customer has waited for"),
    Since.QUIET: marked("nobody has written for"),
}
_WAITS: Mapping[Since, str] = {
    Since.WAITING: marked("When a customer has waited for {span}"),
    Since.QUIET: marked("When nobody has written for {span}"),
}
ASKS: Mapping[Asks, str] = {
    Asks.TEXT: marked("Text of the post"),
    Asks.AUTHOR: marked("Author"),
    Asks.REPUTATION: marked("The author is"),
    Asks.REACH: marked("Followers of the author"),
    Asks.VENUE: marked("Venue"),
    Asks.NETWORK: marked("Network"),
    Asks.KIND: marked("Kind of conversation"),
    Asks.LANGUAGE: marked("Language"),
    Asks.TAG: marked("Our tag"),
    Asks.LABEL: marked("Category or tag at the venue"),
    Asks.PRIORITY: marked("Priority"),
    Asks.STATUS: marked("Status"),
    Asks.HOURS: marked("Working hours"),
    Asks.CUSTOMER: marked("Customer"),
    Asks.CUSTOMER_TAG: marked("A tag of the customer"),
    Asks.ASSIGNEE: marked("Assigned to"),
    Asks.TEAM: marked("Team"),
    Asks.WAITED: marked("Minutes of waiting"),
    Asks.METRIC: marked("Which clock"),
}
HOWS: Mapping[How, str] = {
    How.IS: marked("is"),
    How.IS_NOT: marked("is not"),
    How.CONTAINS: marked("contains"),
    How.CONTAINS_NOT: marked("does not contain"),
    How.WORDS: marked("has the words"),
    How.AT_LEAST: marked("at least"),
    How.AT_MOST: marked("at most"),
    How.INSIDE: marked("are running by"),
    How.OUTSIDE: marked("are over by"),
}
_TERMS: Mapping[tuple[Asks, How], str] = {
    (Asks.TEXT, How.CONTAINS): marked("the post contains {value}"),
    (Asks.TEXT, How.CONTAINS_NOT): marked("the post does not contain {value}"),
    (Asks.TEXT, How.WORDS): marked("the post has the words {value}"),
    (Asks.AUTHOR, How.IS): marked("the author is {value}"),
    (Asks.AUTHOR, How.IS_NOT): marked("the author is not {value}"),
    (Asks.AUTHOR, How.CONTAINS): marked("the author's name contains {value}"),
    (Asks.REPUTATION, How.IS): marked("the author is {value}"),
    (Asks.REPUTATION, How.IS_NOT): marked("the author is not {value}"),
    (Asks.REACH, How.AT_LEAST): marked("the author has {value} followers or more"),
    (Asks.REACH, How.AT_MOST): marked("the author has at most {value} followers"),
    (Asks.VENUE, How.IS): marked("it is at {value}"),
    (Asks.VENUE, How.IS_NOT): marked("it is not at {value}"),
    (Asks.NETWORK, How.IS): marked("it is on {value}"),
    (Asks.NETWORK, How.IS_NOT): marked("it is not on {value}"),
    (Asks.KIND, How.IS): marked("the conversation is of the kind {value}"),
    (Asks.KIND, How.IS_NOT): marked("the conversation is not of the kind {value}"),
    (Asks.LANGUAGE, How.IS): marked("the language is {value}"),
    (Asks.LANGUAGE, How.IS_NOT): marked("the language is not {value}"),
    (Asks.TAG, How.IS): marked("it is tagged {value}"),
    (Asks.TAG, How.IS_NOT): marked("it is not tagged {value}"),
    (Asks.LABEL, How.IS): marked("the venue sorts it under {value}"),
    (Asks.LABEL, How.IS_NOT): marked("the venue does not sort it under {value}"),
    (Asks.PRIORITY, How.AT_LEAST): marked("the priority is {value} or higher"),
    (Asks.PRIORITY, How.AT_MOST): marked("the priority is {value} or lower"),
    (Asks.STATUS, How.IS): marked("the status is {value}"),
    (Asks.STATUS, How.IS_NOT): marked("the status is not {value}"),
    (Asks.HOURS, How.INSIDE): marked("it is within the hours {value}"),
    (Asks.HOURS, How.OUTSIDE): marked("it is outside the hours {value}"),
    (Asks.CUSTOMER, How.IS): marked("the customer is {value}"),
    (Asks.CUSTOMER, How.IS_NOT): marked("the customer is not {value}"),
    (Asks.CUSTOMER_TAG, How.IS): marked("the customer has the tag {value} anywhere"),
    (Asks.CUSTOMER_TAG, How.IS_NOT): marked("the customer has the tag {value} nowhere"),
    (Asks.ASSIGNEE, How.IS): marked("it is assigned to {value}"),
    (Asks.ASSIGNEE, How.IS_NOT): marked("it is not assigned to {value}"),
    (Asks.TEAM, How.IS): marked("it is in the team {value}"),
    (Asks.TEAM, How.IS_NOT): marked("it is not in the team {value}"),
    (Asks.WAITED, How.AT_LEAST): marked("somebody has waited for {value} minutes or more"),
    (Asks.WAITED, How.AT_MOST): marked("somebody has waited for at most {value} minutes"),
    (Asks.METRIC, How.IS): marked("it is about {value}"),
    (Asks.METRIC, How.IS_NOT): marked("it is not about {value}"),
}
DOES: Mapping[Does, str] = {
    Does.TAG: marked("Put a tag on it"),
    Does.UNTAG: marked("Take a tag off"),
    Does.ASSIGN: marked("Assign it to"),
    Does.TEAM: marked("Give it to the team"),
    Does.PRIORITY: marked("Set the priority to"),
    Does.STATUS: marked("Set the status to"),
    Does.SNOOZE: marked("Snooze it for"),
    Does.POLICY: marked("Let this policy count"),
    Does.MACRO: marked("Run the macro"),
    Does.NOTIFY: marked("Tell"),
    Does.HOLD: marked("Let replies wait for approval"),
    Does.DISPOSE: marked("Deal with the waiting posts"),
    Does.NOTE: marked("Write a private note"),
    Does.REPLY: marked("Begin a reply"),
}
_EFFECTS: Mapping[Does, str] = {
    Does.TAG: marked("tag it {value}"),
    Does.UNTAG: marked("take off the tag {value}"),
    Does.ASSIGN: marked("assign it to {value}"),
    Does.TEAM: marked("give it to the team {value}"),
    Does.PRIORITY: marked("set the priority to {value}"),
    Does.STATUS: marked("set the status to {value}"),
    Does.SNOOZE: marked("snooze it for {value}"),
    Does.POLICY: marked("let the policy {value} count"),
    Does.MACRO: marked("run the macro {value}"),
    Does.NOTIFY: marked("tell {value}"),
    Does.HOLD: marked("let replies wait for approval"),
    Does.DISPOSE: marked("deal with the waiting posts: {value}"),
    Does.NOTE: marked("note “{value}”"),
    Does.REPLY: marked("begin the reply “{value}”"),
}
_ROLES: Mapping[Role, str] = {
    Role.AGENT: marked("everybody"),
    Role.LEAD: marked("leads and above"),
    Role.SUPERVISOR: marked("supervisors and above"),
    Role.ADMIN: marked("admins"),
}
_PRIORITIES: Mapping[Priority, str] = {
    Priority.LOW: marked("low"),
    Priority.NORMAL: marked("normal"),
    Priority.HIGH: marked("high"),
    Priority.URGENT: marked("urgent"),
}
_METRICS: Mapping[Metric, str] = {
    Metric.FIRST: marked("the first response"),
    Metric.NEXT: marked("the next response"),
    Metric.RESOLUTION: marked("the resolution"),
    Metric.VERIFY: marked("the look at a peer's answer"),
}
_REPUTATIONS: Mapping[str, str] = {
    "trusted": marked("trusted in the community"),
    "automatic": marked("a program"),
    "muted": marked("muted"),
    "spam": marked("marked as spam"),
    "troll": marked("marked as a troll"),
}
_GONE: Mapping[str, str] = {
    "venue": marked("It names a venue that is gone."),
    "agent": marked("It names an agent who does not work here any more."),
    "team": marked("It names a team that is gone."),
    "calendar": marked("It names a calendar that is gone."),
    "policy": marked("It names a policy that is gone."),
    "macro": marked("It names a macro that is gone."),
}


@frozen
class Names:
    """What ids are called: what there is to name, and networks by their own names."""

    known: Known
    networks: Mapping[str, str]


def event(rule: Rule) -> str:
    """When a rule is asked, as the beginning of a sentence."""
    return wait(rule.wait) if rule.wait is not None else tr(EVENTS[rule.event])


def wait(one: Wait) -> str:
    """How long something has to be so."""
    return tr(_WAITS[one.since], span=span(one.minutes))


def span(minutes: int) -> str:
    """So many minutes in the largest whole unit."""
    if minutes and minutes % 1440 == 0:
        return ntr("{n} day", "{n} days", minutes // 1440)
    if minutes and minutes % 60 == 0:
        return ntr("{n} hour", "{n} hours", minutes // 60)
    return ntr("{n} minute", "{n} minutes", minutes)


def term(one: Term, names: Names) -> str:
    """One condition."""
    plain = one.how in (How.AT_LEAST, How.AT_MOST) or asked_choices(one.asks, names) is not None
    called = [asked_name(one.asks, each, names) for each in one.values]
    values = called if plain else [tr("“{words}”", words=each) for each in called]
    return tr(_TERMS[one.asks, one.how], value=_either(values))


def effect(one: Effect, names: Names) -> str:
    """One effect."""
    return tr(_EFFECTS[one.does], value=effect_name(one, names))


def sentence(rule: Rule, names: Names) -> str:
    """All that a rule says."""
    if rule.trouble:
        return tr("This version of Agent Desk cannot read this rule: {what}", what=rule.trouble)
    then = ", ".join(effect(one, names) for one in rule.effects)
    if not rule.terms:
        return tr("{when}: {then}.", when=event(rule), then=then)
    terms = [term(one, names) for one in rule.terms]
    joined = _both(terms) if rule.every else _either(terms)
    return tr("{when}, if {conditions}: {then}.", when=event(rule), conditions=joined, then=then)


def _either(parts: Sequence[str]) -> str:
    return reduce(lambda one, other: tr("{one} or {other}", one=one, other=other), parts)


def _both(parts: Sequence[str]) -> str:
    return reduce(lambda one, other: tr("{one} and {other}", one=one, other=other), parts)


def macro_sentence(macro: Macro, names: Names) -> str:
    """All that a macro does."""
    if macro.trouble:
        return tr("This version of Agent Desk cannot read this macro: {what}", what=macro.trouble)
    return ", ".join(effect(one, names) for one in macro.effects)


def asked_name(asks: Asks, value: str, names: Names) -> str:
    """What a value of a condition is called."""
    choices = asked_choices(asks, names)
    return choices.get(value, value) if choices else value


def asked_choices(asks: Asks, names: Names) -> dict[str, str] | None:
    """The values that a question can be compared with, by what stands for each; None where it is typed."""
    known = names.known
    fixed: dict[Asks, dict[str, str]] = {
        Asks.REPUTATION: {name: tr(text) for name, text in _REPUTATIONS.items()},
        Asks.VENUE: dict(known.venues),
        Asks.NETWORK: dict(names.networks),
        Asks.KIND: {one.value: texts.kind(one) for one in ConversationKind if one is not ConversationKind.FOUND},
        Asks.PRIORITY: priorities(),
        Asks.STATUS: {one.value: texts.status(one) for one in Status},
        Asks.HOURS: dict(known.calendars),
        Asks.CUSTOMER: {KNOWN: tr("somebody we know"), NOBODY: tr("nobody we know")},
        Asks.ASSIGNEE: {NOBODY: tr("nobody"), **known.agents},
        Asks.TEAM: {NOBODY: tr("no team"), **known.teams},
        Asks.METRIC: {one.value: tr(text) for one, text in _METRICS.items()},
    }
    return fixed.get(asks)


def effect_name(one: Effect, names: Names) -> str:
    """What the value of an effect is called."""
    if one.does is Does.SNOOZE:
        return span(int(one.value))
    if one.does in (Does.NOTE, Does.REPLY):
        return shorten(one.value, _WORDS_SHOWN, placeholder="…")
    choices = effect_choices(one.does, names)
    return choices.get(one.value, one.value) if choices else one.value


def effect_choices(does: Does, names: Names) -> dict[str, str] | None:
    """The values that an effect can have, by what stands for each; None where it is typed, or has none."""
    known = names.known
    fixed: dict[Does, dict[str, str]] = {
        Does.ASSIGN: {**known.agents, NOBODY: tr("nobody")},
        Does.TEAM: {**known.teams, NOBODY: tr("no team")},
        Does.PRIORITY: priorities(),
        Does.STATUS: {one.value: texts.status(one) for one in (Status.OPEN, Status.PENDING, Status.RESOLVED)},
        Does.POLICY: {**known.policies, NOBODY: tr("the first that fits")},
        Does.MACRO: {macro.id: macro.name for macro in known.macros.values() if macro.owner_id is None},
        Does.NOTIFY: {**{role.value: tr(text) for role, text in _ROLES.items()}, **known.agents},
        Does.DISPOSE: {one.value: texts.disposition(one) for one in _DEALT},
    }
    return fixed.get(does)


_DEALT = (
    *(Disposition.NO_ANSWER_NEEDED, Disposition.NOT_RELEVANT, Disposition.IDEA, Disposition.MODERATED),
    Disposition.EXPIRED_BY_RULE,
)


def priorities() -> dict[str, str]:
    """What priorities are called, by their number."""
    return {str(int(one)): tr(text) for one, text in _PRIORITIES.items()}


def trouble(one: Trouble) -> str:
    """Why a rule or a macro does not run."""
    if one.code == "gone":
        return tr(_GONE[one.what])
    if one.code == "writes":
        return tr("The macro “{name}” begins a reply, which only an agent can go on with.", name=one.name)
    return tr("This version of Agent Desk cannot read it: {what}", what=one.name)


def stopped(why: str, names: Mapping[str, str]) -> str:
    """Why a rule was stopped by itself. `names`: of rules by id."""
    code, _, about = why.partition(":")
    if code == "failed":
        return tr("Stopped, because it could not do what it says: {what}", what=about)
    if code == "deep":
        return tr("Stopped, because too much followed from one event.")
    others: Sequence[str] = [names.get(one, one) for one in about.split(",")]
    return tr("Stopped, because these rules go round in a circle: {names}", names=" → ".join((*others, others[0])))
