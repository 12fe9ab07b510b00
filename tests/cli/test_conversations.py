"""Listing, showing, searching and resolving from the command line, and the demo that never mixes with real work."""

from __future__ import annotations

from tests.cli.calling import Desk

CONVERSATION = {"id", "venue", "network", "kind", "status", "unread", "waiting_since", "author", "text", "url"}
MESSAGE = {"id", "remote_id", "author", "direction", "text", "posted_at", "state", "origin"}


def test_a_fresh_demo_is_not_empty_and_stays_out_of_real_work(desk: Desk) -> None:
    shown = desk.ok("--demo", "list", "--limit", "3")
    assert len(shown) == 3
    assert desk.ok("list") == []
    assert desk.ok("venue", "list") == []


def test_a_demo_is_never_opened_as_real_work(desk: Desk) -> None:
    desk.ok("--demo", "list")
    desk.folder /= "demo"
    assert desk("list").code == 2


def test_real_work_is_never_opened_as_a_demo(desk: Desk) -> None:
    home = desk.folder
    desk.folder = home / "demo"
    desk.ok("list")
    desk.folder = home
    assert desk("--demo", "list").code == 2


def test_a_conversation_is_listed_shown_and_found(desk: Desk) -> None:
    desk.connect()
    desk.question("Where is the kettle I ordered?")
    desk.question("Is the lamp blue?")
    newest, older = desk.ok("list")
    assert set(newest) >= CONVERSATION
    assert (newest["text"], older["text"]) == ("Is the lamp blue?", "Where is the kettle I ordered?")
    assert older["waiting_since"].endswith("Z")
    shown = desk.ok("show", str(older["number"]))
    assert set(shown) == {"conversation", "messages"}
    assert set(shown["conversation"]) >= CONVERSATION
    (message,) = shown["messages"]
    assert set(message) >= MESSAGE
    assert (message["direction"], message["origin"], message["waits"]) == ("customer", "mention", True)
    assert (message["visibility"], message["warning"], message["quote"]) == ("public", "", None)
    assert message["author_id"] == older["author_id"]
    assert [hit["conversation"] for hit in desk.ok("search", "kettle")] == [older["id"]]
    assert [row["id"] for row in desk.ok("list", "--query", "kettle")] == [older["id"]]
    assert desk.ok("list", "--venue", "social", "--limit", "1") == [newest]


def test_all_posts_of_a_long_conversation_are_shown_oldest_first(desk: Desk) -> None:
    desk.connect()
    first = desk.network.post(desk.network.customer_posts("social", "post 0"))
    with desk.network.opened() as world:
        place = world.conversations[f"social/{first.conversation}"]
        for number in range(1, 420):
            world.add(place, "lena", first.at + number, f"post {number}", parent=first.id, origin="reply")
    desk.ok("sync")
    (row,) = desk.ok("list")
    messages = desk.ok("show", row["id"])["messages"]
    assert [message["text"] for message in messages] == [f"post {number}" for number in range(420)]


def test_resolving_leaves_posts_waiting_until_somebody_says_why(desk: Desk) -> None:
    desk.connect()
    conversation = desk.question("Thanks, all good now!")
    resolved = desk("status", conversation, "resolved")
    assert (resolved.code, resolved.value["status"], resolved.value["waiting"]) == (0, "resolved", 1)
    assert "--disposition" in resolved.errors
    settled = desk.ok("status", conversation, "resolved", "--disposition", "no_answer_needed", "--note", "thanks only")
    assert (settled["waiting"], settled["waiting_since"]) == (0, None)
    assert desk.ok("show", conversation)["messages"][0]["disposition"] == "no_answer_needed"
    assert desk.ok("list", "--status", "open") == []
    assert len(desk.ok("list", "--status", "resolved")) == 1


def test_snoozing_wants_a_time_that_is_to_come(desk: Desk) -> None:
    desk.connect()
    conversation = desk.question("When is it back?")
    assert desk("status", conversation, "snoozed").code == 2
    assert desk("status", conversation, "snoozed", "--until", "2020-01-01T00:00:00Z").code == 2
    assert desk.ok("status", conversation, "snoozed", "--until", "2h")["snoozed_until"].endswith("Z")
