"""Conditions of an agent's own making: what SQL finds is what they say, whatever is typed into them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.filtering import OPERATORS, Condition, Conditions, Field, Operator
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import ConversationKind, Media, MediaKind, Place
from agent_desk.domain.roster import Priority
from agent_desk.domain.rows import ConversationRow
from agent_desk.services.inbox import Counted
from agent_desk.storage.sqlite.conditions import HOUR
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.test_ingest import post
from tests.services.workspace import VENUE_ID, Process, open_process

KINDS = (ConversationKind.TOPIC, ConversationKind.MENTIONS, ConversationKind.DIRECT)
TEXTS = (
    "Where is my parcel?",
    "Ärger mit dem Paket",
    "100% broken \\ a_b",
    "荷物はどこですか",
    "!!! ???",
    "parcels and more",
)
PICTURE = (Media(MediaKind.IMAGE, "https://venue.example/p.png"),)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Twelve conversations of all sorts."""
    desk = open_process(tmp_path_factory.mktemp("filled"), FakeVenue(FakeClock()))
    for number in range(12):
        kind = KINDS[number % 3]
        place = Place(
            kind,
            f"p{number}",
            ("Delivery", "ÄRGER", "50%_off")[number % 3],
            labels=("Support", "urgent") if number % 2 else (),
            solved="x" if number % 5 == 0 else "",
        )
        for age in range(number % 3 + 1):
            told = post(
                f"m{number}-{age}",
                TEXTS[(number + age) % 6],
                at=(number * 40 + age),
                author=("ann", "bo%b", "Åse")[number % 3],
            )
            media = PICTURE if number % 4 == 0 else ()
            desk.take([replace(told, place=place, media=media)])
    ids = [desk.conversation(f"p{number}") for number in range(12)]
    _day(desk, ids)
    desk.status.set(ids[1], Status.RESOLVED, disposition=Disposition.IDEA)
    desk.status.set(ids[2], Status.PENDING)
    desk.status.read(ids[3])
    desk.drafts.save(ids[4], "Typed")
    desk.notes.add(ids[5], "Noted")
    desk.people.mark(desk.inbox.row(ids[2]).author_id, AuthorMark.SPAM, "ads")
    while desk.search.catch_up():
        pass
    yield desk
    desk.close()


def _day(desk: Process, ids: list[str]) -> None:
    """Who holds what, when it is due, and what is known of the authors."""
    me = desk.ground.me
    with desk.store.write(durable=False) as nouns:
        db = nouns.connection
        db.execute("INSERT INTO team (id, number, name, position) VALUES ('t1', 1, 'One', 0), ('t2', 2, 'Two', 1)")
        db.execute("INSERT INTO team_member VALUES ('t1', ?, 0, 0), ('t2', ?, 0, 0)", (me, me))
        for number, one in enumerate(ids):
            holder, team = (me, "other", None)[number % 3], ("t1", "t2", "t3", None)[number % 4]
            due = None if number % 2 else desk.clock() + (number - 6) * HOUR
            risk = None if due is None else due - 5 * HOUR
            db.execute(
                "UPDATE conversation SET assignee_id = ?, team_id = ?, due_at = ?, at_risk_at = ?, language = ? WHERE id = ?",
                (holder, team, due, risk, ("", "de", "en")[number % 3], one),
            )
        db.execute(
            "UPDATE author SET facts = '{\"followers\": 900, \"trust_level\": 3}', customer_id = 'c' WHERE handle = 'ann'"
        )
    for number in (0, 4):
        desk.triage.set_priority(ids[number], Priority.URGENT)
        desk.triage.tag(ids[number], ["Refund", "VIP"])
        desk.triage.watch(ids[number])


def _rows(desk: Process, query: ListQuery) -> list[ConversationRow]:
    return desk.inbox.page(query, None, 100)


def _texts(desk: Process, row: ConversationRow) -> list[str]:
    return [message.text for message in desk.inbox.open(row.id).messages]


def _folded(text: str) -> str:
    return text.casefold()


def _words(desk: Process, row: ConversationRow, value: str) -> bool:
    """By the rule of the search: every word, the last one as a beginning; without any word, the signs themselves."""
    wanted = regex.findall(r"[\p{L}\p{M}\p{N}_]+", value)
    if not wanted:
        return any(value in text for text in _texts(desk, row))
    if any(ord(sign) > 0x3000 for sign in value):
        return any(max(wanted, key=len) in text for text in _texts(desk, row))
    return any(_has(text, wanted) for text in _texts(desk, row))


