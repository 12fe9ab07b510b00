"""A damaged database: set aside, and the agents' own work carried over into a sound one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.delivery import DeliveryState, Step
from agent_desk.domain.errors import StoreDamaged
from agent_desk.domain.levels import Metric, PolicyBody, PolicyVersion, Scope
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.roster import Member, Priority, TeamRow
from agent_desk.domain.rows import DraftRow
from agent_desk.runtime.places import for_folder
from agent_desk.services.figure_days import catch_up
from agent_desk.services.reckoning import rebuild as rebuild_clocks
from agent_desk.services.ticking import tick
from agent_desk.storage.sqlite import rescue
from agent_desk.storage.sqlite.faults import suspect
from agent_desk.storage.sqlite.store import SqliteStore
from tests.clock import START, FakeClock
from tests.services.fake_venue import FakeRegistry, FakeVenue
from tests.services.workspace import VENUE_ID, FakeIds, Process, open_process
from tests.storage.conftest import open_store

WORDS = "The courier rang twice and nobody opened, so it went to the shop. "


class Full:
    """A workspace with some of everything, closed; what it held."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.clock = folder, folder / "desk.db", FakeClock()
        self.venue = FakeVenue(self.clock)
        self.registry = FakeRegistry(self.venue)
        desk = self.open()
        for number in range(60):
            self.venue.customer(f"Question {number}. {WORDS * 5}", place=f"p{number}", author=f"a{number}")
        desk.fetch()
        ids = desk.store.read.conversations.by_place(VENUE_ID, [f"p{number}" for number in range(60)])
        self.ids = [ids[f"p{number}"] for number in range(60)]
        self.drafts = {self.ids[n]: f"Draft {n}. {WORDS}" for n in range(10)}
        for conversation, text in self.drafts.items():
            desk.drafts.save(conversation, text)
        self.sent = {}
        for number in range(10, 20):
            row = desk.replies.send(self.ids[number], f"Answer {number}. {WORDS}"[:290], key=f"key-{number}").delivery
            self.sent[row.id] = row.text
        self.sending = next(iter(self.sent))
        with desk.ground.act() as (nouns, _):
            row = nouns.deliveries.get(self.sending)
            nouns.deliveries.step(row, Step(DeliveryState.SENDING), self.clock(), attempt=True)
        desk.status.set(self.ids[30], Status.RESOLVED, disposition=Disposition.NO_ANSWER_NEEDED)
        desk.agent.set("Ann", "Ann of the shop")
        self.notes = {self.ids[n]: f"Note {n}. {WORDS}".strip() for n in range(50, 55)}
        for conversation, text in self.notes.items():
            desk.notes.remove(desk.notes.add(conversation, "Taken back").note.id)
            desk.notes.add(conversation, text)
        self.workspace, self.me = desk.store.read.ledger.workspace(), desk.store.read.ledger.me()
        desk.close()

    def open(self) -> Process:
        return open_process(self.folder, self.venue, self.registry)

    def root_page(self, name: str) -> int:
        with sqlite3.connect(self.path) as connection:
            page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
        connection.close()
        return int(page)

    def overwrite(self, start: int, length: int) -> None:
        with self.path.open("r+b") as file:
            file.seek(start)
            file.write(b"\xa5" * length)


@pytest.fixture
def full(tmp_path: Path) -> Full:
    return Full(tmp_path)


def _rebuilt(full: Full) -> tuple[Process, rescue.Rescued]:
    aside, rescued = rescue.rebuild(full.path, full.folder / "backups", FakeIds(), START + 1)
    assert aside.exists()
    assert not suspect(full.path).exists()
    return full.open(), rescued


def test_a_sound_database_is_carried_over_whole(full: Full) -> None:
    desk, rescued = _rebuilt(full)
    assert rescued.damaged == []
    assert not any(rescued.lost.values())
    read = desk.store.read
    assert (read.ledger.workspace(), read.ledger.me()) == (full.workspace, full.me)
    assert {draft.conversation_id: draft.text for draft in read.drafts.all(full.me)} == full.drafts
    assert {row.id: row.text for row in desk.outbox.rows()} == full.sent
    assert desk.outbox.get(full.sending).state is DeliveryState.SENDING
    assert read.conversations.row(full.ids[30]).status is Status.RESOLVED
    assert read.conversations.row(full.ids[30]).waiting == 0
    assert (desk.agent.me().name, desk.agent.me().sign_off) == ("Ann", "Ann of the shop")
    assert {one: [note.text for note in desk.notes.of(one)] for one in full.notes} == {
        one: [text] for one, text in full.notes.items()
    }
    assert {row.id: row.notes for row in desk.inbox.page(ListQuery()) if row.notes} == dict.fromkeys(full.notes, 1)
    assert read.venues.cursor(VENUE_ID, "all") is None
    assert desk.store.integrity() == "ok"
    desk.close()


