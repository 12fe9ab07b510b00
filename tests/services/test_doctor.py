"""The doctor in a house that is falling apart: it tells, and does not fall itself."""

from __future__ import annotations

from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.levels import Metric, PolicyBody, Scope
from agent_desk.domain.roster import Priority
from agent_desk.runtime.places import Places, for_folder
from agent_desk.services.desk import Desk
from agent_desk.services.doctor import Check, Doctor
from agent_desk.services.reckoning import rebuild
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.test_ingest import post
from tests.services.workspace import VENUE_ID, open_process


def test_a_database_that_was_damaged_under_an_open_desk_is_told_of(tmp_path: Path) -> None:
    places = for_folder(tmp_path)
    desk = open_desk(places)
    try:
        size = places.database.stat().st_size
        with places.database.open("r+b") as file:
            file.seek(100)
            file.write(b"\xff" * (max(size, 8192) - 100))
        places.database.with_name("desk.db-wal").write_bytes(b"")
        doctor = Doctor(places, desk, None)
        (database,) = [check for check in doctor.examine() if check.name == "database"]
        assert not database.finding.ok
        assert database.code.startswith("store")
        doctor.pack(tmp_path / "bundle.zip", [database])
        assert (tmp_path / "bundle.zip").exists()
    finally:
        desk.ground.store.close()


def test_clocks_that_are_not_what_the_facts_say_are_told_of(tmp_path: Path) -> None:
    """In a workspace whose venue, of a network that is not installed, is served no more."""
    process = open_process(tmp_path, FakeVenue(FakeClock()))
    process.take([post("a", at=30)])
    with process.ground.act() as (nouns, _):
        nouns.venues.remove(VENUE_ID, process.clock())
    process.close()
    places = for_folder(tmp_path)
    desk = open_desk(places)
    try:
        assert _clocks(places, desk) == []
        desk.levels.save_policy("Usual", PolicyBody(Scope(), {Metric.FIRST: {Priority.NORMAL: 60}}), from_at=0)
        (told,) = _clocks(places, desk)
        assert (told.finding.ok, told.code) == (False, "clocks_differ")
        assert rebuild(desk.ground, lambda _: None, lambda: False) == 1
        (told,) = _clocks(places, desk)
        assert told.finding.ok
    finally:
        desk.ground.store.close()


def _clocks(places: Places, desk: Desk) -> list[Check]:
    return [check for check in Doctor(places, desk, None).examine() if check.name == "clocks"]
