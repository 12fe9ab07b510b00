"""Rules and macros from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import Asks, Does, Effect, How, Macro, Rule, Term
from agent_desk.runtime.places import for_folder
from tests.cli.calling import Desk

KETTLE = Term(Asks.TEXT, How.CONTAINS, ("kettle",))


@pytest.fixture
def conversation(desk: Desk) -> str:
    desk.connect()
    return desk.question("Where is the kettle I ordered?")


def _make(folder: Path) -> None:
    made = open_desk(for_folder(folder))
    made.rules.save(Rule("", "Kettles", Event.POST_ARRIVED, (KETTLE,), (Effect(Does.TAG, "kettle"),)))
    made.rules.save(Rule("", "Gone", Event.TAGGED, (), (Effect(Does.TEAM, "was"),)))
    made.macros.save(Macro("", "Close", (Effect(Does.REPLY, "Hello {number}."), Effect(Does.STATUS, "resolved"))))
    made.ground.store.close()


def test_rules_are_listed_tried_and_switched(desk: Desk, conversation: str) -> None:
    _make(desk.folder)
    first, second = desk.ok("rules", "list")
    assert first["says"] == "When a customer's post arrives, if the post contains “kettle”: tag it kettle."
    assert (first["troubles"], second["troubles"]) == ([], ["It names a team that is gone."])
    tried = desk.ok("rules", "dry-run", "Kettles", "--days", "3")
    assert (tried["looked_at"], tried["would_change"]) == (1, 1)
    assert tried["posts"][0]["would"] == ["tag it kettle"]
    assert desk.ok("show", conversation)["conversation"]["tags"] == [], "nothing was done"
    assert desk.ok("rules", "disable", "1")["enabled"] is False
    assert desk.ok("rules", "enable", "Kettles")["enabled"] is True
    assert desk("rules", "enable", "Nothing").code == 2


def test_macros_are_listed_and_run(desk: Desk, conversation: str) -> None:
    _make(desk.folder)
    (macro,) = desk.ok("macros", "list")
    assert (macro["name"], macro["shared"], macro["used"]) == ("Close", True, 0)
    assert desk.ok("macros", "run", "Close", conversation)["done"] == 1
    shown = desk.ok("show", conversation)["conversation"]
    assert shown["status"] == "resolved"
    assert desk.ok("macros", "list")[0]["used"] == 1
    assert desk("macros", "run", "Close", "999").code == 2
    assert desk("macros", "run", "Nothing", conversation).code == 2
