"""Customers: authors linked reversibly, hints that are no proofs, and nothing left of who is forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_desk.domain.customers import Hint, hints, plain_handle, plain_link
from agent_desk.domain.errors import NotFound
from agent_desk.domain.posts import SeenAuthor
from agent_desk.domain.rows import AuthorRow
from tests.services.refusing import refused
from tests.services.test_ingest import post
from tests.services.workspace import Process

ANA = SeenAuthor("ana-1", "ana.lopes", "Ana Lopes", "https://one.example/@ana.lopes")
OTHER = SeenAuthor("ana-2", "@Ana.Lopes@two.example", "A. L.", "https://two.example/@ana")
THIRD = SeenAuthor("ana-3", "quilts", "Quilts by Ana", "https://three.example/quilts")
BOB = SeenAuthor("bob-1", "bobbin", "Bob", "https://one.example/@bobbin")


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    link = f"I write at {ANA.url} too"
    empty_desk.take(
        [
            replace(post("a1", "Hello", place="p1"), author=ANA),
            replace(post("a2", "Hello there", place="p2"), author=OTHER),
            replace(post("a3", place="p3"), author=THIRD, body=link),
            replace(post("b1", "Hi", place="p1"), author=BOB),
        ]
    )
    return empty_desk


def _id(desk: Process, author: SeenAuthor) -> str:
    query = "SELECT id FROM author WHERE remote_id = ?"
    with desk.store.write(durable=False) as nouns:
        row = nouns.connection.execute(query, (author.remote_id,)).fetchone()
    return str(row[0])


def test_hints_are_same_handles_and_links_the_strongest_first(desk: Process) -> None:
    found = desk.customers.suggestions(_id(desk, ANA))
    assert [(one.identity.author.remote_id, one.hints) for one in found] == [("ana-2", (Hint.SAME_HANDLE,))]
    from_third = desk.customers.suggestions(_id(desk, THIRD))
    assert [(one.identity.author.remote_id, one.hints) for one in from_third] == [("ana-1", (Hint.LINKS_TO_IT,))]
    assert desk.customers.suggestions(_id(desk, BOB)) == []


def test_linking_joins_identities_and_their_conversations_and_can_be_undone(desk: Process) -> None:
    ana, other, third = (_id(desk, author) for author in (ANA, OTHER, THIRD))
    first = desk.customers.link(ana, other, "same words")
    customer = first.customer
    assert customer is not None
    assert (customer.name, {one.author.id for one in customer.identities}) == ("Ana Lopes", {ana, other})
    assert {row.id for row in desk.customers.conversations(customer.id)} == {
        desk.conversation("p1"),
        desk.conversation("p2"),
    }
    with refused("linked_already"):
        desk.customers.link(other, ana)
    assert [one.identity.author.id for one in desk.customers.suggestions(ana) if one.identity.author.id == other] == []
    bob = _id(desk, BOB)
    second = desk.customers.link(bob, third)
    joined = desk.customers.link(ana, bob)
    assert joined.customer is not None
    assert {one.author.id for one in joined.customer.identities} == {ana, other, third, bob}
    desk.customers.undo(joined.undo)
    assert desk.customers.of_author(third) == second.customer
    desk.customers.undo(second.undo)
    desk.customers.undo(first.undo)
    assert [desk.customers.of_author(one) for one in (ana, other, third, bob)] == [None] * 4
    assert [(row.reason, row.customer_id) for row in desk.customers.history(customer.id)][-1] == (
        "same words",
        customer.id,
    )


def test_one_identity_is_taken_out_and_put_back(desk: Process) -> None:
    ana, other = _id(desk, ANA), _id(desk, OTHER)
    customer = desk.customers.link(ana, other).customer
    taken = desk.customers.unlink(other, "another person")
    assert desk.customers.of_author(other) is None
    with refused("not_linked"):
        desk.customers.unlink(other)
    desk.customers.undo(taken.undo)
    assert desk.customers.of_author(other) == customer


def test_our_own_accounts_are_nobodys_identity(desk: Process) -> None:
    desk.take([post("ours", "Yes.", author="brand", place="p1")])
    with refused("ours"):
        desk.customers.link(_id(desk, ANA), _id(desk, SeenAuthor("brand", "brand", "")))


def test_nothing_of_a_forgotten_author_stays_with_the_customer(desk: Process) -> None:
    ana, other = _id(desk, ANA), _id(desk, OTHER)
    customer = desk.customers.link(ana, other, "she said so: Ana Lopes").customer
    assert customer is not None
    desk.customers.rename(customer.id, "Ana Lopes", "Ana Lopes prefers mornings")
    desk.retention.erase(ana)
    left = desk.customers.get(customer.id)
    assert (left.name, left.remark, [one.author.id for one in left.identities]) == ("A. L.", "", [other])
    assert all("Ana" not in row.reason for row in desk.customers.history(customer.id))
    desk.retention.erase(other)
    with pytest.raises(NotFound):
        desk.customers.get(customer.id)


def test_finding_by_name_and_number(desk: Process) -> None:
    customer = desk.customers.link(_id(desk, ANA), _id(desk, OTHER)).customer
    assert customer is not None
    assert desk.customers.find("ana") == desk.customers.find(f"#{customer.number}") == [customer]
    assert desk.customers.find("%") == []
    with refused("customer_name_missing"):
        desk.customers.rename(customer.id, " ")


def test_short_handles_and_bare_hosts_are_no_hint() -> None:
    one = AuthorRow("1", "r", "@jo@a.example", "", "https://a.example/", "", False)
    other = AuthorRow("2", "r", "jo", "", "https://a.example", "", False)
    assert hints(one, other, (), ()) == ()
    assert (plain_handle("@Ana.L@x.example"), plain_handle("ana.bsky.social")) == ("ana.l", "")
    assert plain_link("https://WWW.Example.org/@Ana/?x=1#y") == "example.org/@ana"
    assert plain_link("javascript:alert(1)") == plain_link("http://[broken") == ""
