"""The doctor in a house that is falling apart: it tells, and does not fall itself."""

from __future__ import annotations

from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.runtime.places import for_folder
from agent_desk.services.doctor import Doctor


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
