"""Tells in words what is wrong with a machine, and packs a support bundle without content or secrets."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from agent_desk import __version__
from agent_desk.domain.errors import DeskError, StoreError, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.runtime import clock, machine
from agent_desk.runtime.log import blotted
from agent_desk.runtime.machine import Finding
from agent_desk.runtime.places import Places
from agent_desk.runtime.secrets import Vault
from agent_desk.runtime.texts import ntr, tr, venue_state, what_happened
from agent_desk.services.desk import Desk

RECKONED = 20_000
"""Of how many of the newest conversations the clocks are reckoned anew: some seconds' work."""
LINES = 2000
"""How many of the newest log lines a bundle holds."""


@frozen
class Check:
    """One thing that was examined. `private`: its text may hold words of venues or people and stays out of a bundle;
    `code` says there what went wrong."""

    name: str
    finding: Finding
    code: str = ""
    private: bool = False


class Doctor:
    """Examines one workspace; blocking, because venues are asked. `desk` is None where `trouble` kept it shut."""

    def __init__(self, places: Places, desk: Desk | None, trouble: DeskError | None) -> None:
        self._places = places
        self._desk = desk
        self._trouble = trouble

    def examine(self) -> list[Check]:
        """Everything that can be wrong, one after the other."""
        venues = self._venues()
        latest = max((venue.synced_at or venue.added_at for venue in venues), default=0)
        checks = [
            Check("versions", machine.versions()),
            self._keyring(),
            Check("display", machine.display()),
            Check("fonts", machine.fonts()),
            self._database(),
            Check("disk", machine.disk(self._places.data)),
            Check("clock", machine.clock(clock.now(), latest)),
            *self._clocks(),
        ]
        return checks + [self._venue(self._desk, venue) for venue in venues if self._desk]

    def pack(self, target: Path, checks: Sequence[Check]) -> None:
        """Write the bundle into a new file. Raises WrongUse where there is one, or where it cannot be written."""
        try:
            with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as bundle:
                for name, content in self._contents(checks):
                    bundle.writestr(name, content)
        except OSError as error:
            raise WrongUse(f"{target}: {error.strerror}") from error

    def _venues(self) -> list[Venue]:
        """The connected venues; a workspace that cannot be read counts from then on as one that cannot be opened."""
        try:
            return self._desk.venues.all() if self._desk else []
        except StoreError as error:
            self._desk, self._trouble = None, error
            return []

    def _keyring(self) -> Check:
        vault = self._desk.vault if self._desk else Vault("doctor")
        try:
            name = vault.check()
        except DeskError as error:
            return Check("keyring", _found(error), error.code)
        return Check("keyring", Finding(ok=True, text=tr("{name} keeps secrets and gives them back.", name=name)))

    def _database(self) -> Check:
        if self._desk is None or self._trouble is not None:
            trouble = self._trouble or DeskError("not opened")
            return Check("database", _found(trouble), trouble.code)
        store = self._desk.ground.store
        try:
            wrong = store.integrity()
        except DeskError as error:
            return Check("database", _found(error), error.code)
        size = sum(file.stat().st_size for file in self._places.data.glob(f"{self._places.database.name}*"))
        if wrong != "ok":
            todo = tr("Make a backup, then start the program again.")
            return Check("database", Finding(ok=False, text=wrong, todo=todo), "store_damaged")
        text = tr("Sound, version {version}, {kilobytes} kB.", version=store.version(), kilobytes=size // 1000)
        return Check("database", Finding(ok=True, text=text))

    def _clocks(self) -> Iterator[Check]:
        """Whether what is stored of service levels is what the posts and acts say; nothing where nothing was promised."""
        if self._desk is None or self._trouble is not None or not self._desk.ground.store.read.levels.any():
            return
        from agent_desk.services.reckoning import compare

        found = compare(self._desk.ground, lambda _: None, lambda: False, RECKONED)
        if found.differing:
            text = ntr(
                "The clocks of one conversation differ from what its posts and acts say.",
                "The clocks of {n} conversations differ from what their posts and acts say.",
                len(found.differing),
            )
            todo = tr("Run: agent-desk sla rebuild")
            yield Check("clocks", Finding(ok=False, text=text, todo=todo), "clocks_differ")
            return
        text = ntr(
            "The clocks of one conversation are what its posts and acts say.",
            "The clocks of {n} conversations are what their posts and acts say.",
            found.looked_at,
        )
        yield Check("clocks", Finding(ok=True, text=text))

    def _venue(self, desk: Desk, venue: Venue) -> Check:
        name = f"venue {venue.number}"
        try:
            desk.venues.check(venue.id)
        except DeskError as error:
            found = _found(error)
            text = f"{venue.label}: {found.text}"
            return Check(name, Finding(ok=False, text=text, todo=found.todo), error.code, private=True)
        well = venue.state in (VenueState.OK, VenueState.NEW)
        text = tr("{label}: answers now; last fetch: {state}.", label=venue.label, state=venue_state(venue.state))
        return Check(name, Finding(ok=True, text=text), "" if well else venue.state.value, private=True)

    def _contents(self, checks: Sequence[Check]) -> Iterator[tuple[str, str]]:
        yield "doctor.json", _json([_public(check) for check in checks])
        yield "program.json", _json({"version": __version__, "schema": self._schema(), "counts": self._counts()})
        yield "venues.json", _json([_redacted(venue) for venue in self._venues()])
        yield "log.jsonl", "\n".join(_log_lines(self._places.log))

    def _schema(self) -> int | None:
        return self._desk.ground.store.version() if self._desk else None

    def _counts(self) -> dict[str, Any]:
        if self._desk is None:
            return {}
        try:
            counts, outbox = self._desk.inbox.counts(), self._desk.outbox.rows()
        except StoreError as error:
            return {"unreadable": error.code}
        return {
            "conversations": {status.value: number for status, number in counts.by_status.items()},
            "waiting": counts.waiting,
            "found": counts.found,
            "drafts": counts.drafts,
            "outbox": Counter(row.state.value for row in outbox),
        }


def _found(error: DeskError) -> Finding:
    words = what_happened(error)
    return Finding(ok=False, text=words.what, todo=words.todo)


def _public(check: Check) -> dict[str, Any]:
    well = {"name": check.name, "ok": check.finding.ok, "code": check.code}
    if check.private:
        return well
    return {**well, "text": _anonymous(check.finding.text), "todo": check.finding.todo}


def _redacted(venue: Venue) -> dict[str, Any]:
    return {
        "number": venue.number,
        "network": venue.network,
        "host": urlsplit(venue.url).hostname or "",
        "state": venue.state.value,
        "read_only": venue.read_only,
        "secret": venue.secret_place.value,
        "options": sorted(venue.options),
        "may": sorted(capability.value for capability in venue.profile.may) if venue.profile else [],
        "synced_at": venue.synced_at,
        "retry_at": venue.retry_at,
    }


def _log_lines(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES:]
    except OSError:
        return
    for text in lines:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if not isinstance(line, dict):
            continue
        if "trace" in line:
            line["trace"] = _places_only(str(line["trace"]))
        yield _anonymous(json.dumps(line, ensure_ascii=False))


def _places_only(trace: str) -> str:
    """Where it happened, without the messages of the exceptions: they may quote what people wrote."""
    kept = []
    for line in trace.splitlines():
        if line.startswith(" "):
            kept.append(line)
        elif ":" in line and not line.startswith("Traceback"):
            kept.append(line.partition(":")[0])
    return "\n".join(kept)


def _anonymous(text: str) -> str:
    return blotted(text).replace(str(Path.home()), "~")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