def _has(text: str, wanted: list[str]) -> bool:
    def plain(word: str) -> str:
        return "".join(
            sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign)
        )

    there = [plain(word) for word in regex.findall(r"[\p{L}\p{N}]+", text)]
    pieces = [plain(piece) for word in wanted for piece in regex.findall(r"[\p{L}\p{N}]+", word)]
    *whole, last = pieces or [""]
    return all(word in there for word in whole) and any(word.startswith(last) for word in there)


Oracle = Callable[[Process, ConversationRow, str], bool]
ORACLES: dict[Field, Oracle] = {
    Field.VENUE: lambda _, row, value: row.venue_id == value,
    Field.NETWORK: lambda _, row, value: row.network == value,
    Field.KIND: lambda _, row, value: row.kind == value,
    Field.STATUS: lambda _, row, value: row.status == value,
    Field.LABEL: lambda _, row, value: value.casefold() in [label.casefold() for label in row.labels],
    Field.TEXT: _words,
    Field.UNREAD: lambda _, row, value: (row.unread > 0) == (value == "yes"),
    Field.WAITING: lambda _, row, value: (row.waiting > 0) == (value == "yes"),
    Field.DRAFT: lambda _, row, value: row.draft == (value == "yes"),
    Field.FAILED: lambda _, row, value: row.failed == (value == "yes"),
    Field.MEDIA: lambda _, row, value: row.has_media == (value == "yes"),
    Field.NOTES: lambda _, row, value: (row.notes > 0) == (value == "yes"),
    Field.SOLVED: lambda _, row, value: row.solved == (value == "yes"),
    Field.MARK: lambda desk, row, value: desk.people.author(row.author_id).mark == value,
    Field.ASSIGNEE: lambda desk, row, value: row.assignee_id == {"me": desk.ground.me, "none": None}.get(value, value),
    Field.TEAM: lambda _, row, value: row.team_id in {"mine": ("t1", "t2"), "none": (None,)}.get(value, (value,)),
    Field.TAG: lambda _, row, value: value.casefold() in [tag.casefold() for tag in row.tags],
    Field.OVERDUE: lambda desk, row, value: (row.due_at is not None and row.due_at <= desk.clock()) == (value == "yes"),
    Field.AT_RISK: lambda desk, row, value: _at_risk(row, desk.clock()) == (value == "yes"),
    Field.LANGUAGE: lambda _, row, value: row.language == value,
    Field.WATCHED: lambda desk, row, value: desk.triage.watched(row.id) == (value == "yes"),
    Field.CUSTOMER: lambda _, row, value: ("c" if row.author_handle == "ann" else "") == value,
}
COUNTED: dict[Field, Callable[[ConversationRow], int]] = {
    Field.MESSAGES: lambda row: row.message_count,
    Field.PRIORITY: lambda row: row.priority,
    Field.REACH: lambda row: 900 if row.author_handle == "ann" else 0,
    Field.REPUTATION: lambda row: 3 if row.author_handle == "ann" else 0,
}
VALUES: dict[Field, list[str]] = {
    Field.VENUE: [VENUE_ID, "x"],
    Field.NETWORK: ["fake", "x"],
    Field.KIND: [*KINDS],
    Field.STATUS: [*Status],
    Field.MARK: ["", "spam", "muted"],
    Field.AUTHOR: ["ann", "AN", "o%b", "%", "_", "Åse", "åse", "' OR 1=1 --"],
    Field.TITLE: ["Delivery", "very", "ärger", "Ärger", "0%_o", "%", "_", '"'],
    Field.TEXT: [
        "parcel",
        "where parcel",
        "ärger",
        "100",
        "荷物",
        "はどこ",
        "!!! ???",
        "%",
        "a_b",
        '" OR *',
        "nothing",
    ],
    Field.LABEL: ["support", "Support", "urg", "x"],
    Field.AGE: ["0", "1", "3.5", "100"],
    Field.WAITED: ["0", "1", "3.5", "100"],
    Field.MESSAGES: ["0", "2", "3"],
    Field.ASSIGNEE: ["me", "none", "other", "x"],
    Field.TEAM: ["mine", "none", "t1", "t3", "x"],
    Field.TAG: ["refund", "VIP", "x", "%"],
    Field.PRIORITY: ["1", "2", "4"],
    Field.DUE: ["0", "2", "100"],
    Field.LANGUAGE: ["de", "", "x"],
    Field.REACH: ["0", "900", "901"],
    Field.REPUTATION: ["0", "3"],
    Field.CUSTOMER: ["c", "x"],
    **{
        field: ["yes", "no"]
        for field in (
            *(Field.UNREAD, Field.WAITING, Field.DRAFT, Field.FAILED, Field.MEDIA, Field.NOTES, Field.SOLVED),
            *(Field.OVERDUE, Field.AT_RISK, Field.WATCHED),
        )
    },
}
ALL = [Condition(field, operator, value) for field in Field for operator in OPERATORS[field] for value in VALUES[field]]


