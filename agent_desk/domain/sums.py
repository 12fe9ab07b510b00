"""The sums of one day: made from the facts of that day alone, kept as text, and added up to those of a span."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from agent_desk.domain.histograms import Histogram, join_numbers, to_numbers
from agent_desk.domain.live import Decided


class SumKey(NamedTuple):
    """To whom and what a sum belongs; "" where that does not apply."""

    venue_id: str
    team_id: str
    agent_id: str
    policy_id: str
    kind: str


class ClockFact(NamedTuple):
    """A promise that was decided on the day. `worked`: milliseconds of working time, None while it is still open."""

    key: SumKey
    metric: str
    late: bool
    worked: int | None


class PostFact(NamedTuple):
    """A customer's post of the day. `hour`: of the workspace's zone; `lag`: milliseconds until we had it, None where it was
    there before the venue was connected."""

    key: SumKey
    hour: int
    lag: int | None


class AnswerFact(NamedTuple):
    """A post of ours."""

    key: SumKey


class ResolveFact(NamedTuple):
    """A conversation was resolved; `again`: that did not hold."""

    key: SumKey
    again: bool


Fact = ClockFact | PostFact | AnswerFact | ResolveFact


class KeptSums(TypedDict, total=False):
    """How sums are kept. `p`: for each metric kept, late, open, and the durations as numbers; `h`: customers' posts by hour;
    `d`: their lag as numbers; `a`: answers; `r`: resolved, and of these again."""

    p: dict[str, list[int]]
    h: list[int]
    d: list[int]
    a: int
    r: list[int]


@dataclass(slots=True)
class PromiseSums:
    """Promises of one metric."""

    kept: int = 0
    late: int = 0
    open: int = 0
    worked: Histogram = field(default_factory=Histogram)

    @property
    def decided(self) -> Decided:
        """How they ended."""
        return Decided(self.kept, self.late)


@dataclass(slots=True)
class Sums:
    """What can be added up. `hours`: customers' posts by hour of the day."""

    promises: dict[str, PromiseSums] = field(default_factory=dict)
    hours: list[int] = field(default_factory=lambda: [0] * 24)
    lag: Histogram = field(default_factory=Histogram)
    answers: int = 0
    resolved: int = 0
    again: int = 0

    def count(self, fact: Fact) -> None:
        """One fact more."""
        match fact:
            case ClockFact(_, metric, late, worked):
                sums = self.promises.setdefault(metric, PromiseSums())
                if late:
                    sums.late += 1
                else:
                    sums.kept += 1
                if worked is None:
                    sums.open += 1
                else:
                    sums.worked.add(worked)
            case PostFact(_, hour, lag):
                self.hours[hour] += 1
                if lag is not None:
                    self.lag.add(lag)
            case AnswerFact():
                self.answers += 1
            case ResolveFact(_, again):
                self.resolved += 1
                self.again += again

    def join(self, kept: KeptSums) -> None:
        """Add what was kept; in whatever order several are added, the outcome is the same."""
        for metric, (in_time, late, open_, *worked) in kept.get("p", {}).items():
            sums = self.promises.setdefault(metric, PromiseSums())
            sums.kept += in_time
            sums.late += late
            sums.open += open_
            join_numbers(sums.worked, worked)
        if "h" in kept:
            self.hours = [mine + theirs for mine, theirs in zip(self.hours, kept["h"], strict=True)]
            join_numbers(self.lag, kept["d"])
        self.answers += kept.get("a", 0)
        if "r" in kept:
            self.resolved += kept["r"][0]
            self.again += kept["r"][1]

    def plain(self) -> KeptSums:
        """As it is kept; what is nothing is left out."""
        kept: KeptSums = {}
        if self.promises:
            kept["p"] = {
                metric: [one.kept, one.late, one.open, *to_numbers(one.worked)]
                for metric, one in sorted(self.promises.items())
            }
        if any(self.hours):
            kept["h"], kept["d"] = self.hours, to_numbers(self.lag)
        if self.answers:
            kept["a"] = self.answers
        if self.resolved:
            kept["r"] = [self.resolved, self.again]
        return kept


def add_up(facts: Iterable[Fact]) -> dict[SumKey, Sums]:
    """The sums of facts by what they belong to; the order of the facts does not matter."""
    found: dict[SumKey, Sums] = {}
    for fact in facts:
        sums = found.get(fact.key)
        if sums is None:
            sums = found[fact.key] = Sums()
        sums.count(fact)
    return found


class Stored(NamedTuple):
    """Stored sums of one day."""

    day: str
    key: SumKey
    sums: KeptSums


class PausedPart(NamedTuple):
    """Paused clocks of one agent in one team: how many, and milliseconds of working time in which a post lay unanswered."""

    agent_id: str
    team_id: str
    clocks: int
    unanswered: int


class Standing(NamedTuple):
    """Conversations now that have the same holder ("" for nobody), team, venue, language and first clock (a Metric or "").
    `oldest_wait` and `next_due` (not late): UTC milliseconds."""

    agent_id: str
    team_id: str
    venue_id: str
    language: str
    clock: str
    held: int
    waiting: int
    oldest_wait: int | None
    late: int
    due_hour: int
    next_due: int | None


class Kept(NamedTuple):
    """One promise that was decided. `worked`: milliseconds of working time, None while it is still open."""

    metric: str
    late: bool
    worked: int | None
