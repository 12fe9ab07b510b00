"""Databases of earlier versions, kept as text: each opens, becomes one of today, and keeps all that was in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.marks import AuthorMark
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from agent_desk.storage.sqlite.store import VERSION
from tests.clock import FakeClock
from tests.services.workspace import FakeIds
from tests.storage.conftest import open_store

OLD = Path(__file__).with_name("old")
DUMPS = sorted(OLD.glob("version_*.sql"))
CONVERSATIONS = 14
GROWN = {"conversation_count", "sqlite_sequence", "_sqlite_migrations"}
"""Tables that a migration may renew as a whole."""


def _tables(path: Path) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """Columns and rows of each table of the program's own."""
    connection = sqlite3.connect(path)
    found: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {}
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        if name in GROWN or (name.startswith("message_") and name.rpartition("_")[2] in _SHADOWS):
            continue
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1").fetchall()
        found[name] = (columns, rows)
    connection.close()
    return found


_SHADOWS = {"data", "idx", "content", "docsize", "config"}


def _made(folder: Path, dump: Path) -> Path:
    """The database of a dump, in the place where a desk would have it."""
    path = folder / "desk.db"
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    return path


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return _made(tmp_path, request.param)


@pytest.fixture
def desk(old: Path) -> Iterator[Desk]:
    clock = FakeClock()
    made = open_desk(for_folder(old.parent), now=clock, new_id=FakeIds())
    yield made
    made.ground.store.close()


def test_every_version_before_this_one_is_kept_here() -> None:
    released = {1, 2}
    assert {int(dump.stem.removeprefix("version_")) for dump in DUMPS} == released


_REMADE = {"day_total"}
"""Tables whose content goes on in another shape, with a test of its own below."""


def test_everything_is_kept_and_a_backup_made(old: Path) -> None:
    before = _tables(old)
    version = sqlite3.connect(old).execute("PRAGMA user_version").fetchone()[0]
    assert sum(len(rows) for _, rows in before.values()) > 150
    store = open_store(old.parent)
    try:
        assert (store.version(), store.integrity()) == (VERSION, "ok")
    finally:
        store.close()
    after = _tables(old)
    for name, (columns, rows) in before.items():
        if name in _REMADE:
            continue
        new_columns, new_rows = after[name]
        places = [new_columns.index(column) for column in columns]
        assert [tuple(row[place] for place in places) for row in new_rows] == rows, name
    (backup,) = (old.parent / "backups").glob(f"desk-version-{version}-*.db")
    assert _tables(backup) == before


def test_sums_of_removed_posts_go_on_by_quarter_hour(old: Path) -> None:
    connection = sqlite3.connect(old)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    by_day = "SELECT venue_id, day, disposition, sum(posts) FROM {} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    before = connection.execute(by_day.format("day_total")).fetchall() if "day_total" in tables else []
    came = connection.execute("SELECT count(*) FROM message WHERE addressed AND direction = 'customer'").fetchone()[0]
    connection.close()
    open_store(old.parent).close()
    connection = sqlite3.connect(old)
    kept = "(SELECT venue_id, date(quarter * 900, 'unixepoch') AS day, disposition, posts FROM removed_post)"
    after = connection.execute(by_day.format(kept)).fetchall()
    counted = connection.execute("SELECT sum(posts) FROM fetched_post").fetchone()[0]
    connection.close()
    assert after == before
    assert counted == came + sum(row[3] for row in before)


def test_an_old_and_a_new_database_have_one_schema(old: Path, tmp_path: Path) -> None:
    open_store(old.parent).close()
    (tmp_path / "new").mkdir()
    open_store(tmp_path / "new").close()
    assert _schema(old) == _schema(tmp_path / "new" / "desk.db")


def _schema(path: Path) -> dict[str, object]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {
        name: sql
        for name, sql in rows
        if not name.startswith("message_words_") and not name.startswith("message_grams_")
    }


def test_what_was_there_is_worked_on_as_if_it_were_new(desk: Desk) -> None:
    inbox, store = desk.inbox, desk.ground.store.read
    rows = [*inbox.page(ListQuery()), *inbox.page(ListQuery(found=True))]
    assert len(rows) == CONVERSATIONS
    for row in rows:
        detail = inbox.open(row.id)
        assert detail.messages
        assert row.author_id in {message.author.id for message in detail.messages}
        assert row.author_name == desk.people.author(row.author_id).name
        assert (row.labels, row.solved) == ((), False)
    assert {row.status for row in rows} == {Status.OPEN, Status.RESOLVED, Status.SNOOZED}
    assert [row.text for row in store.drafts.all(desk.ground.me)] == ["A draft that was being typed"]
    assert sorted(row.text for row in store.deliveries.rows(0)) == ["Given up.", "On its way."]
    messages = [message for row in rows for message in inbox.open(row.id).messages]
    assert Disposition.IDEA in {message.disposition for message in messages}
    assert ["An earlier wording"] in [[text for _, text in inbox.versions(message.id)] for message in messages]
    assert desk.search.find(messages[0].text.split()[0])
    assert desk.notes.add(rows[0].id, "A note").note.text == "A note"
    waiting = next(message for message in messages if message.waits)
    desk.people.mark(waiting.author.id, AuthorMark.MUTED, "")
    assert not next(one for one in inbox.open(waiting.conversation_id).messages if one.id == waiting.id).waits