def test_the_team_what_it_holds_and_what_was_promised_are_carried_over(full: Full) -> None:
    desk = full.open()
    mira = desk.roster.add("Mira", "mira").agent
    team = desk.roster.save_team(TeamRow("", 0, "Early", members=(Member(mira.id),)), new=True).team
    desk.assignment.assign(full.ids[40], mira.id, team.id)
    desk.triage.tag(full.ids[40], add=("vip",))
    targets = {Metric.FIRST: {Priority.NORMAL: 60}}
    version = PolicyVersion("p1", "p", 1, 0, running_too=False, body=PolicyBody(Scope(), targets), agent_id=mira.id)
    with desk.ground.act() as (nouns, _):
        nouns.drafts.save(DraftRow(full.ids[41], mira.id, "Mira's words", None, (), full.clock()))
        nouns.levels.add_policy_version("Usual", version)
        nouns.levels.set_order(["p"], 0, mira.id)
    rebuild_clocks(desk.ground, lambda _: None, lambda: False)
    line, clocks = desk.inbox.row(full.ids[40]), desk.store.read.clocks.of(full.ids[40])
    assert clocks
    desk.close()
    desk, rescued = _rebuilt(full)
    assert not any(rescued.lost.values())
    read = desk.store.read
    assert ([agent.name for agent in desk.roster.agents()], read.ledger.me()) == (["Ann", "Mira"], full.me)
    assert desk.roster.teams() == [team]
    assert [draft.text for draft in read.drafts.all(mira.id)] == ["Mira's words"]
    while read.ticks.stale(1):
        tick(desk.ground)
    assert read.clocks.of(full.ids[40]) == clocks
    assert desk.inbox.row(full.ids[40]) == line
    desk.close()


def test_sums_outlive_the_rescue_as_they_outlived_what_they_were_made_of(full: Full) -> None:
    def figures(desk: Process) -> list[tuple[object, ...]]:
        with desk.store.write(durable=False) as nouns:
            rows = nouns.connection.execute("SELECT * FROM day_sum ORDER BY 1, 2, 3, 4, 5, 6")
            return [tuple(row) for row in rows]

    desk = full.open()
    desk.retention.set(VENUE_ID, 2)
    desk.clock.advance(5 * 24 * 3_600_000)
    assert desk.retention.run().posts
    before = figures(desk)
    assert before
    desk.close()
    desk, _ = _rebuilt(full)
    catch_up(desk.ground)
    assert figures(desk) == before
    desk.close()


def test_work_goes_on_after_the_rescue_and_sends_nothing_twice(full: Full) -> None:
    with sqlite3.connect(full.path) as connection:
        row = connection.execute(
            "SELECT id, text, target_remote_id FROM delivery WHERE id = ?", (full.sending,)
        ).fetchone()
    connection.close()
    full.venue.colleague(row[1], row[2], "p10")
    desk, _ = _rebuilt(full)
    full.clock.advance(20)
    for _ in range(100):
        desk.deliver()
        full.clock.advance(1)
    desk.fetch()
    assert {desk.outbox.get(delivery).state for delivery in full.sent} == {DeliveryState.DELIVERED}
    texts = [post.text for post in full.venue.posts.values() if post.author.ours]
    assert sorted(texts) == sorted(full.sent.values())
    assert desk.inbox.counts().waiting == 60 - 1 - len(full.sent)
    desk.close()


