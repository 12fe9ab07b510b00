"""The ledger, approvals, merging and customers from the command line."""

from __future__ import annotations

import pytest

from tests.cli.calling import Desk


@pytest.fixture
def conversation(desk: Desk) -> str:
    desk.connect()
    return desk.question("Where is the kettle I ordered?")


def test_the_ledger_tells_both_sides_and_what_is_left(desk: Desk, conversation: str) -> None:
    told = desk.ok("ledger")
    assert told["sum"]["fetched"] == told["sum"]["waiting"] == 1
    assert (told["sum"]["difference"], told["zone"], len(told["days"])) == (0, "UTC", 1)
    assert [one["conversation"] for one in desk.ok("ledger", "--left")] == [conversation]
    desk.ok("status", conversation, "resolved", "--disposition", "no_answer_needed")
    assert desk.ok("ledger")["sum"]["dispositions"] == {"no_answer_needed": 1}
    assert desk("ledger", "--from", "yesterday").code == 2
    assert desk("ledger", "--from", "2020-01-01").code == 2


def test_conversations_are_merged_and_taken_apart(desk: Desk, conversation: str) -> None:
    other = desk.question("And the toaster?")
    done = desk.ok("merge", other, "--into", conversation)
    assert done == {"into": conversation, "merged": [other]}
    assert [one["id"] for one in desk.ok("list")] == [conversation]
    assert desk("merge", other, "--into", conversation).code == 1
    assert desk.ok("unmerge", other)["out_of"] == conversation
    assert len(desk.ok("list")) == 2


def test_nobody_is_the_second_pair_of_eyes_for_their_own_reply(desk: Desk, conversation: str) -> None:
    row = desk.ok("reply", conversation, "--text", "On its way.")
    assert (row["approval"], row["approved_by"]) == ("", None)
    assert desk("outbox", "approve", row["id"]).code == 1
    assert desk("outbox", "refuse", row["id"], "--why", "no").code == 1


def test_an_author_without_a_customer_is_told_so(desk: Desk, conversation: str) -> None:
    author = desk.ok("show", conversation)["conversation"]["author_id"]
    assert desk("customer", "show", author).code == 2
    assert desk.ok("customer", "suggest", author) == []
    assert desk("customer", "link", author).code == 2
    assert desk("customer", "unlink", author).code == 1
