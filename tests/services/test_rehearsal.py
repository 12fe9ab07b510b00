"""The demo's team and its week: eight people, whose work every queue and panel can show, and whose books balance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ME, Due, ListQuery
from agent_desk.domain.roster import Presence
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from tests.clock import FakeClock
from tests.services.workspace import FakeIds


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("rehearsed")
    opened = open_desk(for_folder(folder), demo=True, now=FakeClock(), new_id=FakeIds())
    opened.rehearsal.play()
    yield opened
    opened.ground.store.close()


def test_eight_people_work_in_three_teams(desk: Desk) -> None:
    agents = desk.roster.agents()
    assert len(agents) == 8
    assert len(desk.roster.teams()) == 3
    assert {agent.presence for agent in agents} == {Presence.AVAILABLE, Presence.BUSY, Presence.AWAY}
    assert desk.roster.me().name == "Mira Keller"


def test_it_is_played_once(desk: Desk) -> None:
    assert not desk.rehearsal.needed()
    assert not desk.rehearsal.play()


def test_every_queue_has_something_to_show(desk: Desk) -> None:
    for query in (
        ListQuery(waiting=True),
        ListQuery(assignee=ME),
        ListQuery(team="mine"),
        ListQuery(due=Due.OVERDUE),
        ListQuery(mentions=True),
        ListQuery(watched=True),
        ListQuery(status=Status.SNOOZED),
        ListQuery(status=Status.PENDING),
    ):
        assert desk.inbox.page(query, limit=1), query


def test_a_reply_asks_for_a_second_pair_of_eyes(desk: Desk) -> None:
    (asked,) = desk.approvals.waiting()
    assert desk.roster.agent(asked.delivery.agent_id).name == "Ade Bello"


def test_promises_were_mostly_kept_and_some_were_not(desk: Desk) -> None:
    states = [
        clock.state.value
        for row in desk.inbox.page(ListQuery(), limit=1000)
        for clock in desk.levels.clocks(row.id)
        if clock.row.stopped_by
    ]
    assert states.count("met") > 2 * states.count("breached_met") > 0


def test_rules_macros_and_answers_are_there_to_be_tried(desk: Desk) -> None:
    rules = desk.rules.all()
    assert [listed.troubles for listed in rules] == [()] * 8
    assert [listed.rule.enabled for listed in rules] == [*[True] * 7, False]
    outages = desk.rules.dry_run(rules[4].rule, 7, lambda *_: None, lambda: False)
    assert 0 < outages.matched < outages.looked
    assert len(desk.macros.all()) == 3
    assert {answer.scope.team_id is not None for answer in desk.canned.all()} == {True, False}


def test_most_of_the_team_answered(desk: Desk) -> None:
    wrote = {row.agent_id for row in desk.outbox.ended(500)}
    assert len(wrote) >= 6