def holds(desk: Process, row: ConversationRow, one: Condition) -> bool:
    if one.field in COUNTED or one.field in (Field.AGE, Field.WAITED, Field.DUE):
        return _number(desk, row, one)
    if one.field in (Field.AUTHOR, Field.TITLE):
        columns = [row.title] if one.field is Field.TITLE else [row.author_name, row.author_handle]
        folded = [_folded(column) for column in columns]
        found = (
            _folded(one.value) in folded
            if one.operator is Operator.IS
            else any(_folded(one.value) in text for text in folded)
        )
    else:
        found = ORACLES[one.field](desk, row, one.value)
    return found != (one.operator in (Operator.IS_NOT, Operator.CONTAINS_NOT))


def _number(desk: Process, row: ConversationRow, one: Condition) -> bool:
    if one.field in COUNTED:
        number = float(COUNTED[one.field](row))
    elif one.field is Field.DUE:
        if row.due_at is None:
            return False
        number = (row.due_at - desk.clock()) / HOUR
    else:
        since = row.last_at if one.field is Field.AGE else row.waiting_since
        if since is None:
            return False
        number = (desk.clock() - since) / HOUR
    value = float(one.value)
    if one.operator in (Operator.IS, Operator.IS_NOT):
        return (number == value) == (one.operator is Operator.IS)
    return number >= value if one.operator is Operator.AT_LEAST else number <= value


def _at_risk(row: ConversationRow, now: int) -> bool:
    return row.due_at is not None and row.at_risk_at is not None and row.at_risk_at <= now < row.due_at


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.field} {one.operator} {one.value}")
def test_a_condition_finds_what_it_says(filled: Process, one: Condition) -> None:
    everything = _rows(filled, ListQuery())
    assert len(everything) == 12
    found = _rows(filled, ListQuery(where=Conditions((one,))))
    assert [row.id for row in found] == [row.id for row in everything if holds(filled, row, one)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=st.lists(st.sampled_from(ALL), max_size=4), every=st.booleans(), order=st.sampled_from(ListOrder))
def test_several_conditions_hold_together_or_one_of_them(
    filled: Process, terms: list[Condition], every: bool, order: ListOrder
) -> None:
    query = ListQuery(where=Conditions(tuple(terms), every), order=order)
    everything = _rows(filled, ListQuery(order=order))
    test = all if every or not terms else any
    wanted = [row.id for row in everything if test(holds(filled, row, one) for one in terms)]
    assert [row.id for row in _rows(filled, query)] == wanted
    assert filled.inbox.count(query) == Counted(len(wanted), more=False)
    assert filled.inbox.count(query, most=2) == Counted(min(len(wanted), 2), more=len(wanted) > 2)
    streamed: list[ConversationRow] = []
    while page := filled.inbox.stream(query, streamed[-1] if streamed else None, 3, lambda: False):
        streamed += page
    assert [row.id for row in streamed] == wanted


def test_kind_and_failed_need_no_condition(filled: Process) -> None:
    assert {row.kind for row in _rows(filled, ListQuery(kind=ConversationKind.TOPIC))} == {ConversationKind.TOPIC}
    assert _rows(filled, ListQuery(failed=True)) == []


def test_a_list_ends_when_nobody_wants_it_any_more(tmp_path: Path) -> None:
    desk = open_process(tmp_path, FakeVenue(FakeClock()))
    with desk.store.write(durable=False) as nouns:
        nouns.connection.execute(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)"
            " INSERT INTO conversation (id, venue_id, kind, place_key, title, url, created_at, last_at)"
            " SELECT 'c' || n, ?, 'topic', n, 'Title ' || n, '', 0, n FROM n",
            (VENUE_ID,),
        )
    query = ListQuery(where=Conditions((Condition(Field.TITLE, Operator.CONTAINS, "Title 77"),)))
    assert len(desk.inbox.stream(query, None, 1000, lambda: False)) == 111
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 3

    assert len(desk.inbox.stream(query, None, 1000, cancelled)) < 111
    assert len(asked) == 4
    assert desk.inbox.count(query, 999, lambda: True).n < 111
    assert desk.inbox.count(query).n == 111, "the connection goes on as if nothing had been"
    assert desk.inbox.count(ListQuery()) == Counted(999, more=True)
    desk.close()
