"""Rules and macros: what they ask and what they do, as values; and whether the conditions of a rule hold for given facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum

from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority

NOBODY = "none"
"""A value of ASSIGNEE, TEAM and CUSTOMER, and of the effects that assign: nobody, no team, not known."""
KNOWN = "known"
"""A value of CUSTOMER: whoever it is."""
_WORD = re.compile(r"\w+")


class Asks(StrEnum):
    """What a condition asks about. TEXT: the words of the post. REPUTATION: `trusted`, `automatic` or a mark
    (agent_desk.domain.marks). REACH: followers. KIND: agent_desk.domain.posts.ConversationKind. LANGUAGE: BCP 47 primary tags.
    TAG: our own, LABEL: the venue's. PRIORITY: 1 to 4. HOURS: the id of a calendar. CUSTOMER: a customer's id, `known`, `none`.
    CUSTOMER_TAG: a tag on any conversation of that customer. ASSIGNEE, TEAM: an id or `none`. WAITED: minutes. METRIC: the
    clock of the event (agent_desk.domain.levels.Metric)."""

    TEXT = "text"
    AUTHOR = "author"
    REPUTATION = "reputation"
    REACH = "reach"
    VENUE = "venue"
    NETWORK = "network"
    KIND = "kind"
    LANGUAGE = "language"
    TAG = "tag"
    LABEL = "label"
    PRIORITY = "priority"
    STATUS = "status"
    HOURS = "hours"
    CUSTOMER = "customer"
    CUSTOMER_TAG = "customer_tag"
    ASSIGNEE = "assignee"
    TEAM = "team"
    WAITED = "waited"
    METRIC = "metric"


class How(StrEnum):
    """How a condition compares. IS, CONTAINS, WORDS: with any of its values; IS_NOT and CONTAINS_NOT: with none of them.
    WORDS: whole words, one behind the other. Case never matters."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    WORDS = "words"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    INSIDE = "inside"
    OUTSIDE = "outside"


_CHOICE = (How.IS, How.IS_NOT)
_NUMBER = (How.AT_LEAST, How.AT_MOST)
COMPARES: Mapping[Asks, tuple[How, ...]] = {
    Asks.TEXT: (How.CONTAINS, How.CONTAINS_NOT, How.WORDS),
    Asks.AUTHOR: (How.IS, How.IS_NOT, How.CONTAINS),
    Asks.REPUTATION: _CHOICE,
    Asks.REACH: _NUMBER,
    Asks.VENUE: _CHOICE,
    Asks.NETWORK: _CHOICE,
    Asks.KIND: _CHOICE,
    Asks.LANGUAGE: _CHOICE,
    Asks.TAG: _CHOICE,
    Asks.LABEL: _CHOICE,
    Asks.PRIORITY: _NUMBER,
    Asks.STATUS: _CHOICE,
    Asks.HOURS: (How.INSIDE, How.OUTSIDE),
    Asks.CUSTOMER: _CHOICE,
    Asks.CUSTOMER_TAG: _CHOICE,
    Asks.ASSIGNEE: _CHOICE,
    Asks.TEAM: _CHOICE,
    Asks.WAITED: _NUMBER,
    Asks.METRIC: _CHOICE,
}
"""Which comparisons fit which question, the usual one first."""


class Does(StrEnum):
    """What an effect does with its value. TAG, UNTAG: a tag. ASSIGN: an agent's id or `none`. TEAM: a team's id or `none`.
    PRIORITY: 1 to 4. STATUS: open, pending or resolved. SNOOZE: minutes. POLICY: a policy's id or `none`. MACRO: a macro's id.
    NOTIFY: an agent's id, or a role (agent_desk.domain.roster.Role). HOLD: replies there need a second pair of eyes. DISPOSE: a
    disposition, for the posts that wait: those of the author of the post that the event is about, where it is about one of a
    customer, and after TIME_PASSED those posted so long ago. NOTE: a private note. REPLY: words for the draft, in macros
    alone."""

    TAG = "tag"
    UNTAG = "untag"
    ASSIGN = "assign"
    TEAM = "team"
    PRIORITY = "priority"
    STATUS = "status"
    SNOOZE = "snooze"
    POLICY = "policy"
    MACRO = "macro"
    NOTIFY = "notify"
    HOLD = "hold"
    DISPOSE = "dispose"
    NOTE = "note"
    REPLY = "reply"


