"""What leads see and do: the board, who could have it, what somebody absent left, the end of a shift."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from agent_desk.domain.assigning import Criterion
from agent_desk.domain.levels import CalendarBody, Hours
from agent_desk.domain.roster import Presence
from agent_desk.services.levels import Levels
from tests.services.test_assignment import MINUTE, desk, who
from tests.services.test_roster import refuses, seat, team
from tests.services.workspace import Process

__all__ = ["desk"]


def test_the_board_shows_who_holds_what(desk: Process) -> None:
    line = team(desk, "Line", "sam", "li")
    desk.roster.save(replace(desk.roster.agent("sam"), capacity=5))
    ids = [desk.conversation(f"p{number}") for number in range(4)]
    for one in ids[:2]:
        desk.assignment.assign(one, who(desk, "Sam"))
    desk.assignment.assign(ids[2], None, line.id)
    board = desk.assignment.board(line.id)
    free, sam, li = board.columns
    assert (free.agent, [row.id for row in free.rows]) == (None, [ids[2]])
    assert (sam.agent, sam.load, sam.capacity, sam.count, sam.waiting) == (desk.roster.agent("sam"), 2, 5, 2, 2)
    assert sam.oldest_wait == desk.inbox.row(ids[0]).waiting_since
    assert [row.id for row in sam.rows] == ids[:2]
    assert (li.count, li.oldest_wait, li.rows) == (0, None, ())
    everybody = desk.assignment.board(None)
    assert [column.agent.name if column.agent else "" for column in everybody.columns] == [
        "",
        "Mira",
        "Jo",
        "Sam",
        "Li",
    ]
    assert [row.id for row in everybody.columns[0].rows] == ids[2:]
    assert len(desk.assignment.board(line.id, 1).columns[1].rows) == 1


def test_candidates_say_what_speaks_against_them(desk: Process) -> None:
    line = team(desk, "Line", "li")
    desk.roster.save(replace(desk.roster.agent("jo"), capacity=0))
    one = desk.conversation("p0")
    desk.assignment.assign(one, None, line.id)
    desk.assignment.claim(desk.conversation("p1"))
    found = desk.assignment.candidates(one)
    assert [item.agent.name for item in found] == ["Li", "Sam", "Mira", "Jo"]
    assert [item.load for item in found] == [0, 0, 1, 0]
    assert found[3].why_not is not None
    assert found[3].why_not.why_not is Criterion.FULL


def test_a_lead_takes_over_what_somebody_absent_left(desk: Process) -> None:
    one, two = desk.conversation("p0"), desk.conversation("p1")
    seat(desk, "sam")
    desk.drafts.save(one, "Half a sentence")
    desk.drafts.save_note(one, "ask Li")
    sent = desk.replies.send(two, "On its way").delivery
    seat(desk, "jo")
    desk.drafts.save(one, "Mine")
    with refuses("is_there"):
        desk.assignment.take_over(who(desk, "Sam"))
    desk.roster.set_presence(Presence.OFFLINE, "", who(desk, "Sam"))
    taken = desk.assignment.take_over(who(desk, "Sam"))
    assert (taken.drafts, taken.replies) == ((one,), (sent.id,))
    draft = desk.drafts.get(one)
    assert draft is not None
    assert (draft.text, draft.note) == ("Half a sentence\n\nMine", "ask Li")
    assert desk.store.read.drafts.all(who(desk, "Sam")) == []
    desk.outbox.undo(sent.id)
    back = desk.drafts.get(two)
    assert back is not None
    assert back.text == "On its way"
    assert desk.store.read.deliveries.by_key(sent.key) is not None
    seat(desk, "sam")
    with refuses("no_right"):
        desk.assignment.take_over(who(desk, "Jo"))


def test_at_the_end_of_a_shift_the_next_team_sees_what_is_left_in_its_hours(desk: Process) -> None:
    # The clock stands on Thursday 2026-05-28, 20:26:40 UTC.
    assert desk.clock() == at("2026-05-28T20:26:40")
    levels = Levels(desk.ground)
    office = levels.save_calendar("Office", CalendarBody("UTC", ((Hours(9 * 60, 17 * 60),),) * 7)).calendar.id
    late = levels.save_calendar("Late", CalendarBody("UTC", ((Hours(21 * 60, 23 * 60),),) * 7)).calendar.id
    day = team(desk, "Day", "sam", calendar_id=office)
    night = team(desk, "Night", "li", calendar_id=late)
    team(desk, "Nobody is in it", calendar_id=late)
    ids = [desk.conversation(f"p{number}") for number in range(4)]
    moments = ("2026-05-28T20:50", "2026-05-28T22:30", "2026-05-29T08:59", "2026-05-29T09:01")
    with desk.store.write(durable=False) as nouns:
        for one, moment in zip(ids, moments, strict=True):
            nouns.connection.execute("UPDATE conversation SET due_at = ? WHERE id = ?", (at(moment), one))
    for one in ids:
        desk.assignment.assign(one, who(desk, "Sam"), day.id)
    listed = desk.assignment.hand_over_list(day.id)
    assert (listed.to_team, listed.they_open, listed.we_open) == (night, at("2026-05-28T21:00"), at("2026-05-29T09:00"))
    assert [(item.row.id, item.remaining, item.in_time) for item in listed.items] == [
        (ids[0], 0, False),
        (ids[1], 90 * MINUTE, True),
        (ids[2], 120 * MINUTE, True),
    ]
    handed = desk.assignment.hand_over(ids[:2], night.id, "Both wait for a photo.")
    assert {(row.assignee_id, row.team_id) for row in map(desk.inbox.row, ids[:2])} == {(None, night.id)}
    assert [len(desk.notes.of(one)) for one in ids] == [1, 1, 0, 0]
    assert handed.undo is not None
    desk.assignment.undo(handed.undo)
    assert [len(desk.assignment.hand_over_list(day.id).items), len(desk.notes.of(ids[0]))] == [3, 0]


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)
