"""Sums by day: after any history they are what the facts say, and every figure opens as many things as it counts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agent_desk.domain.balance import day_of, span_of
from agent_desk.domain.conversations import Status
from agent_desk.domain.levels import Metric, PolicyBody, PolicyVersion, Scope
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.reporting import Figure, Opened, Reopened, Report, ReportFilter, ReportSpan
from agent_desk.domain.roster import Priority
from agent_desk.domain.sums import KeptSums, SumKey
from agent_desk.services.figure_days import catch_up, facts_of, zone_of
from agent_desk.services.reports import Reports
from tests.clock import FakeClock
from tests.services.fake_venue import FakeVenue
from tests.services.test_ingest import post
from tests.services.workspace import EXAMPLES, VENUE_ID, Process, open_process

HOUR = 3600
ZONES = ("", "Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati", "Europe/Berlin")
PLACES = ("p1", "p2", "p3")
BODY = PolicyBody(Scope(), {metric: dict.fromkeys(Priority, 60) for metric in Metric})
FILTERS = (ReportFilter(), ReportFilter(venue_id=VENUE_ID), ReportFilter(kind=ConversationKind.DIRECT))


class Template:
    """A made workspace in which one policy promises everything, copied for each story."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sums-")
        desk = open_process(Path(self._folder.name), FakeVenue(FakeClock()))
        version = PolicyVersion(
            desk.ground.new_id(), "p", body=BODY, number=1, from_at=0, running_too=False, agent_id=desk.ground.me
        )
        with desk.ground.act() as (nouns, _):
            nouns.levels.add_policy_version("Usual", version)
            nouns.levels.set_order(["p"], 0, desk.ground.me)
        desk.close()

    def open(self, folder: Path) -> Process:
        shutil.copytree(self._folder.name, folder, dirs_exist_ok=True)
        return open_process(folder, FakeVenue(FakeClock()))


_TEMPLATE: list[Template] = []


def _opened(folder: Path) -> Process:
    if not _TEMPLATE:
        _TEMPLATE.append(Template())
    return _TEMPLATE[0].open(folder)


