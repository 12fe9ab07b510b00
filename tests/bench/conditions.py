"""Lists by conditions of an agent's own making, which no index serves: until the first lines stand, until it is let go of,
until it is counted up to 999+."""

from __future__ import annotations

import statistics
import threading
import time
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.domain.lists import ListQuery
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from tests.bench.figures import Figure, at_most, noise, reading, timed_ms

PAGE = 200
TIMES = 9
FRAME = 16
"""Milliseconds: who lets go of a list must not wait for longer than a picture."""


def measure(folder: Path) -> list[Figure]:
    """On the large workspace; wall-clock time, because a lane reads while the window lives on."""
    desk = open_desk(for_folder(folder / "large"))
    often, never = _where(Field.MESSAGES, Operator.AT_LEAST, "3"), _where(Field.TITLE, Operator.CONTAINS, "nowhere42")
    words = _where(Field.TEXT, Operator.CONTAINS, "refund")
    figures = []
    for name, query in (("most meet", often), ("that look for a word", words)):
        taken = [timed_ms(lambda q=query: _read(desk, q)) for _ in range(TIMES)]  # type: ignore[misc]
        rows = len(_read(desk, query))
        note = f"{rows} lines, {noise(taken)}"
        figures.append(reading(f"conditions {name}, first lines", statistics.median(taken), "ms", note))
        counted = desk.inbox.count(query)
        taken = [timed_ms(lambda q=query: desk.inbox.count(q)) for _ in range(TIMES)]  # type: ignore[misc]
        note = f"{counted.n}{'+' if counted.more else ''}"
        figures.append(reading(f"counting conditions {name}", statistics.median(taken), "ms", note))
    whole = timed_ms(lambda: _read(desk, never))
    figures.append(reading("conditions nobody meets, until that is known", whole, "ms", "every conversation looked at"))
    let_go = [_let_go(desk, never) for _ in range(TIMES)]
    figures.append(at_most("letting go of a list by conditions", max(let_go), "ms", FRAME, f"worst of {TIMES}"))
    desk.ground.store.close()
    return figures


def _where(field: Field, operator: Operator, value: str) -> ListQuery:
    return ListQuery(where=Conditions((Condition(field, operator, value),)))


def _read(desk: Desk, query: ListQuery) -> list[object]:
    return list(desk.inbox.stream(query, None, PAGE, lambda: False))


def _let_go(desk: Desk, query: ListQuery) -> float:
    """Milliseconds from letting go until the lane is free again."""
    cancelled, began, ended = threading.Event(), threading.Event(), [0.0]

    def asked() -> bool:
        began.set()
        return cancelled.is_set()

    def read() -> None:
        desk.inbox.stream(query, None, PAGE, asked)
        ended[0] = time.perf_counter()

    lane = threading.Thread(target=read)
    lane.start()
    began.wait()
    start = time.perf_counter()
    cancelled.set()
    lane.join()
    return (ended[0] - start) * 1000
