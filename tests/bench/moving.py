"""Ten thousand conversations change hands in one gesture, with their clocks, and come back by one undo."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.lists import NOBODY, ListQuery
from agent_desk.runtime.places import for_folder
from agent_desk.services.bulk import BulkAct, BulkOutcome
from agent_desk.services.bulk_work import Work
from agent_desk.services.desk import Desk
from agent_desk.services.ticking import renew_some
from tests.bench.figures import Figure, at_most, cpu_ms, reading

MANY, LIMIT_MS, STEP_MS = 10_000, 2_000, 100


def measure(folder: Path) -> list[Figure]:
    """In the year's workspace, which is left as it was but for its trail."""
    desk = open_desk(for_folder(folder / "year"))
    ids = desk.bulk.matching(ListQuery(assignee=NOBODY, active=True), lambda: False)[:MANY]
    figures = []
    for turn in ("", ", again"):
        there = _Run(lambda heard: desk.bulk.run(ids, BulkAct(work=Work(assignee="agent1")), heard, lambda: False))
        undo = there.outcome.undo
        assert undo is not None
        back = _Run(lambda heard, undo=undo: desk.bulk.undo(undo, heard, lambda: False))  # type: ignore[misc]
        assert there.outcome.done == back.outcome.done == len(ids)
        figures += [there.figure(f"reassigning {len(ids):,}{turn}"), back.figure(f"undoing it{turn}")]
    figures.append(reading("clocks of these made anew", _made_anew(desk), "ms CPU", "by the ticks after it"))
    desk.ground.store.close()
    return figures


class _Run:
    """One bulk act that is measured, with the longest wait from one sign of progress to the next."""

    def __init__(self, act: Callable[[Callable[[int, int], None]], BulkOutcome]) -> None:
        self._longest, self._steps, self._heard_at = 0.0, 0, time.perf_counter()
        start, wall = time.thread_time(), time.perf_counter()
        self.outcome = act(self._heard)
        self._cpu, self._wall = (time.thread_time() - start) * 1000, (time.perf_counter() - wall) * 1000

    def figure(self, name: str) -> Figure:
        """By the wall clock, as an agent waits; what was computed stands beside it."""
        note = (
            f"{self._cpu:.0f} ms CPU; progress {self._steps} times, at the latest after {self._longest * 1000:.0f} ms"
        )
        return at_most(name, self._wall, "ms", LIMIT_MS, note)

    def _heard(self, done: int, of: int) -> None:
        now = time.perf_counter()
        self._longest, self._steps = max(self._longest, now - self._heard_at), self._steps + 1
        self._heard_at = now


def _made_anew(desk: Desk) -> float:
    def ticks() -> None:
        while renew_some(desk.ground)[1]:
            pass

    return cpu_ms(ticks)
