"""What follows from what: order, that each effect names its rule, and that no set of rules goes round without an end."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desk.domain.chains import MOST, Circle, affected, circles, follow, unfolded
from agent_desk.domain.conversations import Status
from agent_desk.domain.happenings import Event
from agent_desk.domain.roster import Priority
from agent_desk.domain.rules import Asks, Does, Effect, Facts, How, Macro, Rule, Term

FACTS = Facts("c", "m", text="hello", waiting_since=1, at=600_000)


def _rule(name: str, event: Event, *effects: Effect, terms: tuple[Term, ...] = ()) -> Rule:
    return Rule(name, name, event, terms, effects)


def _tagged(*tags: str) -> tuple[Term, ...]:
    return (Term(Asks.TAG, How.IS, tags),)


def _tag(tag: str) -> Effect:
    return Effect(Does.TAG, tag)


def _untag(tag: str) -> Effect:
    return Effect(Does.UNTAG, tag)


def test_later_rules_see_what_earlier_ones_did() -> None:
    first = _rule("first", Event.POST_ARRIVED, _tag("vip"))
    second = _rule("second", Event.POST_ARRIVED, Effect(Does.PRIORITY, "4"), terms=_tagged("VIP"))
    chain = follow([first, second], {}, Event.POST_ARRIVED, FACTS)
    assert [(made.rule_id, made.effects) for made in chain.made] == [
        ("first", (_tag("vip"),)),
        ("second", (Effect(Does.PRIORITY, "4"),)),
    ]
    assert chain.facts.priority is Priority.URGENT
    turned = follow([second, first], {}, Event.POST_ARRIVED, FACTS)
    assert [made.rule_id for made in turned.made] == ["first"]


def test_what_changes_nothing_is_no_effect() -> None:
    rule = _rule("r", Event.POST_ARRIVED, _tag("VIP"), Effect(Does.STATUS, "open"), _untag("x"), _tag("new"))
    chain = follow([rule], {}, Event.POST_ARRIVED, replace(FACTS, tags=("vip",)))
    assert [made.effects for made in chain.made] == [(_tag("new"),)]
    assert follow([rule], {}, Event.POST_ARRIVED, chain.facts).made == ()


def test_effects_lead_to_events_and_macros_unfold() -> None:
    macros = {"m": Macro("m", "M", (_tag("a"), Effect(Does.STATUS, "pending")))}
    rules = [
        _rule("one", Event.POST_ARRIVED, Effect(Does.MACRO, "m"), Effect(Does.MACRO, "gone")),
        _rule("two", Event.STATE_CHANGED, Effect(Does.TEAM, "t")),
        _rule("three", Event.ASSIGNED, Effect(Does.NOTIFY, "lead")),
    ]
    chain = follow(rules, macros, Event.POST_ARRIVED, FACTS)
    assert [(made.rule_id, made.event) for made in chain.made] == [
        ("one", Event.POST_ARRIVED),
        ("two", Event.STATE_CHANGED),
        ("three", Event.ASSIGNED),
    ]
    assert (chain.facts.tags, chain.facts.status, chain.facts.team_id) == (("a",), Status.PENDING, "t")


def test_rules_that_undo_each_other_are_stopped_and_nothing_is_half_done() -> None:
    add = _rule("add", Event.TAGGED, _tag("x"))
    take = _rule("take", Event.TAGGED, _untag("x"), terms=_tagged("x"))
    start = _rule("start", Event.POST_ARRIVED, _tag("y"))
    chain = follow([start, add, take], {}, Event.POST_ARRIVED, FACTS)
    assert chain.stopped == (Circle(("add", "take")),)
    assert [made.rule_id for made in chain.made] == ["start"]
    assert chain.facts.tags == ("y",)


def test_a_rule_that_leaves_all_as_it_was_does_nothing() -> None:
    rule = _rule("r", Event.STATE_CHANGED, Effect(Does.STATUS, "pending"), Effect(Does.STATUS, "open"))
    chain = follow([rule], {}, Event.STATE_CHANGED, FACTS)
    assert (chain.made, chain.stopped) == ((), ())
    assert circles([rule], {}) == ()


def test_a_long_way_is_no_circle_but_ends() -> None:
    rules = [_rule(f"r{n}", Event.TAGGED, _tag(f"t{n + 1}"), terms=_tagged(f"t{n}")) for n in range(40, 0, -1)]
    chain = follow(rules, {}, Event.TAGGED, replace(FACTS, tags=("t1",)))
    assert [circle.deep for circle in chain.stopped] == [True]
    assert len(chain.made) < 40


def test_what_is_told_is_told_once() -> None:
    tell = Effect(Does.NOTIFY, "lead")
    rules = [_rule("tell", Event.TAGGED, tell), _rule("more", Event.TAGGED, _tag("b"))]
    chain = follow(rules, {}, Event.TAGGED, FACTS)
    assert [made.rule_id for made in chain.made] == ["tell", "more"]
    assert chain.stopped == ()


def test_circles_are_seen_before_they_run() -> None:
    add = _rule("a", Event.POST_ARRIVED, _tag("x"))
    back = _rule("b", Event.TAGGED, _untag("x"), terms=_tagged("x"))
    again = _rule("c", Event.TAGGED, _tag("x"), terms=(Term(Asks.TAG, How.IS_NOT, ("x",)),))
    assert circles([add, back], {}) == (), "what arrives is not made by a rule"
    assert circles([add, back, again], {}) == (Circle(("b", "c")),)
    calm = _rule("d", Event.TAGGED, Effect(Does.STATUS, "pending"))
    assert circles([calm, _rule("e", Event.STATE_CHANGED, _tag("y"))], {}) == (), "neither undoes the other"
    apart = _rule("f", Event.STATE_CHANGED, _tag("x"), terms=_tagged("z"))
    assert circles([apart, back], {}) == (), "no way back"


words = st.sampled_from(["a", "b", "c"])
effects = st.one_of(
    st.builds(Effect, st.sampled_from([Does.TAG, Does.UNTAG]), words),
    st.builds(Effect, st.sampled_from([Does.ASSIGN, Does.TEAM, Does.POLICY]), st.sampled_from(["x", "y", "none"])),
    st.builds(Effect, st.just(Does.STATUS), st.sampled_from(["open", "pending", "resolved"])),
    st.builds(Effect, st.just(Does.PRIORITY), st.sampled_from(["1", "2", "4"])),
    st.just(Effect(Does.SNOOZE, "30")),
    st.just(Effect(Does.NOTIFY, "lead")),
    st.just(Effect(Does.DISPOSE, "no_answer_needed")),
    st.just(Effect(Does.MACRO, "m")),
)
terms = st.one_of(
    st.builds(Term, st.just(Asks.TAG), st.sampled_from([How.IS, How.IS_NOT]), st.tuples(words)),
    st.builds(Term, st.just(Asks.STATUS), st.just(How.IS), st.tuples(st.sampled_from(["open", "pending"]))),
    st.builds(Term, st.just(Asks.ASSIGNEE), st.just(How.IS), st.tuples(st.sampled_from(["x", "none"]))),
)
rule_sets = st.lists(
    st.tuples(
        st.sampled_from([Event.POST_ARRIVED, Event.TAGGED, Event.ASSIGNED, Event.STATE_CHANGED]),
        st.lists(terms, max_size=2),
        st.lists(effects, min_size=1, max_size=3),
    ),
    max_size=7,
).map(
    lambda told: [
        Rule(f"r{n}", f"R{n}", event, tuple(asked), tuple(done)) for n, (event, asked, done) in enumerate(told)
    ]
)
MACROS = {"m": Macro("m", "M", (_tag("a"), Effect(Does.TEAM, "y")))}


@given(rule_sets, st.sampled_from([Event.POST_ARRIVED, Event.TAGGED, Event.STATE_CHANGED]))
@settings(max_examples=400)
def test_any_rules_come_to_an_end_alike_each_time(rules: list[Rule], event: Event) -> None:
    chain = follow(rules, MACROS, event, FACTS)
    assert chain == follow(rules, MACROS, event, FACTS)
    by_id = {rule.id: rule for rule in rules}
    stopped = {circle.rules[0] for circle in chain.stopped}
    assert len(chain.made) <= MOST
    made = [one.rule_id for one in chain.made]
    assert not stopped & set(made), "nothing of a rule that was stopped"
    facts = FACTS
    for one in chain.made:
        assert set(one.effects) <= set(unfolded(by_id[one.rule_id].effects, MACROS)), "each effect is its rule's own"
        assert one.effects
        for effect in one.effects:
            facts = affected(facts, effect)
    assert facts == chain.facts, "the effects in their order are all that happened"
    if event is Event.POST_ARRIVED:
        firsts = [one.rule_id for one in chain.made if one.event is event]
        assert firsts == [rule.id for rule in rules if rule.id in firsts], "in the order of the rules"


@given(rule_sets)
def test_what_is_stopped_names_others_that_there_are(rules: list[Rule]) -> None:
    known = {rule.id for rule in rules}
    for circle in follow(rules, MACROS, Event.POST_ARRIVED, FACTS).stopped:
        assert set(circle.rules) <= known
        assert len(set(circle.rules)) == len(circle.rules) > 0
