"""Agents and teams: what each may do, who leaves and comes back, presence and its history, who sits at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from agent_desk.domain.errors import NotFound, Refused, WrongUse
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Member, Method, Presence, Right, Role, TeamRow
from tests.services.test_ingest import post
from tests.services.workspace import Process

MINUTE = 60_000


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    """An administrator who sits here, and a lead, an agent."""
    empty_desk.agent.set("Mira", "m.")
    empty_desk.roster.add("Jo", "@jo", Role.LEAD)
    empty_desk.roster.add("Sam", "sam")
    return empty_desk


@contextmanager
def refuses(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refused:
        yield
    assert refused.value.code == code


def team(desk: Process, name: str = "First line", *members: str, **more: object) -> TeamRow:
    made = TeamRow("", 0, name, members=tuple(Member(desk.roster.agent(one).id) for one in members))
    return desk.roster.save_team(replace(made, **more), new=True).team  # type: ignore[arg-type]  # the fields of a team


def seat(desk: Process, who: str) -> AgentRow:
    return desk.roster.sit(desk.roster.agent(who).id)


def test_agents_are_found_by_what_people_call_them(desk: Process) -> None:
    jo = desk.roster.agent("@JO")
    assert (jo.name, jo.handle, jo.role, jo.presence) == ("Jo", "jo", Role.LEAD, Presence.OFFLINE)
    assert desk.roster.agent("sam") == desk.roster.agent("Sam") == desk.roster.agent("#3") == desk.roster.agents()[2]
    assert desk.roster.agent(jo.id) == jo
    for unknown in ("nobody", "#9", "", "@"):
        with pytest.raises(NotFound):
            desk.roster.agent(unknown)


def test_everything_about_an_agent_comes_back_as_it_was_saved(desk: Process) -> None:
    sam = desk.roster.agent("sam")
    wanted = replace(
        sam,
        name="Sam O.",
        sign_off="S",
        role=Role.SUPERVISOR,
        zone="Europe/Berlin",
        languages=("de", "pt"),
        venues=("v1",),
        capacity=7,
        reviewed=True,
    )
    assert desk.roster.save(wanted).agent == wanted == desk.roster.agent(sam.id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "agent_name_missing"),
        ({"handle": "two words"}, "handle_wrong"),
        ({"handle": "JO"}, "handle_taken"),
        ({"zone": "Mars/Crater"}, "zone_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(desk: Process, change: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.roster.save(replace(desk.roster.agent("sam"), **change))  # type: ignore[arg-type]  # the fields of an agent
    assert refused.value.code == code
    assert desk.roster.agent("sam").name == "Sam"


def test_only_who_may_changes_the_roster_but_everybody_their_own_name(desk: Process) -> None:
    sam = seat(desk, "sam")
    assert not desk.roster.may(Right.ASSIGN_OTHERS)
    assert desk.roster.save(replace(sam, name="Sammy", languages=("de",))).agent.name == "Sammy"
    for change in (
        replace(sam, role=Role.ADMIN),
        replace(desk.roster.agent("jo"), name="Joseph"),
        replace(sam, capacity=99),
    ):
        with refuses("no_right"):
            desk.roster.save(change)
    with pytest.raises(Refused):
        desk.roster.add("Friend")
    with pytest.raises(Refused):
        team(desk)
    with pytest.raises(Refused):
        desk.roster.leave(desk.roster.agent("jo").id)


def test_somebody_stays_who_may_change_the_roster(desk: Process) -> None:
    me = desk.roster.me()
    with refuses("last_admin"):
        desk.roster.save(replace(me, role=Role.AGENT))
    with refuses("sits_here"):
        desk.roster.leave(me.id)


def test_the_seat_outlives_the_program_and_credits_who_sits_there(desk: Process) -> None:
    jo = seat(desk, "jo")
    assert desk.roster.me() == desk.agent.me() == jo
    assert desk.store.read.ledger.me() == jo.id


def test_presence_has_a_history_and_each_change_is_an_act(desk: Process) -> None:
    sam = desk.roster.agent("sam")
    start = desk.clock()
    desk.clock.advance(60)
    assert desk.roster.set_presence(Presence.AVAILABLE, agent_id=sam.id).agents == {sam.id}
    desk.clock.advance(60)
    desk.roster.set_presence(Presence.AWAY, "lunch", sam.id)
    assert not desk.roster.set_presence(Presence.AWAY, "lunch", sam.id)
    now = desk.roster.agent("sam")
    assert (now.presence, now.presence_reason, now.presence_at) == (Presence.AWAY, "lunch", desk.clock())
    assert [
        (one.at - start, one.presence, one.reason)
        for one in desk.roster.presences(start + 90_000)
        if one.agent_id == sam.id
    ] == [
        (MINUTE, Presence.AVAILABLE, ""),
        (2 * MINUTE, Presence.AWAY, "lunch"),
    ]
    seat(desk, "sam")
    desk.roster.set_presence(Presence.AVAILABLE)
    with pytest.raises(Refused):
        desk.roster.set_presence(Presence.AWAY, "", desk.roster.agent("jo").id)


def test_a_team_comes_back_as_it_was_saved(desk: Process) -> None:
    made = team(desk, "Night", "sam", "jo", venues=("v1",), languages=("de",), method=Method.ROUND_ROBIN)
    wanted = replace(
        made,
        name="Nights",
        weights={ConversationKind.DIRECT: 2},
        fair_share=4,
        fair_minutes=30,
        take_back_minutes=15,
        members=(Member(made.members[1].agent_id, lead=True), made.members[0]),
    )
    assert desk.roster.save_team(wanted).team == wanted
    assert desk.roster.teams() == [wanted]
    assert desk.roster.team("nights") == desk.roster.team("#1") == wanted
    assert desk.roster.my_teams() == []


def test_teams_that_do_not_fit_are_refused(desk: Process) -> None:
    made = team(desk, "Night", "sam")
    with refuses("team_name_taken"):
        team(desk, "NIGHT")
    with refuses("team_name_missing"):
        team(desk, " ")
    with pytest.raises(WrongUse):
        desk.roster.save_team(replace(made, members=made.members * 2))
    with pytest.raises(NotFound):
        desk.roster.save_team(replace(made, members=(Member("nobody"),)))
    with pytest.raises(WrongUse):
        desk.roster.save_team(replace(made, fair_share=0))


def test_who_leaves_gives_everything_back_and_can_come_back(desk: Process) -> None:
    line = team(desk, "First line", "sam")
    desk.take([post(f"m{n}", place=f"p{n}") for n in range(300)])
    sam = desk.roster.agent("sam")
    ids = [desk.conversation(f"p{n}") for n in range(300)]
    for one in ids:
        desk.assignment.assign(one, sam.id)
    desk.clock.advance(1)
    left = desk.roster.leave(sam.id)
    assert left.conversations == 300
    assert {(row.assignee_id, row.team_id) for row in map(desk.inbox.row, ids)} == {(None, line.id)}
    assert sam.id not in [one.id for one in desk.roster.agents()]
    assert [one.left_at for one in desk.roster.agents(left=True) if one.id == sam.id] == [desk.clock()]
    with refuses("agent_left"):
        desk.assignment.assign(ids[0], sam.id)
    with refuses("left_already"):
        desk.roster.sit(sam.id)
    # The handle is free again, and somebody takes one of the conversations up.
    desk.assignment.claim(ids[0])
    desk.roster.undo_leave(left)
    assert desk.roster.agent("sam").left_at is None
    assert {row.assignee_id for row in map(desk.inbox.row, ids[1:])} == {sam.id}
    assert {row.team_id for row in map(desk.inbox.row, ids[1:])} == {None}
    assert desk.inbox.row(ids[0]).assignee_id == desk.ground.me


def test_a_removed_team_leaves_its_conversations_to_who_holds_them(desk: Process) -> None:
    line = team(desk, "First line", "sam")
    desk.take([post("m1")])
    one = desk.conversation("p1")
    desk.assignment.assign(one, desk.roster.agent("sam").id, line.id)
    desk.roster.remove_team(line.id)
    row = desk.inbox.row(one)
    assert (row.assignee_id, row.team_id) == (desk.roster.agent("sam").id, None)
    assert desk.roster.teams() == []
    assert team(desk, "First line").number == 2
