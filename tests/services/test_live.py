"""Live figures: every tile opens what it counts, every table adds up to the whole, and a zero is shown beside what is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.conversations import Status
from agent_desk.domain.levels import ClockRow, ClockState, Metric
from agent_desk.domain.live import LiveFilter, LiveTile
from agent_desk.domain.roster import AgentRow, Member, Priority, Role, TeamRow
from agent_desk.domain.venues import VenueState
from agent_desk.services.coverage import PATIENCE, coverage
from agent_desk.services.live import LiveFigures
from agent_desk.storage.contract.roster import Gift
from tests.services.refusing import refused
from tests.services.test_ingest import MINUTE, post
from tests.services.workspace import VENUE_ID, Process

HOUR = 60 * MINUTE
MIRA, TEAM = "mira", "social"


def clock(desk: Process, place: str, due_in: int, **other: object) -> ClockRow:
    """A clock of a conversation, running unless said, that falls due in so many milliseconds."""
    now = desk.clock()
    conversation = desk.conversation(place)
    message = desk.store.read.messages.of(conversation, 1)[0].id
    row = ClockRow(
        conversation_id=conversation,
        metric=Metric.FIRST,
        message_id=message,
        policy_version_id="",
        calendar_version_id="",
        priority=Priority.NORMAL,
        target=HOUR,
        state=ClockState.RUNNING,
        started_at=now + due_in - HOUR,
        fetched_at=now,
        due_at=now + due_in,
        at_risk_at=now + due_in - 15 * MINUTE,
        stopped_at=None,
        stopped_by=None,
        worked=None,
        paused=0,
        paused_unanswered=0,
        reason="",
        agent_id="",
        team_id="",
        venue_id=VENUE_ID,
    )
    return replace(row, **other)  # type: ignore[arg-type]  # fields of a clock


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    """Six conversations: late, due soon twice (one of them held by Mira in her team), due later, put off, and answered."""
    desk = empty_desk
    with desk.ground.act() as (nouns, _):
        nouns.roster.save_agent(AgentRow(MIRA, 0, "Mira", "", handle="mira"))
        nouns.roster.save_team(TeamRow(TEAM, 0, "Social", members=(Member(MIRA),)))
    for at, place in enumerate(("late", "soon", "hers", "later", "off", "done")):
        desk.take([post(place, at=100 - at, place=place)])
    desk.take([post("answer", author="brand", parent="done", place="done", at=20)])
    desk.status.set(desk.conversation("off"), Status.SNOOZED, until=desk.clock() + 24 * HOUR)
    clocks = {
        "late": clock(desk, "late", -5 * MINUTE),
        "soon": clock(desk, "soon", 10 * MINUTE),
        "hers": clock(desk, "hers", 30 * MINUTE, agent_id=MIRA, team_id=TEAM),
        "later": clock(desk, "later", 90 * MINUTE),
        "done": clock(
            desk, "done", -30 * MINUTE, state=ClockState.MET, stopped_at=desk.clock() - 40 * MINUTE, worked=MINUTE
        ),
    }
    with desk.ground.store.write(durable=False) as nouns:
        nouns.clocks.keep({row.conversation_id: [row] for row in clocks.values()})
        nouns.holders.give([Gift(desk.conversation("hers"), MIRA, TEAM, desk.clock())])
    return desk


def places(desk: Process, tile: LiveTile, filter_: LiveFilter | None = None) -> list[str]:
    names = {desk.conversation(place): place for place in ("late", "soon", "hers", "later", "off", "done")}
    return [names[row.id] for row in LiveFigures(desk.ground).rows(filter_ or LiveFilter(), tile)]


def test_every_tile_opens_what_it_counts(desk: Process) -> None:
    live = LiveFigures(desk.ground).figures()
    assert places(desk, LiveTile.LATE) == ["late"]
    assert places(desk, LiveTile.DUE_HOUR) == ["soon", "hers"]
    assert places(desk, LiveTile.DUE_HOUR_UNASSIGNED) == ["soon"]
    assert places(desk, LiveTile.WAITING) == ["late", "soon", "hers", "later"]
    assert places(desk, LiveTile.HELD)[:4] == ["late", "soon", "hers", "later"]
    whole = live.whole
    assert (whole.late, whole.due_hour, live.unassigned_due, whole.waiting, whole.held) == (1, 2, 1, 4, 6)
    assert live.late_by == {Metric.FIRST: 1}
    assert whole.oldest_wait == desk.clock() - 100 * MINUTE
    assert whole.next_due == desk.clock() + 10 * MINUTE


def test_tables_add_up_to_the_whole(desk: Process) -> None:
    live = LiveFigures(desk.ground).figures()
    for lines in (live.teams, live.venues, live.languages):
        assert sum(line.group.held for line in lines) == live.whole.held
        assert sum(line.group.late for line in lines) == live.whole.late
    held_by = {line.agent_id: line.group for line in live.agents}
    assert held_by[MIRA].held == 1
    assert sum(group.held for group in held_by.values()) + live.unassigned.held == live.whole.held
    (mira,) = [line for line in live.agents if line.agent_id == MIRA]
    assert (mira.load, mira.team_ids) == (1, (TEAM,))


def test_a_filter_narrows_tiles_tables_and_rows_alike(desk: Process) -> None:
    live = LiveFigures(desk.ground).figures(LiveFilter(team_id=TEAM))
    assert (live.whole.held, live.whole.due_hour, live.narrowed) == (1, 1, True)
    assert places(desk, LiveTile.DUE_HOUR, LiveFilter(team_id=TEAM)) == ["hers"]
    assert places(desk, LiveTile.DUE_HOUR, LiveFilter(agent_id="")) == ["soon"]
    assert [line.agent_id for line in live.agents] == [MIRA]


def test_today_counts_what_was_kept_and_what_fell_due(desk: Process) -> None:
    live = LiveFigures(desk.ground).figures()
    assert (live.today.kept, live.today.late, live.today.share) == (1, 1, 50.0)
    assert (live.first_today.n, live.first_today.median) == (1, MINUTE)
    assert set(places(desk, LiveTile.TARGET_TODAY)) == {"late", "done"}
    assert places(desk, LiveTile.TARGET_TODAY)[0] == "late"


def test_the_last_hour_counts_posts(desk: Process) -> None:
    desk.take([post("new", at=5, place="later", author="bob")])
    live = LiveFigures(desk.ground).figures()
    assert (live.arrivals, live.answers) == (1, 1)
    assert places(desk, LiveTile.ARRIVALS_HOUR) == ["later"]
    assert places(desk, LiveTile.ANSWERS_HOUR) == ["done"]


def test_a_goal_may_be_chosen(desk: Process) -> None:
    assert LiveFigures(desk.ground).figures().goal == 90
    with desk.ground.act() as (nouns, _):
        nouns.choices.set("goal", "95")
    assert LiveFigures(desk.ground).figures().goal == 95


def test_who_may_not_see_figures_sees_none(desk: Process) -> None:
    with desk.ground.act() as (nouns, _):
        nouns.roster.save_agent(AgentRow("ann", 0, "Ann", "", role=Role.AGENT))
    desk.ground.seat.agent_id = "ann"
    with refused("no_right"):
        LiveFigures(desk.ground).figures()


def test_a_zero_during_an_outage_is_no_zero(empty_desk: Process) -> None:
    desk, now = empty_desk, empty_desk.clock()
    never = coverage(desk.ground)
    assert (never.total, never.complete, never.complete_to) == (1, (), None)
    with desk.ground.act() as (nouns, _):
        nouns.venues.set_state(VENUE_ID, VenueState.OK, "", None, now)
    known = coverage(desk.ground)
    assert known.whole
    assert known.complete_to == now
    desk.clock.advance(PATIENCE / 1000 + 1)
    assert not coverage(desk.ground).whole
    span = coverage(desk.ground).within(now - HOUR, now - MINUTE)
    assert span.whole, "what lies before the last reading is known for good"
    assert not coverage(desk.ground).within(now - HOUR, now + HOUR).whole
    with desk.ground.act() as (nouns, _):
        nouns.venues.set_state(VENUE_ID, VenueState.UNREACHABLE, "", None, desk.clock())
    assert not coverage(desk.ground).whole


def test_a_stream_that_is_still_filled_is_not_complete(empty_desk: Process, tmp_path: Path) -> None:
    desk, now = empty_desk, empty_desk.clock()
    with desk.ground.act() as (nouns, _):
        nouns.venues.set_state(VENUE_ID, VenueState.OK, "", None, now)
        nouns.venues.save_cursor(VENUE_ID, "mentions", "7", now, behind=True)
    (venue,) = coverage(desk.ground).lacking
    assert (venue.behind, venue.complete_to) == (("mentions",), None)
    with desk.ground.act() as (nouns, _):
        nouns.venues.save_cursor(VENUE_ID, "mentions", "8", now)
    assert coverage(desk.ground).whole
