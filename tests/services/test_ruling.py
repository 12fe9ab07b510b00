"""Rules at work on a real store: what follows from posts, acts and time, who is named for it, and what stops a round."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import NotFound, Refused, WrongUse
from agent_desk.domain.happenings import Event
from agent_desk.domain.levels import CalendarBody, CalendarVersion, Hours
from agent_desk.domain.posts import SeenAuthor
from agent_desk.domain.roster import NoticeKind, Priority, Role
from agent_desk.domain.rules import Asks, Does, Effect, How, Macro, Rule, Since, Term, Wait
from agent_desk.services.dry_running import DryRun
from agent_desk.services.ruling import timed
from agent_desk.storage.sqlite.nouns import SqliteNouns
from tests.services.test_ingest import post
from tests.services.workspace import EXAMPLES, Process

MINUTE = 60_000
HOUR = 60 * MINUTE
TAG = Effect(Does.TAG, "Broken")
BROKEN = Term(Asks.TEXT, How.WORDS, ("broken",))


def _save(
    desk: Process, name: str, event: Event, *effects: Effect, terms: tuple[Term, ...] = (), **more: object
) -> Rule:
    rule = Rule("", name, event, terms, effects)
    return desk.rules.save(replace(rule, **more)).rule  # type: ignore[arg-type]  # fields of a rule


def _arrive(desk: Process, name: str = "a", text: str = "It is broken.", **more: object) -> str:
    desk.take([post(name, text, **more)])  # type: ignore[arg-type]  # fields of a post
    return desk.conversation(str(more.get("place", "p1")))


def test_a_post_that_arrives_is_sorted_and_the_rule_is_named(empty_desk: Process) -> None:
    effects = (TAG, Effect(Does.PRIORITY, "4"), Effect(Does.NOTE, "Ask for the serial number."))
    rule = _save(empty_desk, "Broken things", Event.POST_ARRIVED, *effects, terms=(BROKEN,))
    calm = _arrive(empty_desk, "b", "All is well.", place="p2")
    conversation = _arrive(empty_desk)
    row = empty_desk.inbox.row(conversation)
    assert (row.tags, row.priority, row.notes) == (("Broken",), Priority.URGENT, 1)
    assert empty_desk.inbox.row(calm).tags == ()
    trail = [one for one in empty_desk.trail.of(conversation) if one.by]
    assert [one.kind for one in trail] == [ActionKind.TAG, ActionKind.PRIORITY, ActionKind.NOTE]
    assert {one.by for one in trail} == {f"rule:{rule.id}"}
    (run,) = empty_desk.rules.runs(conversation)
    assert (run.rule_id, run.event, run.effects) == (rule.id, Event.POST_ARRIVED, effects)
    (listed,) = empty_desk.rules.all()
    assert (listed.runs, listed.last_at) == (1, empty_desk.clock())


def test_the_same_page_again_and_our_own_posts_fire_nothing(empty_desk: Process) -> None:
    _save(empty_desk, "N", Event.POST_ARRIVED, Effect(Does.NOTE, "Seen."))
    conversation = _arrive(empty_desk)
    _arrive(empty_desk)
    empty_desk.take([post("us", "Thanks.", parent="a", author="brand")])
    assert len(empty_desk.notes.of(conversation)) == 1


def test_replies_states_and_tags_are_heard_of(empty_desk: Process) -> None:
    conversation = _arrive(empty_desk)
    _save(empty_desk, "Sent", Event.REPLY_SENT, Effect(Does.STATUS, "pending"))
    _save(empty_desk, "Put off", Event.STATE_CHANGED, TAG, terms=(Term(Asks.STATUS, How.IS, ("pending",)),))
    _save(empty_desk, "Tagged", Event.TAGGED, Effect(Does.PRIORITY, "3"), terms=(Term(Asks.TAG, How.IS, ("broken",)),))
    empty_desk.take([post("us", "Thanks.", parent="a", author="brand")])
    row = empty_desk.inbox.row(conversation)
    assert (row.status, row.tags, row.priority) == (Status.PENDING, ("Broken",), Priority.HIGH)


def test_an_agent_takes_back_what_a_rule_did(empty_desk: Process) -> None:
    _save(empty_desk, "Broken things", Event.POST_ARRIVED, TAG, terms=(BROKEN,))
    conversation = _arrive(empty_desk)
    empty_desk.triage.tag(conversation, remove=["broken"])
    assert empty_desk.inbox.row(conversation).tags == ()


def test_posts_may_be_dealt_with_policies_set_and_replies_held(empty_desk: Process) -> None:
    rule = _save(
        empty_desk,
        "Old",
        Event.POST_ARRIVED,
        Effect(Does.HOLD),
        Effect(Does.DISPOSE, "expired_by_rule"),
        Effect(Does.STATUS, "resolved"),
    )
    conversation = _arrive(empty_desk)
    (message,) = empty_desk.inbox.open(conversation).messages
    assert message.disposition is Disposition.EXPIRED_BY_RULE
    assert empty_desk.inbox.row(conversation).status is Status.RESOLVED
    assert empty_desk.store.read.rules.held_by(conversation) == rule.id
    with pytest.raises(WrongUse):
        empty_desk.status.dispose([message.id], Disposition.EXPIRED_BY_RULE)


def test_rules_that_go_round_are_stopped_and_told_of(empty_desk: Process) -> None:
    first = _save(empty_desk, "Put on", Event.TAGGED, TAG)
    back = Rule("", "Take off", Event.TAGGED, (Term(Asks.TAG, How.IS, ("broken",)),), (Effect(Does.UNTAG, "broken"),))
    saved = empty_desk.rules.save(back)
    assert saved.circles[0].rules == (first.id, saved.rule.id), "warned of when it is saved"
    conversation = _arrive(empty_desk)
    empty_desk.triage.tag(conversation, ["other"])
    assert empty_desk.inbox.row(conversation).tags == ("other",)
    stopped = next(one.rule for one in empty_desk.rules.all() if one.rule.id == first.id)
    assert stopped.stopped == f"circle:{first.id},{saved.rule.id}"
    (notice,) = empty_desk.notices.mine()
    assert (notice.kind, notice.details["name"]) == (NoticeKind.RULE_STOPPED, "Put on")
    empty_desk.rules.enable(saved.rule.id, False)
    empty_desk.rules.enable(first.id, True)
    empty_desk.triage.tag(conversation, ["more"])
    assert "Broken" in empty_desk.inbox.row(conversation).tags


def test_a_tag_is_kept_as_it_will_be_read(empty_desk: Process) -> None:
    rule = _save(empty_desk, "Signs", Event.POST_ARRIVED, Effect(Does.TAG, " #Very  Important "))
    assert rule.effects == (Effect(Does.TAG, "Very Important"),)
    conversation = _arrive(empty_desk)
    _arrive(empty_desk, "b", parent="a")
    assert len(empty_desk.rules.runs(conversation)) == 1, "the second time it was there"


def test_what_is_gone_or_switched_off_does_not_run(empty_desk: Process) -> None:
    gone = _save(empty_desk, "Gone", Event.POST_ARRIVED, TAG, Effect(Does.ASSIGN, "nobody-here"))
    off = _save(empty_desk, "Off", Event.POST_ARRIVED, Effect(Does.PRIORITY, "4"), enabled=False)
    conversation = _arrive(empty_desk)
    assert (empty_desk.inbox.row(conversation).tags, empty_desk.inbox.row(conversation).priority) == (
        (),
        Priority.NORMAL,
    )
    troubles = {one.rule.id: [trouble.code for trouble in one.troubles] for one in empty_desk.rules.all()}
    assert troubles == {gone.id: ["gone"], off.id: []}


def test_a_rule_of_another_version_is_kept_and_does_not_run(empty_desk: Process) -> None:
    rule = _save(empty_desk, "New", Event.POST_ARRIVED, TAG)
    body = '{"version": 1, "event": "post_arrived", "effects": [], "mood": 1}'
    with empty_desk.store.write(durable=True) as nouns:
        nouns.connection.execute("UPDATE rule SET body = ?", (body,))
    (listed,) = empty_desk.rules.all()
    assert "mood" in listed.rule.trouble
    empty_desk.rules.enable(rule.id, False)
    read = empty_desk.store.read
    assert isinstance(read, SqliteNouns)
    kept = read.connection.execute("SELECT body FROM rule").fetchone()[0]
    assert kept == body
    _arrive(empty_desk)


def test_what_waited_long_fires_once_for_each_wait(empty_desk: Process) -> None:
    free = Term(Asks.ASSIGNEE, How.IS, ("none",))
    wait = Wait(Since.WAITING, 240)
    _save(empty_desk, "Late", Event.TIME_PASSED, Effect(Does.NOTE, "Nobody yet."), terms=(free,), wait=wait)
    conversation = _arrive(empty_desk)
    taken = _arrive(empty_desk, "b", place="p2")
    empty_desk.assignment.claim(taken)
    timed(empty_desk.ground)
    assert empty_desk.notes.of(conversation) == ()
    empty_desk.clock.advance(241 * 60)
    assert timed(empty_desk.ground).conversations == {conversation}
    assert not timed(empty_desk.ground)
    empty_desk.assignment.release(taken)
    assert len(empty_desk.notes.of(taken)) == 1, "it has waited long enough already, and is free now"
    empty_desk.triage.tag(conversation, ["x"])
    assert len(empty_desk.notes.of(conversation)) == 1
    empty_desk.take([post("us", "Thanks.", parent="a", author="brand", at=-241)])
    empty_desk.clock.advance(60)
    _arrive(empty_desk, "c", at=-242)
    empty_desk.clock.advance(241 * 60)
    timed(empty_desk.ground)
    assert len(empty_desk.notes.of(conversation)) == 2, "another wait"


def test_nothing_is_read_twice_while_nothing_moves(empty_desk: Process) -> None:
    _save(empty_desk, "Late", Event.TIME_PASSED, TAG, terms=(BROKEN,), wait=Wait(Since.QUIET, 60))
    _arrive(empty_desk, text="Fine.")
    empty_desk.clock.advance(3 * 3600)
    timed(empty_desk.ground)
    seen: list[str] = []
    read = empty_desk.store.read
    assert isinstance(read, SqliteNouns)
    connection = read.connection
    connection.set_trace_callback(seen.append)
    timed(empty_desk.ground)
    connection.set_trace_callback(None)
    assert not [one for one in seen if "json_each" in one and "message" in one], "facts are read for what crossed alone"


def test_a_dry_run_says_what_a_rule_would_have_done_and_does_nothing(empty_desk: Process) -> None:
    for number in range(30):
        _arrive(empty_desk, f"m{number}", "broken" if number % 3 == 0 else "fine", place=f"p{number}", at=number)
    before = empty_desk.store.data_version()
    told: list[tuple[int, int]] = []
    rule = Rule("", "", Event.POST_ARRIVED, (BROKEN,), (TAG, Effect(Does.STATUS, "open")))
    run = empty_desk.rules.dry_run(rule, 7, lambda done, all_: told.append((done, all_)), lambda: False)
    assert (run.looked, run.matched, run.changed, run.conversations, run.complete) == (30, 10, 10, 10, True)
    assert run.by_effect == ((TAG, 10),)
    assert [hit.text for hit in run.hits] == ["broken"] * 10
    assert told[-1] == (30, 30)
    assert empty_desk.store.data_version() == before
    stopped = empty_desk.rules.dry_run(rule, 7, lambda *_: None, lambda: True)
    assert (stopped.complete, stopped.looked) == (False, 0)
    waits = Rule("", "", Event.TIME_PASSED, (), (TAG,), wait=Wait(Since.WAITING, 20))
    later: DryRun = empty_desk.rules.dry_run(waits, 7, lambda *_: None, lambda: False)
    assert later.changed == 10


def test_who_may_not_set_rules_changes_none(empty_desk: Process) -> None:
    rule = _save(empty_desk, "Mine", Event.POST_ARRIVED, TAG)
    me = empty_desk.roster.me()
    empty_desk.roster.add("Jo", "jo", Role.ADMIN)
    empty_desk.roster.save(replace(me, role=Role.LEAD))
    for act in (
        lambda: empty_desk.rules.save(rule),
        lambda: empty_desk.rules.enable(rule.id, False),
        lambda: empty_desk.rules.remove(rule.id),
        lambda: empty_desk.rules.move(rule.id, 0),
    ):
        with pytest.raises(Refused):
            act()


def test_rules_are_ordered_and_found_by_name(empty_desk: Process) -> None:
    ids = [_save(empty_desk, name, Event.POST_ARRIVED, TAG).id for name in ("one", "two", "three")]
    empty_desk.rules.move(ids[2], 0)
    assert [one.rule.name for one in empty_desk.rules.all()] == ["three", "one", "two"]
    assert empty_desk.rules.get("1").name == "three"
    assert empty_desk.rules.get("two").id == ids[1]
    empty_desk.rules.remove(ids[0])
    assert [one.rule.position for one in empty_desk.rules.all()] == [0, 1]
    with pytest.raises(NotFound):
        empty_desk.rules.get("four")


def test_hours_customers_and_reach_are_asked_of_the_store(empty_desk: Process) -> None:
    whole = CalendarBody("UTC", ((Hours(0, 1440),),) * 7, changes=((0, 0),))
    with empty_desk.ground.act() as (nouns, _):
        nouns.levels.add_calendar_version(
            "Always", CalendarVersion("v", "always", 1, 0, whole, empty_desk.ground.me, 0)
        )
    earlier = _arrive(empty_desk, "z", author="ann", place="p9")
    empty_desk.triage.tag(earlier, ["vip"])
    other = _arrive(empty_desk, "y", author="cy", place="p8")
    authors = [empty_desk.inbox.open(one).messages[0].author.id for one in (earlier, other)]
    empty_desk.customers.link(authors[0], authors[1])
    asked = {
        "inside": Term(Asks.HOURS, How.INSIDE, ("always",)),
        "outside": Term(Asks.HOURS, How.OUTSIDE, ("always",)),
        "vip": Term(Asks.CUSTOMER_TAG, How.IS, ("VIP",)),
        "known": Term(Asks.CUSTOMER, How.IS, ("known",)),
        "loud": Term(Asks.REACH, How.AT_LEAST, ("1000",)),
    }
    for name, term in asked.items():
        _save(empty_desk, name, Event.POST_ARRIVED, Effect(Does.TAG, name), terms=(term,))
    loud = SeenAuthor("bo", "bo", "Bo", facts={"followers": 5000})
    empty_desk.take([post("a"), replace(post("b", place="p2"), author=loud)])
    found = [set(empty_desk.inbox.row(empty_desk.conversation(place)).tags) for place in ("p1", "p2")]
    assert found == [{"inside", "vip", "known"}, {"inside", "loud"}]


def test_a_reply_where_a_rule_holds_waits_for_a_second_look(empty_desk: Process) -> None:
    free = _arrive(empty_desk, place="p2")
    _save(empty_desk, "Careful here", Event.POST_ARRIVED, Effect(Does.HOLD), terms=(BROKEN,))
    held = _arrive(empty_desk, "b")
    rows = [empty_desk.replies.send(one, "Thanks.").delivery for one in (free, held)]
    assert [(row.approval, row.approval_reason) for row in rows] == [("", ""), ("wanted", "rule:Careful here")]


def test_what_a_rule_hands_out_is_told_to_whom_it_is_given(empty_desk: Process) -> None:
    jo = empty_desk.roster.add("Jo", "jo").agent.id
    _save(empty_desk, "To Jo", Event.POST_ARRIVED, Effect(Does.ASSIGN, jo), Effect(Does.NOTIFY, "supervisor"))
    conversation = _arrive(empty_desk)
    assert empty_desk.inbox.row(conversation).assignee_id == jo
    assert [notice.kind for notice in empty_desk.notices.mine()] == [NoticeKind.RULE], "who is admin is told, too"
    empty_desk.ground.seat.agent_id = jo
    assert [notice.kind for notice in empty_desk.notices.mine()] == [NoticeKind.ASSIGNED]


MACRO = (
    Effect(Does.REPLY, "Hello {first_name}!"),
    Effect(Does.NOTE, "Told {customer}."),
    Effect(Does.TAG, "done"),
    Effect(Does.PRIORITY, "1"),
    Effect(Does.ASSIGN, "ME"),
    Effect(Does.STATUS, "resolved"),
    Effect(Does.DISPOSE, "no_answer_needed"),
)


def _macro(desk: Process, *effects: Effect, shared: bool = True) -> Macro:
    mine = tuple(replace(one, value=desk.ground.me) if one.value == "ME" else one for one in effects)
    return desk.macros.save(Macro("", "Close kindly", mine, None if shared else desk.ground.me)).macro


def test_a_macro_is_one_act_and_one_undo(empty_desk: Process) -> None:
    conversations = [_arrive(empty_desk, f"m{n}", place=f"p{n}") for n in range(3)]
    empty_desk.drafts.save(conversations[1], "Begun.")
    before = [_standing(empty_desk, one) for one in conversations]
    macro = _macro(empty_desk, *MACRO)
    ran = empty_desk.macros.run(macro.id, conversations, lambda *_: None, lambda: False, typed_in=conversations[0])
    assert (ran.done, ran.failed, ran.reply) == (3, (), "Hello Ann!")
    assert empty_desk.drafts.get(conversations[0]) is None, "the caller types that one in"
    assert _standing(empty_desk, conversations[1]) == (
        *(Status.RESOLVED, ("done",), Priority.LOW, empty_desk.ground.me),
        *(0, ("Told Ann.",), "Begun.\n\nHello Ann!"),
    )
    assert empty_desk.macros.all()[0].macro.used == 3
    assert ran.undo is not None
    empty_desk.bulk.undo(ran.undo, lambda *_: None, lambda: False)
    assert [_standing(empty_desk, one) for one in conversations] == before


def _standing(desk: Process, conversation: str) -> tuple[object, ...]:
    row, draft = desk.inbox.row(conversation), desk.drafts.get(conversation)
    notes = tuple(note.text for note in desk.notes.of(conversation))
    sorted_ = row.status, row.tags, row.priority, row.assignee_id
    return (*sorted_, row.waiting, notes, draft.text if draft else "")


effects = st.one_of(
    st.builds(Effect, st.sampled_from([Does.TAG, Does.UNTAG]), st.sampled_from(["a", "B", "c"])),
    st.builds(Effect, st.just(Does.PRIORITY), st.sampled_from("1234")),
    st.builds(Effect, st.just(Does.STATUS), st.sampled_from(["open", "pending", "resolved"])),
    st.builds(Effect, st.sampled_from([Does.NOTE, Does.REPLY]), st.sampled_from(["x", "{customer}"])),
    st.sampled_from([Effect(Does.SNOOZE, "60"), Effect(Does.ASSIGN, "ME"), Effect(Does.DISPOSE, "idea")]),
)


@given(st.lists(effects, min_size=1, max_size=6))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_macro_taken_back_leaves_everything_as_it_was(empty_desk: Process, chosen: list[Effect]) -> None:
    conversation = _arrive(empty_desk)
    empty_desk.triage.tag(conversation, ["b"])
    before = _standing(empty_desk, conversation)
    macro = _macro(empty_desk, *chosen)
    ran = empty_desk.macros.run(macro.id, [conversation], lambda *_: None, lambda: False)
    assert ran.undo is not None
    empty_desk.bulk.undo(ran.undo, lambda *_: None, lambda: False)
    assert _standing(empty_desk, conversation) == before


def test_macros_are_ones_own_or_everybodys(empty_desk: Process) -> None:
    shared, own = _macro(empty_desk, TAG), _macro(empty_desk, TAG, shared=False)
    jo = empty_desk.roster.add("Jo", "jo").agent.id
    empty_desk.ground.seat.agent_id = jo
    assert [one.macro.id for one in empty_desk.macros.all()] == [shared.id]
    for act in (
        lambda: empty_desk.macros.save(shared),
        lambda: empty_desk.macros.remove(shared.id),
        lambda: empty_desk.macros.remove(own.id),
        lambda: empty_desk.macros.save(replace(own, owner_id=jo)),
    ):
        with pytest.raises(Refused):
            act()
    hers = _macro(empty_desk, TAG, shared=False)
    assert [one.macro.id for one in empty_desk.macros.all()] == [shared.id, hers.id]
    empty_desk.macros.move(hers.id, 0)
    assert [one.macro.id for one in empty_desk.macros.all()] == [hers.id, shared.id]
    empty_desk.macros.move(hers.id, 1)
    assert [one.macro.id for one in empty_desk.macros.all()] == [shared.id, hers.id]


def test_a_macro_that_names_something_gone_does_nothing(empty_desk: Process) -> None:
    conversation = _arrive(empty_desk)
    macro = _macro(empty_desk, TAG, Effect(Does.TEAM, "gone"))
    with pytest.raises(Refused):
        empty_desk.macros.run(macro.id, [conversation], lambda *_: None, lambda: False)
    assert empty_desk.inbox.row(conversation).tags == ()