IN_RULES = tuple(one for one in Does if one is not Does.REPLY)
IN_MACROS = (
    *(Does.REPLY, Does.NOTE, Does.TAG, Does.UNTAG, Does.ASSIGN, Does.TEAM, Does.PRIORITY),
    *(Does.STATUS, Does.SNOOZE, Does.DISPOSE),
)


@frozen
class Term:
    """One condition."""

    asks: Asks
    how: How
    values: tuple[str, ...]


@frozen
class Effect:
    """One thing to do. `reason`: for DISPOSE, why."""

    does: Does
    value: str = ""
    reason: str = ""


class Since(StrEnum):
    """What a rule of passed time counts from: since when somebody waits, or the latest post of anybody."""

    WAITING = "waiting"
    QUIET = "quiet"


@frozen
class Wait:
    """How long something has to be so, in minutes."""

    since: Since
    minutes: int


@frozen
class Rule:
    """When the event happens and the conditions hold (`every`: all of them, else any), the effects are brought about in their
    order. `wait`: with TIME_PASSED alone. `stopped`: why it was stopped by itself, as a code with the names of the rules it
    went round with; it does not run until it is switched on again. `trouble`: what of it this version of the program cannot
    read; then terms and effects are empty here, what was stored is kept, and it does not run."""

    id: str
    name: str
    event: Event
    terms: tuple[Term, ...] = ()
    effects: tuple[Effect, ...] = ()
    every: bool = True
    wait: Wait | None = None
    position: int = 0
    enabled: bool = True
    stopped: str = ""
    trouble: str = ""


@frozen
class Macro:
    """Several acts as one. `owner_id`: whose it is, None: everybody's. `used_at`: UTC milliseconds. `trouble`: as of a rule."""

    id: str
    name: str
    effects: tuple[Effect, ...] = ()
    owner_id: str | None = None
    position: int = 0
    used: int = 0
    used_at: int | None = None
    trouble: str = ""


@frozen
class Facts:
    """All that rules may ask about one conversation at one moment. `message_id`: the post it is about, `of_customer`: whether a
    customer wrote that. `text` and the author's are that post's, else the customer's latest. `reach`: None where the venue does
    not tell. `waited`: minutes, None when nobody waits. `hours`: for each calendar that rules name, whether it is open. `dealt`:
    how the waiting posts were disposed of, once an effect did it; `to_deal_with`: whether any waits that the event is about (its
    author's, where it is about a customer's post, else all), `others_since`: since when the rest waits. `held`: replies there
    need a second pair of eyes. `about_at`: when the post was written, else the latest; `at`: the moment asked about (UTC
    milliseconds)."""

    conversation_id: str
    message_id: str | None = None
    of_customer: bool = False
    text: str = ""
    author: str = ""
    handle: str = ""
    reputation: frozenset[str] = frozenset()
    reach: int | None = None
    venue_id: str = ""
    network: str = ""
    kind: ConversationKind = ConversationKind.MENTIONS
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    priority: Priority = Priority.NORMAL
    status: Status = Status.OPEN
    snoozed_until: int | None = None
    hours: Mapping[str, bool] = field(default_factory=dict)
    customer_id: str | None = None
    customer_tags: tuple[str, ...] = ()
    assignee_id: str | None = None
    team_id: str | None = None
    policy_id: str | None = None
    waiting_since: int | None = None
    last_at: int = 0
    metric: str = ""
    dealt: str = ""
    to_deal_with: bool = True
    others_since: int | None = None
    held: bool = False
    about_at: int = 0
    at: int = 0

    @property
    def waited(self) -> int | None:
        """Minutes for which somebody has been waiting."""
        return None if self.waiting_since is None else max(0, self.at - self.waiting_since) // 60_000


@frozen
class Outcome:
    """Whether one condition holds, and what was found where it was looked."""

    term: Term
    holds: bool
    found: tuple[str, ...]


