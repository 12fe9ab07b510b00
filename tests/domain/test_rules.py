"""What conditions find, what is wrong with a rule by itself, and that rules are read as they were written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import Refused, WrongUse
from agent_desk.domain.happenings import Event
from agent_desk.domain.roster import Priority
from agent_desk.domain.rule_checks import Known, Trouble, check_macro, check_rule, troubles
from agent_desk.domain.rules import (
    COMPARES,
    IN_RULES,
    Asks,
    Does,
    Effect,
    Facts,
    How,
    Macro,
    Rule,
    Since,
    Term,
    Wait,
    holds,
    judge,
    over,
)
from agent_desk.domain.stored_rules import macro_from, macro_written, rule_from, rule_written

MINUTE = 60_000
FACTS = Facts(
    "c",
    "m",
    text="My Hub is broken again. ÄRGER!",
    author="Mira Rask",
    handle="mira",
    reputation=frozenset({"trusted"}),
    reach=1200,
    venue_id="v1",
    network="mastodon",
    languages=("de-AT",),
    tags=("VIP",),
    priority=Priority.HIGH,
    hours={"office": True, "night": False},
    customer_id="k1",
    customer_tags=("gold",),
    team_id="t1",
    waiting_since=0,
    last_at=50 * MINUTE,
    at=90 * MINUTE,
)


@pytest.mark.parametrize(
    ("term", "fits"),
    [
        (Term(Asks.TEXT, How.CONTAINS, ("BROKE",)), True),
        (Term(Asks.TEXT, How.CONTAINS, ("ärger", "nothing")), True),
        (Term(Asks.TEXT, How.CONTAINS_NOT, ("broke",)), False),
        (Term(Asks.TEXT, How.WORDS, ("broke",)), False),
        (Term(Asks.TEXT, How.WORDS, ("hub  IS",)), True),
        (Term(Asks.AUTHOR, How.IS, ("@MIRA",)), True),
        (Term(Asks.REPUTATION, How.IS, ("trusted",)), True),
        (Term(Asks.REACH, How.AT_LEAST, ("1200",)), True),
        (Term(Asks.REACH, How.AT_MOST, ("1199",)), False),
        (Term(Asks.VENUE, How.IS, ("v0", "v1")), True),
        (Term(Asks.VENUE, How.IS_NOT, ("v0", "v1")), False),
        (Term(Asks.LANGUAGE, How.IS, ("de",)), True),
        (Term(Asks.TAG, How.IS, ("vip",)), True),
        (Term(Asks.PRIORITY, How.AT_LEAST, ("3",)), True),
        (Term(Asks.STATUS, How.IS, ("open",)), True),
        (Term(Asks.HOURS, How.INSIDE, ("office",)), True),
        (Term(Asks.HOURS, How.OUTSIDE, ("office",)), False),
        (Term(Asks.HOURS, How.OUTSIDE, ("night",)), True),
        (Term(Asks.CUSTOMER, How.IS, ("known",)), True),
        (Term(Asks.CUSTOMER_TAG, How.IS, ("Gold",)), True),
        (Term(Asks.ASSIGNEE, How.IS, ("none",)), True),
        (Term(Asks.TEAM, How.IS_NOT, ("none",)), True),
        (Term(Asks.WAITED, How.AT_LEAST, ("90",)), True),
        (Term(Asks.WAITED, How.AT_LEAST, ("91",)), False),
    ],
)
def test_what_a_condition_finds(term: Term, fits: bool) -> None:
    rule = Rule("r", "R", Event.POST_ARRIVED, (term,))
    assert holds(rule, FACTS) is fits
    judgement = judge(rule, FACTS)
    assert (judgement.holds, judgement.outcomes[0].holds) == (fits, fits)


def test_what_is_not_known_is_neither_many_nor_few() -> None:
    unknown = Facts("c", reach=None, waiting_since=None)
    for asks in (Asks.REACH, Asks.WAITED):
        for how in (How.AT_LEAST, How.AT_MOST):
            assert not holds(Rule("r", "R", Event.POST_ARRIVED, (Term(asks, how, ("0",)),)), unknown)


def test_all_any_and_none() -> None:
    yes, no = Term(Asks.NETWORK, How.IS, ("mastodon",)), Term(Asks.NETWORK, How.IS, ("bluesky",))
    assert not holds(Rule("r", "R", Event.TAGGED, (yes, no)), FACTS)
    assert holds(Rule("r", "R", Event.TAGGED, (yes, no), every=False), FACTS)
    assert not holds(Rule("r", "R", Event.TAGGED, (no,), every=False), FACTS)
    assert holds(Rule("r", "R", Event.TAGGED, every=False), FACTS)
    assert [outcome.found for outcome in judge(Rule("r", "R", Event.TAGGED, (yes,)), FACTS).outcomes] == [("mastodon",)]


def test_waits_count_from_the_oldest_unanswered_post_or_the_latest_of_all() -> None:
    assert over(Wait(Since.WAITING, 90), FACTS)
    assert not over(Wait(Since.WAITING, 91), FACTS)
    assert over(Wait(Since.QUIET, 40), FACTS)
    assert not over(Wait(Since.QUIET, 41), FACTS)
    assert not over(Wait(Since.WAITING, 1), Facts("c", at=90 * MINUTE))


TAG = Effect(Does.TAG, "x")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule("r", "", Event.TAGGED, effects=(TAG,)), "rule_nameless"),
        (Rule("r", "R", Event.TAGGED), "rule_empty"),
        (Rule("r", "R", Event.TIME_PASSED, effects=(TAG,)), "rule_wait"),
        (Rule("r", "R", Event.TAGGED, effects=(TAG,), wait=Wait(Since.QUIET, 5)), "rule_wait"),
        (Rule("r", "R", Event.TIME_PASSED, effects=(TAG,), wait=Wait(Since.QUIET, 0)), "rule_wait"),
        (Rule("r", "R", Event.TAGGED, effects=(Effect(Does.REPLY, "Hi"),)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, effects=(Effect(Does.TAG, " "),)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, effects=(Effect(Does.PRIORITY, "9"),)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, effects=(Effect(Does.STATUS, "snoozed"),)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, effects=(Effect(Does.SNOOZE, "-1"),)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, effects=(Effect(Does.DISPOSE, "answered_by_us"),)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, (Term(Asks.REACH, How.AT_LEAST, ("many",)),), (TAG,)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, (Term(Asks.REACH, How.IS, ("1",)),), (TAG,)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, (Term(Asks.VENUE, How.IS, ()),), (TAG,)), "rule_value"),
        (Rule("r", "R", Event.TAGGED, effects=(TAG,) * 51), "rule_too_long"),
    ],
)
def test_what_makes_no_sense_is_refused(rule: Rule, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_rule(rule)
    assert refused.value.code == code


def test_macros_may_write_replies_and_nothing_that_only_rules_do() -> None:
    check_macro(Macro("m", "M", (Effect(Does.REPLY, "Hi {first_name}"), Effect(Does.STATUS, "resolved"))))
    with pytest.raises(Refused):
        check_macro(Macro("m", "M", (Effect(Does.HOLD),)))


NOTHING = Known({}, {}, {}, {}, {}, {})


def test_what_names_something_gone_has_its_trouble_told() -> None:
    rule = Rule(
        "r",
        "R",
        Event.TAGGED,
        (Term(Asks.VENUE, How.IS, ("v9",)), Term(Asks.ASSIGNEE, How.IS, ("none",))),
        (
            Effect(Does.ASSIGN, "a9"),
            Effect(Does.NOTIFY, "supervisor"),
            Effect(Does.TEAM, "none"),
            Effect(Does.MACRO, "m"),
        ),
    )
    macro = Macro("m", "Kind words", (Effect(Does.REPLY, "Hi"), Effect(Does.TEAM, "t9")))
    there = Known({}, {}, {}, {}, {}, {"m": macro})
    assert troubles(rule, there) == (
        Trouble("gone", "venue", "v9"),
        Trouble("gone", "agent", "a9"),
        Trouble("writes", "macro", "Kind words"),
        Trouble("gone", "team", "t9"),
    )
    assert troubles(Rule("r", "R", Event.TAGGED, trouble="what"), NOTHING) == (Trouble("unreadable", "rule", "what"),)


terms = st.sampled_from(Asks).flatmap(
    lambda asks: st.builds(
        Term, st.just(asks), st.sampled_from(COMPARES[asks]), st.lists(st.text(max_size=5), max_size=3).map(tuple)
    )
)
effects = st.builds(Effect, st.sampled_from(IN_RULES), st.text(max_size=5), st.text(max_size=3))
rules = st.builds(
    Rule,
    st.just("r"),
    st.just("R"),
    st.sampled_from(Event),
    st.lists(terms, max_size=4).map(tuple),
    st.lists(effects, max_size=4).map(tuple),
    st.booleans(),
    st.none() | st.builds(Wait, st.sampled_from(Since), st.integers(1, 9)),
)


@given(rules)
def test_rules_are_read_as_they_were_written(rule: Rule) -> None:
    assert rule_from(rule_written(rule), "r", "R") == rule
    macro = Macro("m", "M", rule.effects)
    assert macro_from(macro_written(macro)) == rule.effects


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"weather": "rain"},
        {"event": "moon_rose"},
        {"terms": [{"asks": "mood", "how": "is", "values": []}]},
        {"terms": [{"asks": "text", "how": "is", "values": [], "loud": True}]},
        {"effects": [{"does": "sing"}]},
        {"effects": "tag"},
        {"wait": {"since": "ever", "minutes": 1}},
    ],
)
def test_what_is_not_known_is_named_and_refused(change: dict[str, Any]) -> None:
    told = rule_written(Rule("r", "R", Event.TAGGED, effects=(TAG,))) | change
    with pytest.raises(WrongUse):
        rule_from(told, "r", "R")


def test_a_status_is_a_status() -> None:
    assert Facts("c").status is Status.OPEN
