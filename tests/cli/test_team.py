"""Agents, teams, and who works on what, from the command line, as whoever is named."""

from __future__ import annotations

import pytest

from tests.cli.calling import Desk


@pytest.fixture
def team(desk: Desk) -> Desk:
    """Mira, who sits here, Jo, who leads, and Sam."""
    desk.connect()
    desk.ok("agents", "set", "1", "--name", "Mira")
    desk.ok("agents", "add", "Jo", "--handle", "@jo", "--role", "lead", "--languages", "de,en", "--capacity", "5")
    desk.ok("agents", "add", "Sam", "--handle", "sam")
    for name in ("jo", "sam"):
        desk.ok("agents", "presence", "available", "--agent", name)
    return desk


def test_agents_and_teams_are_made_changed_and_listed(team: Desk) -> None:
    jo = team.ok("agents", "list")[1]
    assert (jo["handle"], jo["role"], jo["languages"], jo["capacity"], jo["presence"]) == (
        "jo",
        "lead",
        ["de", "en"],
        5,
        "available",
    )
    changed = team.ok(
        "agents", "set", "jo", "--capacity", "none", "--languages", "none", "--venues", "social", "--reviewed", "yes"
    )
    assert (changed["capacity"], changed["languages"], len(changed["venues"]), changed["reviewed"]) == (
        None,
        [],
        1,
        True,
    )
    made = team.ok(
        *("teams", "add", "First line", "--members", "sam,@jo", "--leads", "jo", "--method", "round_robin"),
        *("--venues", "social", "--weights", "direct=2", "--fair-share", "3", "--take-back", "15"),
    )
    assert [(one["agent_id"] == jo["id"], one["lead"]) for one in made["members"]] == [(False, False), (True, True)]
    assert (made["weights"], made["fair_share"], made["take_back_minutes"]) == ({"direct": 2}, 3, 15)
    changed = team.ok("teams", "set", "first line", "--name", "Line", "--fair-share", "none", "--members", "jo")
    assert (changed["name"], changed["fair_share"], len(changed["members"])) == ("Line", None, 1)
    assert team.ok("teams", "list") == [changed]
    assert team("teams", "set", "Line", "--weights", "direct=much").code == 2
    assert team("agents", "set", "nobody", "--name", "x").code == 2
    assert team.ok("teams", "remove", "Line")["removed"]
    left = team.ok("agents", "leave", "sam")
    assert (left["agent"], left["conversations"]) == ("Sam", 0)
    assert [one["name"] for one in team.ok("agents", "list")] == ["Mira", "Jo"]
    assert len(team.ok("agents", "list", "--left")) == 3


def test_as_somebody_else_this_time_only(team: Desk) -> None:
    one = team.question("Where is the kettle I ordered?")
    sam = team.ok("agents", "list")[2]["id"]
    assert team.ok("--as", "sam", "claim", one)["assignee_id"] == sam
    assert team.ok("agents", "presence", "busy", "--as", "@sam")["name"] == "Sam"
    # Mira still sits here, and may take it; Sam may not take it back.
    mira = team.ok("claim", one)["assignee_id"]
    assert mira != sam
    refused = team("claim", one, "--as", "sam")
    assert refused.code == 1
    assert "Mira works on this conversation." in refused.errors
    assert team("list", "--as", "nobody").code == 2
    team.ok("agents", "leave", "sam")
    assert team("list", "--as", sam).code == 1
    assert team("--as", "jo").code == 2


def test_conversations_are_given_released_and_served(team: Desk) -> None:
    line = team.ok("teams", "add", "Line", "--members", "sam")["id"]
    one, two = team.question("Where is the kettle I ordered?"), team.question("And my toaster?")
    given = team.ok("assign", one, "--to", "sam", "--team", "line", "--note", "Knows the kettles")
    assert (given["team_id"], given["note_count"]) == (line, 1)
    assert team.ok("assign", one, "--to", "none")["assignee_id"] is None
    assert team("assign", one).code == 2
    served = team.ok("next", "--as", "sam")
    assert (served["conversation"]["id"], served["why"]["reason"]) == (one, "waiting")
    shown = team.ok("board", "--team", "Line")
    assert [(column["count"], column["waiting"]) for column in shown["columns"]] == [(0, 0), (1, 1)]
    assert shown["columns"][1]["conversations"][0]["id"] == one
    assert [row["id"] for row in team.ok("board")["columns"][0]["conversations"]] == [two]
    assert team.ok("release", one, "--as", "sam")["assignee_id"] is None