class SumsMachine(RuleBasedStateMachine):
    """Posts come in any order, agents answer, resolve and change their mind, time passes, sums are made at any moment."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="sums-")
        self.desk = _opened(Path(self.folder.name))
        self.told: list[str] = []
        self.removed = False

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            self.folder.cleanup()

    @rule(
        place=st.sampled_from(PLACES),
        ago=st.integers(0, 80 * 60),
        kind=st.sampled_from([ConversationKind.DIRECT, ConversationKind.MENTIONS]),
    )
    def comes(self, place: str, ago: int, kind: ConversationKind) -> None:
        self._tell(place, ago, kind, "ann", None)

    @rule(n=st.integers(0, 30), place=st.sampled_from(PLACES), ago=st.integers(0, 80 * 60))
    def is_answered(self, n: int, place: str, ago: int) -> None:
        parent = self.told[n % len(self.told)] if self.told else None
        self._tell(place, ago, ConversationKind.MENTIONS, "brand", parent)

    @rule(n=st.integers(0, 30), status=st.sampled_from([Status.RESOLVED, Status.RESOLVED, Status.OPEN, Status.PENDING]))
    def status(self, n: int, status: Status) -> None:
        known = sorted(self.desk.store.read.conversations.by_place(VENUE_ID, PLACES).values())
        if known:
            self.desk.status.set(known[n % len(known)], status)

    @rule(n=st.integers(0, 30))
    def goes(self, n: int) -> None:
        if self.told:
            self.desk.take([], deleted=[self.told[n % len(self.told)]])

    @rule(hours=st.sampled_from([0.005, 0.5, 3, 20, 50]))
    def time_passes(self, hours: float) -> None:
        self.desk.clock.advance(hours * HOUR)

    @rule(zone=st.sampled_from(ZONES))
    def zone(self, zone: str) -> None:
        self.desk.balance.set_zone(zone)

    @rule()
    def sums_are_made(self) -> None:
        assert catch_up(self.desk.ground)

    @invariant()
    def sums_are_what_facts_say(self) -> None:
        if not hasattr(self, "desk"):
            return
        reports = Reports(self.desk.ground)
        span = reports.last_days(14)
        report = reports.report(span)
        assert report is not None
        read = self.desk.store.read
        for day in span.days[:-1]:
            assert self._stored(day.isoformat(), span) == self._direct(day.isoformat(), span), day
        assert read.sums.stale() == [
            mark for mark in read.sums.stale() if (mark[0] + 1) * 24 * HOUR * 1000 > self._midnight()
        ]
        _opens(reports, report)

    def _midnight(self) -> int:
        zone = zone_of(self.desk.store.read)
        return span_of(day_of(self.desk.clock(), zone), zone).start

    def _stored(self, day: str, span: ReportSpan) -> Mapping[SumKey, KeptSums]:
        read = self.desk.store.read.sums.read(span.first, span.last, ReportFilter())
        return {one.key: one.sums for one in read if one.day == day}

    def _direct(self, day: str, span: ReportSpan) -> Mapping[SumKey, KeptSums]:
        read = self.desk.store.read
        zone = zone_of(read)
        whole = span_of(next(one for one in span.days if one.isoformat() == day), zone)
        return {key: made.plain() for key, made in facts_of(read, whole.start, whole.end, zone).items()}

    def _tell(self, place: str, ago: int, kind: ConversationKind, author: str, parent: str | None) -> None:
        name = f"m{len(self.told)}"
        at = self.desk.clock() - ago * 60_000
        self.desk.take([replace(post(name, author=author, place=place, kind=kind, parent=parent), posted_at=at)])
        self.told.append(name)


def _opens(reports: Reports, report: Report) -> None:
    """Every number opens as many rows as it says."""

    def n(figure: Figure, **opened: object) -> int:
        return len(reports.drill(figure, report.span, report.filter, Opened(**opened), limit=1000))  # type: ignore[arg-type]

    for metric, promises in report.promises.items():
        figure = Figure(metric.value)
        assert n(figure) == promises.decided.n
        assert n(figure, late=True) == promises.decided.late
        assert n(figure, open=True) == promises.open
        assert promises.n == promises.decided.n - promises.open
        assert [n(figure, step=step) for step in range(len(promises.steps))] == list(promises.steps)
    assert report.reopened is not None
    assert report.lag is not None
    assert report.heat is not None
    assert report.answers is not None
    assert report.dispositions is not None
    assert report.backlog is not None
    assert n(Figure.REOPENED) == report.reopened.resolved
    assert n(Figure.REOPENED, again=True) == report.reopened.again
    assert n(Figure.ARRIVALS) == report.arrivals == sum(map(sum, report.heat))
    assert n(Figure.LAG) == report.lag.n
    assert n(Figure.ANSWERS) == sum(one.answers for one in report.answers)
    assert report.dispositions.fetched == report.arrivals
    assert n(Figure.BACKLOG) == report.backlog.n == sum(report.backlog.steps)
    assert n(Figure.PAUSED) == report.paused.clocks
    assert sum(line.arrivals or 0 for line in report.days) == report.arrivals
    for weekday, hour in [(day.day.weekday(), 13) for day in report.days[-2:]]:
        opened = n(Figure.ARRIVALS, weekday=weekday, hour=hour)
        assert opened == report.heat[weekday][hour]


def test_sums_are_what_facts_say_after_any_history() -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        SumsMachine,
        settings=settings(
            max_examples=max(EXAMPLES // 2, 10), stateful_step_count=15, suppress_health_check=health, deadline=None
        ),
    )


def test_what_retention_took_stays_in_the_sums(tmp_path: Path) -> None:
    desk = _opened(tmp_path)
    desk.take([post("a", at=4 * 24 * 60), post("b", at=4 * 24 * 60 - 5, author="brand", parent="a")])
    desk.take([post("c", at=60, place="p2")])
    reports = Reports(desk.ground)
    span = reports.last_days(7)
    before = reports.report(span)
    desk.retention.set(VENUE_ID, 2)
    assert desk.retention.run().conversations == 1
    # A post that comes late to the same day makes that day stale again.
    desk.retention.set(VENUE_ID, None)
    desk.take([post("late", at=4 * 24 * 60 - 7, place="p3")])
    after = reports.report(span)
    assert before is not None
    assert after is not None
    assert after.arrivals == before.arrivals == 2
    assert after.promises[Metric.FIRST].decided == before.promises[Metric.FIRST].decided
    assert after.days[-5].answers == 1
    desk.close()


def test_a_day_that_is_touched_while_its_sums_are_made_stays_stale(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", at=3 * 24 * 60)])

    def meanwhile(done: int, total: int) -> None:
        # One day of UTC has a part in two days of this zone, of which the first one is made already.
        if done == total - 1:
            desk.take([post("b", at=3 * 24 * 60 + 7 * 60)])

    desk.balance.set_zone("Asia/Kathmandu")
    assert catch_up(desk.ground, meanwhile)
    report = Reports(desk.ground).report(Reports(desk.ground).last_days(7))
    assert report is not None
    assert report.arrivals == 2


def test_what_was_resolved_did_not_hold_once_an_agent_opens_it_days_later(empty_desk: Process) -> None:
    desk, reports = empty_desk, Reports(empty_desk.ground)
    desk.take([post("a")])
    desk.status.set(desk.conversation("p1"), Status.RESOLVED)
    desk.clock.advance(2 * 24 * HOUR)
    before = reports.report(reports.last_days(7))
    desk.status.set(desk.conversation("p1"), Status.OPEN)
    after = reports.report(reports.last_days(7))
    assert before is not None
    assert after is not None
    assert (before.reopened, after.reopened) == (Reopened(1, 0), Reopened(1, 1))


def test_what_was_taken_back_at_once_was_never_resolved(empty_desk: Process) -> None:
    desk, reports = empty_desk, Reports(empty_desk.ground)
    desk.take([post("a")])
    desk.status.set(desk.conversation("p1"), Status.RESOLVED)
    desk.clock.advance(5)
    desk.status.set(desk.conversation("p1"), Status.OPEN)
    report = reports.report(reports.last_days(7))
    assert report is not None
    assert report.reopened == Reopened(0, 0)


def test_a_report_that_nobody_wants_any_more_ends(empty_desk: Process) -> None:
    empty_desk.take([post("a", at=3 * 24 * 60)])
    reports = Reports(empty_desk.ground)
    assert reports.report(reports.last_days(7), cancelled=lambda: True) is None
    assert (
        reports.report(ReportSpan(reports.last_days(1).first - timedelta(days=9), reports.last_days(1).last))
        is not None
    )
