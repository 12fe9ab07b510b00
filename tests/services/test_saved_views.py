"""Saved views: every query comes back as it was, in the order wanted; what a newer program wrote is kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import NotFound, WrongUse
from agent_desk.domain.filtering import OPERATORS, Condition, Conditions, Field, Operator
from agent_desk.domain.lists import Due, ListOrder, ListQuery
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.rows import Share
from agent_desk.domain.stored_queries import query_from, query_written
from tests.services.refusing import refused
from tests.services.workspace import Process

FLAGS = {field for field, operators in OPERATORS.items() if operators == (Operator.IS,)}
NUMBERS = {field for field, operators in OPERATORS.items() if Operator.AT_LEAST in operators}


@st.composite
def one_condition(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(Field))
    if field in FLAGS:
        value = draw(st.sampled_from(["yes", "no"]))
    elif field in NUMBERS:
        value = draw(st.sampled_from(["0", "3", "1.5", "240"]))
    else:
        value = draw(st.text(max_size=12))
    return Condition(field, draw(st.sampled_from(OPERATORS[field])), value)


queries = st.builds(
    ListQuery,
    status=st.none() | st.sampled_from(Status),
    venue_id=st.none() | st.just("venue-1"),
    waiting=st.booleans(),
    unread=st.booleans(),
    draft=st.booleans(),
    failed=st.booleans(),
    kind=st.none() | st.sampled_from(ConversationKind),
    found=st.booleans(),
    assignee=st.none() | st.sampled_from(["me", "none", "a1"]),
    team=st.none() | st.sampled_from(["mine", "none", "t1"]),
    due=st.none() | st.sampled_from(Due),
    mentions=st.booleans(),
    watched=st.booleans(),
    active=st.booleans(),
    where=st.none() | st.builds(Conditions, st.lists(one_condition(), max_size=3).map(tuple), st.booleans()),
    order=st.sampled_from(ListOrder),
)


@given(query=queries)
def test_every_query_comes_back_as_it_was(query: ListQuery) -> None:
    assert query_from(json.loads(json.dumps(query_written(query)))) == query


@pytest.mark.parametrize(
    "told",
    [
        {"version": 2, "order": "newest"},
        {"version": 1, "order": "newest", "mood": "good"},
        {"version": 1, "order": "by mood"},
        {"version": 1},
        {"version": 1, "order": "newest", "where": {"terms": [{"field": "mood", "operator": "is", "value": "good"}]}},
        [],
        "x",
    ],
    ids=str,
)
def test_what_is_not_known_is_named(told: object) -> None:
    with pytest.raises(WrongUse):
        query_from(told)


def test_views_are_kept_in_the_order_wanted(empty_desk: Process) -> None:
    views = empty_desk.views
    ids = [views.save(name, ListQuery(unread=True)).view.id for name in ("One", "Two", "Three")]
    assert views.move(ids[2], 0).views == {ids[2]}
    assert not views.move(ids[2], 0)
    assert [(view.name, view.position) for view in views.all()] == [("Three", 0), ("One", 1), ("Two", 2)]
    changed = views.save("First", ListQuery(waiting=True), ids[0])
    assert changed.view.position == 1
    assert changed.changes.views == {ids[0]}
    views.remove(ids[2])
    assert [(view.name, view.position, view.query) for view in views.all()] == [
        ("First", 0, ListQuery(waiting=True)),
        ("Two", 1, ListQuery(unread=True)),
    ]
    with refused("name_taken"):
        views.save("Two", ListQuery())
    with refused("name_missing"):
        views.save("  ", ListQuery())
    with pytest.raises(NotFound):
        views.save("Four", ListQuery(), "nothing")


def test_a_view_of_another_version_is_listed_with_its_trouble_and_kept(empty_desk: Process) -> None:
    view = empty_desk.views.save("Later", ListQuery()).view
    newer = {
        "version": 1,
        "order": "newest",
        "where": {"terms": [{"field": "mood", "operator": "is", "value": "good"}]},
    }
    with empty_desk.store.write(durable=True) as nouns:
        nouns.connection.execute("UPDATE saved_view SET query = ?", (json.dumps(newer),))
    shown = empty_desk.views.all()[0]
    assert shown.trouble is not None
    assert "mood" in shown.trouble.detail
    empty_desk.views.move(view.id, 3)
    stored = empty_desk.store.read  # renaming and moving leave what was stored alone
    assert stored.views.all()[0].trouble is not None
    with empty_desk.store.write(durable=True) as nouns:
        kept = nouns.connection.execute("SELECT query FROM saved_view").fetchone()[0]
    assert json.loads(kept) == newer


def _team(desk: Process, team_id: str, *members: str) -> None:
    with desk.store.write(durable=True) as nouns:
        db = nouns.connection
        db.execute(
            "INSERT INTO team (id, number, name, position) VALUES (?, (SELECT count(*) + 1 FROM team), ?, 0)",
            (team_id, team_id),
        )
        db.executemany("INSERT INTO team_member VALUES (?, ?, 0, 0)", [(team_id, member) for member in members])


def _agent(desk: Process, agent_id: str, role: str) -> None:
    with desk.store.write(durable=True) as nouns:
        nouns.connection.execute(
            "INSERT INTO agent (id, number, name, is_me, sign_off, role)"
            " VALUES (?, (SELECT count(*) + 1 FROM agent), ?, 0, '', ?)",
            (agent_id, agent_id, role),
        )


def test_each_sees_their_own_views_those_of_their_teams_and_everybodys(empty_desk: Process) -> None:
    views, me = empty_desk.views, empty_desk.ground.me
    _agent(empty_desk, "jo", "agent")
    _team(empty_desk, "t1", me)
    _team(empty_desk, "t2", "jo")
    own = views.save("My own", ListQuery()).view
    assert (own.owner_id, own.team_id) == (me, None)
    views.save("Of team one", ListQuery(), share=Share.TEAM, team_id="t1")
    views.save("Of team two", ListQuery(), share=Share.TEAM, team_id="t2")
    shared = views.save("Of all", ListQuery(assignee="me"), share=Share.ALL).view
    assert [view.name for view in views.all()] == ["My own", "Of team one", "Of all"]
    empty_desk.ground.seat.agent_id = "jo"
    assert [view.name for view in views.all()] == ["Of team two", "Of all"]
    views.save("My own", ListQuery())
    for act in (
        lambda: views.save("Of all", ListQuery(), shared.id),
        lambda: views.save("Another", ListQuery(), share=Share.ALL),
        lambda: views.remove(shared.id),
    ):
        with refused("no_right"):
            act()
    assert not views.remove(own.id), "what is not seen is not removed either"
    views.move(views.get("My own").id, 0)
    assert [view.name for view in views.all()] == ["My own", "Of team two", "Of all"]
    empty_desk.ground.seat.agent_id = me
    assert [view.name for view in views.all()] == ["My own", "Of team one", "Of all"], "others' order is theirs"
    with pytest.raises(WrongUse):
        views.save("Of no team", ListQuery(), share=Share.TEAM)


def test_a_view_about_somebody_gone_says_so_and_is_kept(empty_desk: Process) -> None:
    views = empty_desk.views
    _team(empty_desk, "t1")
    about = Conditions((Condition(Field.ASSIGNEE, Operator.IS, "nobody-known"),))
    views.save("Team one", ListQuery(team="t1"))
    views.save("Somebody", ListQuery(where=about))
    assert [view.trouble is None for view in views.all()] == [True, False]
    with empty_desk.store.write(durable=True) as nouns:
        nouns.connection.execute("UPDATE team SET removed_at = 1")
    team, agent = views.all()
    assert "t1" in team.trouble.detail if team.trouble else False
    assert "nobody-known" in agent.trouble.detail if agent.trouble else False
    with empty_desk.store.write(durable=True) as nouns:
        nouns.connection.execute("UPDATE team SET removed_at = NULL")
    assert views.get("Team one").query == ListQuery(team="t1")