@frozen
class Judgement:
    """Whether a rule fits, condition by condition."""

    holds: bool
    outcomes: tuple[Outcome, ...]


def judge(rule: Rule, facts: Facts) -> Judgement:
    """Whether the conditions of a rule hold; without conditions they do. The event is not looked at."""
    outcomes = tuple(_outcome(term, facts) for term in rule.terms)
    held = [outcome.holds for outcome in outcomes]
    return Judgement(all(held) if rule.every else any(held) or not held, outcomes)


def holds(rule: Rule, facts: Facts) -> bool:
    """As `judge` has it, without the why, and no further than it takes."""
    tests = (_compare(term, _LOOK[term.asks](facts)) for term in rule.terms)
    return all(tests) if rule.every else not rule.terms or any(tests)


def over(wait: Wait, facts: Facts) -> bool:
    """Whether it has been so for so long."""
    since = began(wait, facts)
    return since is not None and facts.at - since >= wait.minutes * 60_000


def began(wait: Wait, facts: Facts) -> int | None:
    """From which moment it counts (UTC milliseconds); None where it does not."""
    return facts.waiting_since if wait.since is Since.WAITING else facts.last_at or None


def _outcome(term: Term, facts: Facts) -> Outcome:
    found = _LOOK[term.asks](facts)
    return Outcome(term, _compare(term, found), found)


def _compare(term: Term, found: tuple[str, ...]) -> bool:
    how = term.how
    if how is How.CONTAINS or how is How.CONTAINS_NOT:
        text = "\n".join(found).casefold()
        return any(value.casefold() in text for value in term.values) is (how is How.CONTAINS)
    if how is How.WORDS:
        text = _spaced("\n".join(found))
        return any(_spaced(value) in text for value in term.values)
    if how is How.AT_LEAST or how is How.AT_MOST:
        if not found:
            return False
        # What is not a number was refused when the rule was saved.
        bound = float(term.values[0])
        return float(found[0]) >= bound if how is How.AT_LEAST else float(found[0]) <= bound
    if how is How.INSIDE or how is How.OUTSIDE:
        return any(value in found for value in term.values) is (how is How.INSIDE)
    known = {one.casefold() for one in found}
    return any(value.casefold() in known for value in term.values) is (how is How.IS)


def _spaced(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _customer(facts: Facts) -> tuple[str, ...]:
    return (NOBODY,) if facts.customer_id is None else (facts.customer_id, KNOWN)


def _number(value: int | None) -> tuple[str, ...]:
    return () if value is None else (str(value),)


_LOOK: Mapping[Asks, Callable[[Facts], tuple[str, ...]]] = {
    Asks.TEXT: lambda facts: (facts.text,),
    Asks.AUTHOR: lambda facts: (facts.author, facts.handle, f"@{facts.handle}"),
    Asks.REPUTATION: lambda facts: tuple(sorted(facts.reputation)),
    Asks.REACH: lambda facts: _number(facts.reach),
    Asks.VENUE: lambda facts: (facts.venue_id,),
    Asks.NETWORK: lambda facts: (facts.network,),
    Asks.KIND: lambda facts: (facts.kind,),
    Asks.LANGUAGE: lambda facts: tuple(one.partition("-")[0] for one in facts.languages),
    Asks.TAG: lambda facts: facts.tags,
    Asks.LABEL: lambda facts: facts.labels,
    Asks.PRIORITY: lambda facts: (str(int(facts.priority)),),
    Asks.STATUS: lambda facts: (facts.status,),
    Asks.HOURS: lambda facts: tuple(one for one, is_open in facts.hours.items() if is_open),
    Asks.CUSTOMER: _customer,
    Asks.CUSTOMER_TAG: lambda facts: facts.customer_tags,
    Asks.ASSIGNEE: lambda facts: (facts.assignee_id or NOBODY,),
    Asks.TEAM: lambda facts: (facts.team_id or NOBODY,),
    Asks.WAITED: lambda facts: _number(facts.waited),
    Asks.METRIC: lambda facts: (facts.metric,),
}