def test_a_thread_of_parts_stays_together_whatever_is_found_first(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below damaged pages a table is read from its end."""
    desk = full.open()
    parts = desk.replies.send(full.ids[40], f"{WORDS * 7} And that is all.", split=True, now=True).parts
    desk.close()
    reading = rescue._rows
    monkeypatch.setattr(rescue, "_rows", lambda *told: reversed(list(reading(*told))))
    desk, rescued = _rebuilt(full)
    assert rescued.homeless == []
    for _ in range(40):
        desk.deliver()
        full.clock.advance(1)
    assert [desk.outbox.get(row.id).state for row in parts] == [DeliveryState.DELIVERED] * 2
    ours = [post.text[-3:] for post in full.venue.posts.values() if post.place == "p40" and post.author.ours]
    assert ours == ["1/2", "2/2"]
    desk.close()


@pytest.mark.parametrize(
    "table", ["message", "conversation", "author", "change_log", "message_words_data", "message_thread"]
)
def test_damage_among_posts_leaves_the_agents_work(full: Full, table: str) -> None:
    full.overwrite((full.root_page(table) - 1) * 4096, 4096)
    desk, rescued = _rebuilt(full)
    kept = {draft.conversation_id: draft.text for draft in desk.store.read.drafts.all(full.me)}
    notes = {note.text for conversation in full.notes for note in desk.notes.of(conversation)}
    if table == "conversation":
        lost = [row["text"] for row in rescued.homeless]
        assert {*kept.values(), *lost} >= set(full.drafts.values())
        assert {*notes, *lost} >= set(full.notes.values())
        assert list((full.folder / "backups").glob("*.lost.json"))
    else:
        assert kept == full.drafts
        assert notes == set(full.notes.values())
    assert {row.id: row.text for row in desk.outbox.rows()} == full.sent
    desk.fetch()
    full.clock.advance(300)
    for _ in range(60):
        desk.deliver()
        full.clock.advance(2)
    states = {desk.outbox.get(delivery).state for delivery in full.sent}
    assert states <= {DeliveryState.DELIVERED, DeliveryState.STOPPED, DeliveryState.NEEDS_HUMAN}
    assert desk.inbox.counts().by_status[Status.OPEN] >= 59
    assert desk.store.integrity() == "ok"
    desk.close()


@pytest.mark.parametrize("keep", [0.9, 0.6, 0.3, 0.01])
def test_a_truncated_database_opens_again(full: Full, keep: float) -> None:
    size = full.path.stat().st_size
    with full.path.open("r+b") as file:
        file.truncate(int(size * keep))
    desk, _ = _rebuilt(full)
    desk.fetch()
    assert desk.inbox.counts().by_status[Status.OPEN] >= 59
    desk.close()


@pytest.mark.parametrize("start", range(10))
def test_damage_anywhere_never_ends_the_program(full: Full, start: int) -> None:
    size = full.path.stat().st_size
    for part in range(3):
        full.overwrite((size // 10 * start + part * 9000) % size, 3000)
    desk, _ = _rebuilt(full)
    desk.fetch()
    assert desk.store.integrity() == "ok"
    assert desk.inbox.counts().by_status[Status.OPEN] >= 59
    desk.close()


def _garbage(full: Full) -> None:
    full.overwrite(0, 100)


def _middle(full: Full) -> None:
    """Damage that opening alone does not see, but that was met while the program ran."""
    full.overwrite((full.root_page("message") - 1) * 4096, 4096)
    store = open_store(full.folder)
    with pytest.raises(StoreDamaged):
        store.read.settling.posts(full.ids[:1])
    store.close()
    assert suspect(full.path).exists()


@pytest.mark.parametrize("harm", [_garbage, _middle])
def test_the_program_opens_a_damaged_workspace(
    full: Full, harm: Callable[[Full], None], expect_log: Callable[[str], None]
) -> None:
    expect_log("the database was damaged")
    harm(full)
    desk = open_desk(for_folder(full.folder), now=full.clock, new_id=FakeIds(), registry=full.registry)
    try:
        assert list((full.folder / "backups").glob("damaged-*.db"))
        if harm is _middle:
            assert desk.ground.store.read.ledger.workspace() == full.workspace
            assert len(desk.outbox.rows()) == len(full.sent)
        assert desk.ground.store.integrity() == "ok"
    finally:
        desk.ground.store.close()


def test_a_window_that_stayed_open_promises_nothing_in_a_file_that_was_set_aside(full: Full) -> None:
    window = full.open()
    rescue.rebuild(full.path, full.folder / "backups", FakeIds(), START + 1)
    with pytest.raises(StoreDamaged):
        window.drafts.save(full.ids[40], "typed on")
    window.close()
    desk = full.open()
    assert desk.drafts.get(full.ids[1]) is not None
    assert desk.drafts.get(full.ids[40]) is None
    desk.close()


def test_a_false_alarm_costs_one_look(full: Full) -> None:
    suspect(full.path).touch()
    full.open().close()
    assert not suspect(full.path).exists()


def test_a_crash_between_setting_aside_and_putting_in_place_is_made_good(full: Full) -> None:
    fresh = full.path.with_name("desk.db.rebuilt")
    store = SqliteStore(fresh, full.folder / "backups", FakeIds(), START)
    with store.write(durable=True) as nouns:
        rescue.rescue(full.path, nouns)
    store.close()
    full.path.replace(full.folder / "backups" / "damaged.db")
    full.path.with_name("desk.db-wal").write_bytes(b"left by the old one")
    desk = open_desk(for_folder(full.folder), now=full.clock, new_id=FakeIds(), registry=full.registry)
    assert desk.ground.store.read.ledger.workspace() == full.workspace
    assert len(desk.outbox.rows()) == len(full.sent)
    desk.ground.store.close()
