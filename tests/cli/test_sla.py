"""Service levels from the command line: when something is due, and every step of the reckoning in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import Desk, run

LEVELS = {
    "version": 1,
    "calendars": [
        {"name": "Support", "zone": "Europe/Berlin", "week": [*[["09:00-17:00"]] * 5, [], []]},
        {"name": "Early Friday", "zone": "Europe/Berlin", "week": [*[["09:00-17:00"]] * 4, ["09:00-15:00"], [], []]},
    ],
    "policies": [
        {"name": "VIP", "targets": {"first": {"urgent": 5}}, "scope": {"tags": ["vip"]}},
        {"name": "Standard", "calendar": "Support", "targets": {"first": {"normal": 30}, "next": {"normal": 60}}},
        {"name": "Short Friday", "calendar": "Early Friday", "targets": {"first": {"normal": 30}}},
    ],
}


@pytest.fixture
def levels(desk: Desk, tmp_path: Path) -> Path:
    file = tmp_path / "levels.json"
    file.write_text(json.dumps(LEVELS), encoding="utf-8")
    desk.connect()
    desk.ok("sla", "import", str(file), "--running-too")
    return file


def test_friday_evening_is_due_on_monday_morning(desk: Desk, levels: Path) -> None:
    due = desk.ok("sla", "due", "--policy", "Standard", "--priority", "normal", "--from", "2026-11-27T16:45:00+01:00")
    assert due["due_at"] == "2026-11-30T08:15:00.000Z"
    assert any("Friday 2026-11-27, 16:45 to 17:00: 15 min count, 15 min are left." in step for step in due["steps"])
    early = desk.ok(
        "sla", "due", "--policy", "Short Friday", "--priority", "normal", "--from", "2026-11-27T14:45:00+01:00"
    )
    assert early["due_at"] == "2026-11-30T08:15:00.000Z"


def test_every_step_of_a_clock_is_told(desk: Desk, levels: Path) -> None:
    conversation = desk.question("Where is the kettle I ordered?")
    told = desk.ok("sla", "explain", conversation)
    assert [clock["metric"] for clock in told["clocks"]] == ["first"]
    words = "\n".join(told["steps"])
    assert "Policy “Standard”, version 1." in words
    assert "“VIP” comes before it and does not fit: it asks for other tags." in words
    assert "It is number 2 of 3 in the order, and the first that fits." in words
    assert "calendar “Support”, version 1, in the zone Europe/Berlin" in words
    assert "First reply at priority Normal: 30 min of working time." in words


def test_a_conversation_without_a_policy_says_so(desk: Desk) -> None:
    desk.connect()
    conversation = desk.question("Where is the kettle I ordered?")
    told = desk.ok("sla", "explain", conversation)
    assert told["clocks"] == []
    assert told["steps"] == ["No policy is set up, so nothing is promised."]


def test_what_is_exported_is_what_is_imported(desk: Desk, levels: Path, tmp_path: Path) -> None:
    exported = desk.ok("sla", "export")
    file = tmp_path / "again.json"
    file.write_text(json.dumps(exported), encoding="utf-8")
    assert desk.ok("sla", "import", str(file)) == exported
    assert [one["number"] for one in desk.ok("sla", "calendars")] == [1, 1]
    assert [one["name"] for one in desk.ok("sla", "policies")] == ["VIP", "Standard", "Short Friday"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"calendars": [{"name": "X", "zone": "Europe/Atlantis", "week": [["09:00-17:00"], *[[]] * 6]}]}, "Atlantis"),
        ({"calendars": [{"name": "X", "zone": "UTC", "week": [[]] * 7}]}, "no hours"),
        ({"calendars": [{"name": "X", "zone": "UTC", "week": [["09:00-12:00", "11:00-13:00"], *[[]] * 6]}]}, "overlap"),
        ({"policies": [{"name": "X", "targets": {"first": {"normal": 0}}}]}, "at least one minute"),
        ({"policies": [{"name": "X", "targets": {"first": {"normal": 5}}, "calendar": "nowhere"}]}, "calendar"),
        ({"policies": [{"name": "X", "targets": {"first": {"normal": 5}}, "speed": 9}]}, "speed"),
        ({"policies": [{"name": "X", "targets": {"first": {"normal": 5}}, "scope": {"venues": ["Y"]}}]}, "Y"),
    ],
)
def test_a_file_that_makes_no_sense_changes_nothing(
    desk: Desk, levels: Path, tmp_path: Path, change: dict[str, object], said: str
) -> None:
    before = desk.ok("sla", "export")
    file = tmp_path / "bad.json"
    file.write_text(json.dumps({**LEVELS, **change}), encoding="utf-8")
    called = desk("sla", "import", str(file))
    assert called.code in (1, 2)
    assert said in called.errors
    assert desk.ok("sla", "export") == before


def test_what_is_not_there_is_named(desk: Desk, levels: Path) -> None:
    assert desk("sla", "due", "--policy", "Gold", "--priority", "low", "--from", "2026-11-27").code == 2
    called = desk("sla", "due", "--policy", "Standard", "--priority", "low", "--from", "2026-11-27")
    assert called.code == 1
    assert "promises nothing" in called.errors
    assert desk("sla", "explain", "999").code == 2


def test_it_works_as_a_program_of_its_own(desk: Desk, levels: Path) -> None:
    called = run(desk.folder, "sla", "due", "--policy", "VIP", "--priority", "urgent", "--from", "2026-11-27T10:00:00Z")
    assert called.code == 0
    assert called.value["due_at"] == "2026-11-27T10:05:00.000Z"
