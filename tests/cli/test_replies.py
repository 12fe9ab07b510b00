"""Answering from the command line: one post per key, an exit code per outcome, and the acts on the outbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import Desk

ROW = {"id", "conversation", "state", "reason", "remote_id", "attempts", "due"}


@pytest.fixture
def conversation(desk: Desk) -> str:
    """A customer's question, fetched."""
    desk.connect()
    return desk.question("Does it float?")


def posted(desk: Desk, text: str | None = None) -> int:
    """How many posts of ours the network has."""
    return len(desk.network.ours("social", text))


def test_a_reply_now_is_delivered_and_stands_in_the_thread(desk: Desk, conversation: str) -> None:
    row = desk.ok("reply", conversation, "--text", "- It does.", "--now")
    assert set(row) >= ROW
    assert (row["state"], row["attempts"], row["conversation"]) == ("delivered", 1, conversation)
    last = desk.ok("show", conversation)["messages"][-1]
    assert (last["remote_id"], last["direction"], last["text"]) == (row["remote_id"], "ours", "- It does.")
    assert posted(desk, "- It does.") == 1


def test_a_text_may_begin_with_a_hyphen_but_a_forgotten_text_sends_nothing(desk: Desk, conversation: str) -> None:
    assert desk("reply", conversation, "--text", "--now").code == 2
    assert desk.ok("outbox") == []
    assert desk.ok("reply", conversation, "--text", "-yes", "--now")["text"] == "-yes"


def test_the_same_key_gives_the_same_row_and_one_post(desk: Desk, conversation: str) -> None:
    rows = [desk.ok("reply", conversation, "--text", "Yes.", "--key", "k-1", "--now") for _ in range(3)]
    assert len({row["id"] for row in rows}) == 1
    assert posted(desk) == 1
    assert [row["key"] for row in desk.ok("outbox")] == ["k-1"]


def test_without_now_a_reply_can_be_undone(desk: Desk, conversation: str) -> None:
    row = desk.ok("reply", conversation, "--stdin", stdin=b"Ja, schwimmt.\n")
    assert (row["state"], row["reason"], row["text"]) == ("queued", "undo_window", "Ja, schwimmt.")
    desk.ok("sync")
    assert posted(desk) == 0
    assert desk.ok("outbox", "undo", str(row["number"]))["state"] == "discarded"
    assert desk.ok("show", conversation)["conversation"]["draft_text"] == "Ja, schwimmt."


@pytest.mark.parametrize(
    ("fault", "code", "state", "posts"),
    [
        ("held@send", 0, "awaiting_moderation", 1),
        ("rejected@send", 1, "rejected", 0),
        ("refused@send", 3, "retrying", 0),
        ("401@send", 3, "retrying", 0),
        ("silence-after@send", 3, "unknown", 1),
    ],
)
def test_each_outcome_has_its_exit_code(
    desk: Desk, conversation: str, fault: str, code: int, state: str, posts: int
) -> None:
    name, _, struck = fault.partition("@")
    desk.network.inject(name, call=struck)
    called = desk("reply", conversation, "--text", "Yes.", "--now", "--wait", "0")
    assert (called.code, called.value["state"]) == (code, state)
    assert posted(desk) == posts
    assert bool(called.errors) == bool(code)


def test_a_lost_answer_is_read_back_within_the_wait(desk: Desk, conversation: str) -> None:
    desk.network.inject("silence-after", call="send")
    assert desk.ok("reply", conversation, "--text", "Yes.", "--now")["state"] == "delivered"
    assert posted(desk) == 1


def test_a_held_back_reply_is_sent_anyway_or_given_up(desk: Desk, conversation: str) -> None:
    question = desk.ok("show", conversation)["messages"][0]
    desk.network.inject("refused", call="send")
    row = desk("reply", conversation, "--text", "Yes.", "--now", "--wait", "0").value
    desk.network.customer_edits(question["remote_id"], "Does it sink?")
    desk.ok("outbox", "retry", row["id"])
    desk.ok("sync")
    (stopped,) = desk.ok("outbox")
    assert (stopped["state"], stopped["reason"]) == ("stopped", "target_edited")
    assert desk("outbox", "retry", row["id"]).code in (0, 1)
    assert desk.ok("outbox", "discard", row["id"])["state"] == "discarded"
    assert desk("outbox", "discard", row["id"]).code == 1
    assert posted(desk) == 0
    assert [step["after"] for step in desk.ok("outbox", "history", row["id"])["history"]][-1] == "discarded"


