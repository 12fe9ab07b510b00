"""Priority, tags, watching and mentions: each is kept, told, undone, and leaves a trail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.errors import NotFound, WrongUse
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.mentions import begun, mentioned
from agent_desk.domain.roster import NoticeKind, Priority
from agent_desk.services.notifying import notify
from agent_desk.services.triage import TAG_MAX, TriageUndo, put_tags, tag_name
from tests.services.test_ingest import post
from tests.services.workspace import Process


@pytest.fixture
def conversation(empty_desk: Process) -> str:
    empty_desk.take([post("a")])
    return empty_desk.conversation("p1")


@pytest.fixture
def jo(empty_desk: Process) -> str:
    with empty_desk.store.write(durable=True) as nouns:
        nouns.connection.execute(
            "INSERT INTO agent (id, number, name, is_me, sign_off, handle) VALUES ('jo', 2, 'Jo', 0, '', 'Jo.K')"
        )
    return "jo"


def _sit(desk: Process, agent_id: str) -> None:
    desk.ground.seat.agent_id = agent_id


def test_a_priority_is_set_and_taken_back(empty_desk: Process, conversation: str) -> None:
    done = empty_desk.triage.set_priority(conversation, Priority.URGENT)
    assert done.changes.conversations == {conversation}
    assert empty_desk.inbox.row(conversation).priority is Priority.URGENT
    assert not empty_desk.triage.set_priority(conversation, Priority.URGENT).undo, "it was so already"
    assert done.undo == TriageUndo(conversation, Priority.NORMAL, Priority.URGENT)
    empty_desk.triage.undo(done.undo)
    assert empty_desk.inbox.row(conversation).priority is Priority.NORMAL
    assert empty_desk.activity.totals(0)[ActionKind.PRIORITY] == 2
    with pytest.raises(NotFound):
        empty_desk.triage.set_priority("x", Priority.LOW)


def test_tags_are_the_same_in_both_places_and_in_any_case(empty_desk: Process, conversation: str) -> None:
    triage = empty_desk.triage
    triage.tag(conversation, ["  #Refund  now ", "vip", "VIP"])
    assert triage.tags(conversation) == empty_desk.inbox.row(conversation).tags == ("Refund now", "vip")
    assert not triage.tag(conversation, ["Vip"]).changes
    done = triage.tag(conversation, ["bug"], ["VIP", "unheard of"])
    assert triage.tags(conversation) == ("bug", "Refund now")
    assert done.undo == TriageUndo(conversation, add=("vip",), remove=("bug",))
    triage.undo(done.undo)
    assert triage.tags(conversation) == ("Refund now", "vip")
    with empty_desk.store.write(durable=False) as nouns:
        rows = nouns.connection.execute("SELECT name FROM conversation_tag ORDER BY name COLLATE NOCASE").fetchall()
    assert [row[0] for row in rows] == ["Refund now", "vip"]
    assert triage.known_tags() == ["Refund now", "vip"]
    assert triage.known_tags("VI") == ["vip"]
    assert triage.known_tags("", 1) == ["Refund now"]
    assert triage.known_tags("%") == []
    for empty in ("", " # ", "##"):
        with pytest.raises(WrongUse):
            triage.tag(conversation, [empty])


@given(st.text())
def test_a_tag_is_one_short_line(text: str) -> None:
    try:
        name = tag_name(text)
    except WrongUse:
        return
    assert name == tag_name(name)
    assert 0 < len(name) <= TAG_MAX
    assert "\n" not in name


def test_what_a_rule_tagged_names_the_rule(empty_desk: Process, conversation: str) -> None:
    with empty_desk.ground.act() as (nouns, tally):
        put_tags(empty_desk.ground, nouns, tally, conversation, ["x"], by="rule:r1")
        told = list(tally.happened)
    assert Happening(Event.TAGGED, conversation, cause="r1") in told
    row = empty_desk.trail.of(conversation)[-1]
    assert (row.kind, row.by, row.details["add"]) == (ActionKind.TAG, "rule:r1", "x")


def test_who_watches_is_told_once_until_they_look(empty_desk: Process, conversation: str) -> None:
    me = empty_desk.ground.me
    done = empty_desk.triage.watch(conversation)
    assert empty_desk.triage.watchers(conversation) == [me]
    assert not empty_desk.triage.watch(conversation).changes
    for number in range(3):
        empty_desk.take([post(f"b{number}", at=10 + number)])
    (notice,) = empty_desk.notices.mine()
    assert (notice.kind, notice.conversation_id, notice.details["what"]) == (NoticeKind.WATCHED, conversation, "post")
    assert empty_desk.notices.unseen() == 1
    assert empty_desk.notices.see_conversation(conversation).notices == {me}
    assert not empty_desk.notices.see_conversation(conversation)
    assert (empty_desk.notices.unseen(), len(empty_desk.notices.mine())) == (0, 1)
    empty_desk.take([post("c", at=20)])
    assert empty_desk.notices.unseen() == 1
    assert done.undo is not None
    empty_desk.triage.undo(done.undo)
    empty_desk.notices.see()
    empty_desk.take([post("d", at=30)])
    assert empty_desk.notices.unseen() == 0


def test_a_note_tells_whom_it_mentions_until_they_open_it(empty_desk: Process, conversation: str, jo: str) -> None:
    desk, me = empty_desk, empty_desk.ground.me
    desk.agent.set("Ida", "")
    note = desk.notes.add(conversation, "Ask @JO.k. (not mail@jo.k or @nobody)").note
    assert desk.notices.mine() == []
    _sit(desk, jo)
    assert desk.inbox.counts().mentions == 1
    assert [row.id for row in desk.inbox.page(ListQuery(mentions=True))] == [conversation]
    assert [(one.kind, one.details) for one in desk.notices.mine()] == [(NoticeKind.MENTIONED, {"agent": me})]
    assert not desk.inbox.open(conversation).notes[0].mine, "who sits here has not written it"
    assert desk.notices.see_conversation(conversation).conversations == {conversation}
    assert (desk.inbox.counts().mentions, desk.notices.unseen()) == (0, 0)
    _sit(desk, me)
    assert desk.inbox.open(conversation).notes[0].mine
    desk.notes.edit(note.id, "Ask @jo.k again")
    _sit(desk, jo)
    assert desk.notices.unseen() == 0, "was mentioned there before"
    _sit(desk, me)
    desk.notes.remove(note.id)
    desk.notes.restore(note.id)
    _sit(desk, jo)
    assert desk.inbox.counts().mentions == 1


def test_who_acts_is_not_told_and_what_acts_by_itself_tells_everybody(empty_desk: Process, conversation: str) -> None:
    ground, me = empty_desk.ground, empty_desk.ground.me
    with ground.act() as (nouns, tally):
        notify(ground, nouns, tally, [me], NoticeKind.ASSIGNED, conversation)
        assert not tally.changes.notices
        notify(ground, nouns, tally, [me, me], NoticeKind.ASSIGNED, conversation, details={"by": "round_robin"})
        notify(ground, nouns, tally, [me], NoticeKind.BREACHED, conversation)
    assert tally.changes.notices == {me}
    assert {one.kind for one in empty_desk.notices.mine()} == {NoticeKind.ASSIGNED, NoticeKind.BREACHED}
    assert empty_desk.notices.unseen() == 2


@given(st.text(), st.text())
def test_mentions_never_fail_on_a_text(before: str, after: str) -> None:
    assert mentioned(f"{before} @mira {after}", {"mira": "m"})[:1] in {("m",), ()}
    assert mentioned(f"{before} @mira", {"mira": "m"}) == ("m",)


@pytest.mark.parametrize(
    ("text", "typed"), [("@", ""), ("hello @mi", "mi"), ("a@mi", None), ("@mi now", None), ("(@m", "m"), ("", None)]
)
def test_a_mention_is_completed_while_it_is_typed(text: str, typed: str | None) -> None:
    assert begun(text) == typed


def test_a_conversation_speaks_the_language_of_the_customers_latest_post(empty_desk: Process) -> None:
    def language() -> str:
        return empty_desk.inbox.row(empty_desk.conversation("p1")).language

    empty_desk.take([post("new", at=5, languages=("de-AT", "en"))])
    assert language() == "de"
    empty_desk.take([post("old", at=9, languages=("fr",))])
    assert language() == "de", "whatever comes in later"
    empty_desk.take([post("ours", at=2, author="brand", languages=("en",))])
    assert language() == "de", "what we write in is not the customer's"
    empty_desk.take([post("newest", at=1, languages=("PT",))])
    assert language() == "pt"
