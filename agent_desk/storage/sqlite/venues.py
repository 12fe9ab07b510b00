"""Venues and their stream cursors in SQLite."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict

from agent_desk.domain.errors import NotFound
from agent_desk.domain.ids import is_number
from agent_desk.domain.venues import Capability, LengthUnit, Limits, SecretPlace, Venue, VenueProfile, VenueState


class SqliteVenues:
    """See agent_desk.storage.contract.Venues."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> list[Venue]:
        rows = self._db.execute("SELECT * FROM venue WHERE removed_at IS NULL ORDER BY number")
        return [_venue(row) for row in rows]

    def get(self, ref: str) -> Venue:
        number = int(ref.lstrip("#")) if is_number(ref) else -1
        row = self._db.execute(
            "SELECT * FROM venue WHERE removed_at IS NULL AND (id = ? OR label = ? OR number = ?)"
            " ORDER BY id = ? DESC, label = ? DESC LIMIT 1",
            (ref, ref, number, ref, ref),
        ).fetchone()
        if row is None:
            raise NotFound(f"venue {ref}", what="venue", name=ref)
        return _venue(row)

    def next_number(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM venue").fetchone()[0])

    def add(self, venue: Venue) -> None:
        self._db.execute(
            "INSERT INTO venue (id, number, network, url, label, user, options, since, read_only, secret_place,"
            " secret_name, profile, state, state_detail, synced_at, retry_at, added_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                venue.id,
                venue.number,
                venue.network,
                venue.url,
                venue.label,
                venue.user,
                json.dumps(venue.options),
                venue.since,
                venue.read_only,
                venue.secret_place,
                venue.secret_name,
                _profile_text(venue.profile),
                venue.state,
                venue.state_detail,
                venue.synced_at,
                venue.retry_at,
                venue.added_at,
            ),
        )

    def set_profile(self, venue_id: str, profile: VenueProfile) -> None:
        self._db.execute("UPDATE venue SET profile = ? WHERE id = ?", (_profile_text(profile), venue_id))

    def set_secret(self, venue: Venue) -> None:
        self._db.execute(
            "UPDATE venue SET secret_place = ?, secret_name = ?, read_only = ?, user = ? WHERE id = ?",
            (venue.secret_place, venue.secret_name, venue.read_only, venue.user, venue.id),
        )

    def set_sign_off(self, venue_id: str, on: bool) -> None:
        self._db.execute("UPDATE venue SET sign_off = ? WHERE id = ?", (on, venue_id))

    def set_state(
        self, venue_id: str, state: VenueState, detail: str, retry_at: int | None, synced_at: int | None
    ) -> bool:
        before = self._db.execute("SELECT state, state_detail FROM venue WHERE id = ?", (venue_id,)).fetchone()
        self._db.execute(
            "UPDATE venue SET state = ?, state_detail = ?, retry_at = ?, synced_at = coalesce(?, synced_at) WHERE id = ?",
            (state, detail, retry_at, synced_at, venue_id),
        )
        return before is None or (before["state"], before["state_detail"]) != (state, detail)

    def remove(self, venue_id: str, at: int) -> None:
        self._db.execute("UPDATE venue SET removed_at = ? WHERE id = ?", (at, venue_id))

    def cursor(self, venue_id: str, stream: str) -> str | None:
        row = self._db.execute(
            "SELECT cursor FROM stream WHERE venue_id = ? AND name = ?", (venue_id, stream)
        ).fetchone()
        return row["cursor"] if row else None

    def save_cursor(self, venue_id: str, stream: str, cursor: str, at: int, *, behind: bool = False) -> None:
        self._db.execute(
            "INSERT INTO stream (venue_id, name, cursor, fetched_at, behind) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET cursor = excluded.cursor, fetched_at = excluded.fetched_at, behind = excluded.behind",
            (venue_id, stream, cursor, at, behind),
        )

    def behind(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for venue_id, name in self._db.execute(
            "SELECT venue_id, name FROM stream WHERE behind ORDER BY venue_id, name"
        ):
            found[venue_id] = (*found.get(venue_id, ()), name)
        return found


def _profile_text(profile: VenueProfile | None) -> str | None:
    if profile is None:
        return None
    return json.dumps({**asdict(profile), "may": sorted(profile.may)})


def _profile(text: str | None) -> VenueProfile | None:
    if text is None:
        return None
    raw = json.loads(text)
    limits = raw.pop("limits")
    limits["unit"], limits["media_types"] = LengthUnit(limits["unit"]), tuple(limits["media_types"])
    may, notes = frozenset(Capability(item) for item in raw.pop("may")), tuple(raw.pop("notes"))
    return VenueProfile(**raw, limits=Limits(**limits), may=may, notes=notes)


def _venue(row: sqlite3.Row) -> Venue:
    return Venue(
        id=row["id"],
        number=row["number"],
        network=row["network"],
        url=row["url"],
        label=row["label"],
        user=row["user"],
        options=json.loads(row["options"]),
        since=row["since"],
        read_only=bool(row["read_only"]),
        secret_place=SecretPlace(row["secret_place"]),
        secret_name=row["secret_name"],
        profile=_profile(row["profile"]),
        state=VenueState(row["state"]),
        state_detail=row["state_detail"],
        synced_at=row["synced_at"],
        retry_at=row["retry_at"],
        added_at=row["added_at"],
        retention_days=row["retention_days"],
        sign_off=bool(row["sign_off"]),
    )