def test_a_picture_goes_along_with_its_description(desk: Desk, conversation: str, tmp_path: Path) -> None:
    picture = tmp_path / "boat.png"
    picture.write_bytes(Path("resources/demo/pictures/box.png").resolve().read_bytes())
    told = ("reply", conversation, "--text", "See:", "--key", "p", "--media", str(picture), "--alt", "A boat", "--now")
    row = desk.ok(*told)
    assert [(item["type"], item["alt"]) for item in row["media"]] == [("image/png", "A boat")]
    assert desk.ok(*told)["id"] == row["id"]
    assert len(list((desk.folder / "attachments").iterdir())) == 1


def test_what_does_not_fit_is_refused_and_nothing_is_queued(desk: Desk, conversation: str) -> None:
    refused = desk("reply", conversation, "--text", "x" * 301, "--now")
    assert (refused.code, refused.value) == (1, None)
    assert desk("reply", conversation, "--text", " ").code == 1
    assert desk.ok("outbox") == []


def test_a_post_is_liked_through_the_outbox(desk: Desk, conversation: str) -> None:
    message = desk.ok("show", conversation)["messages"][0]
    row = desk.ok("act", str(message["number"]), "like", "--now")
    assert (row["kind"], row["state"]) == ("like", "delivered")


def test_a_read_only_venue_takes_no_reply(desk: Desk) -> None:
    desk.connect("social", "--read-only")
    conversation = desk.question("Hello?")
    assert desk("reply", conversation, "--text", "Hi").code == 1


LONG = " ".join(f"Sentence number {number} of a long answer." for number in range(20))


def test_a_long_answer_leaves_as_a_numbered_thread(desk: Desk, conversation: str) -> None:
    assert desk("reply", conversation, "--text", LONG, "--now").code == 1
    row = desk.ok("reply", conversation, "--text", LONG, "--split", "--now")
    assert [(part["part"], part["of"], part["state"]) for part in row["parts"]] == [
        (number, 3, "delivered") for number in (1, 2, 3)
    ]
    posts = [message for message in desk.ok("show", conversation)["messages"] if message["direction"] == "ours"]
    assert [post["text"][-3:] for post in posts] == ["1/3", "2/3", "3/3"]
    assert [post["parent_remote_id"] for post in posts[1:]] == [post["remote_id"] for post in posts[:-1]]


def test_a_thread_that_breaks_tells_which_part_it_was(desk: Desk, conversation: str) -> None:
    desk.network.inject("rejected", call="send", times=1)
    called = desk("reply", conversation, "--text", LONG, "--split", "--now")
    assert called.code == 1
    assert [part["state"] for part in called.value["parts"]] == ["rejected", "queued", "queued"]
    assert [part["due"] for part in called.value["parts"][1:]] == [None, None]
    assert posted(desk) == 0


def test_a_reply_leaves_at_its_time_and_can_be_put_off(desk: Desk, conversation: str) -> None:
    assert desk("reply", conversation, "--text", "Yes.", "--at", "2020-01-01").code == 1
    assert desk("reply", conversation, "--text", "Yes.", "--at", "2h", "--now").code == 2
    row = desk.ok("reply", conversation, "--text", "Yes.", "--at", "2h")
    assert (row["state"], row["reason"]) == ("queued", "scheduled")
    later = desk.ok("outbox", "reschedule", row["id"], "--at", "3h")
    assert later["due"] > row["due"]
    desk.ok("sync")
    assert posted(desk) == 0
    desk.ok("outbox", "discard", row["id"])
    assert [row["state"] for row in desk.ok("outbox", "ended")] == ["discarded"]


def test_a_reply_has_its_readers_and_its_warning(desk: Desk, conversation: str) -> None:
    row = desk.ok(
        "reply", conversation, "--text", "Your address?", "--visibility", "direct", "--warning", "-W", "--now"
    )
    assert (row["visibility"], row["warning"]) == ("direct", "-W")
    (post,) = desk.network.ours("social")
    assert (post.visibility, post.warning) == ("direct", "-W")
    desk.connect("blog")
    comment = desk.question("Does it float?", "blog")
    assert desk("reply", comment, "--text", "Yes.", "--visibility", "direct").code == 1
    assert desk("reply", comment, "--text", "Yes.", "--visibility", "nobody").code == 2
