"""A report as the parts that screen and paper show alike: a title, what is counted, a few facts, and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from PySide6.QtCore import QDate, QLocale

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.frozen import frozen
from agent_desk.domain.histograms import STEPS
from agent_desk.domain.levels import Metric
from agent_desk.domain.reporting import DayLine, Figure, Opened, Promises, Report
from agent_desk.domain.roster import Presence
from agent_desk.runtime import texts
from agent_desk.runtime.figure_words import definition
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.charts import Cell, Figures, Line
from agent_desk.views.levels import words
from agent_desk.views.levels.panels import heat_figures
from agent_desk.views.levels.words import UNKNOWN, figure, percent


class Drawing(StrEnum):
    """How the figures of a part are drawn; each can be read as a table too."""

    DAYS = "days"
    BUCKETS = "buckets"
    BARS = "bars"
    HEAT = "heat"
    TABLE = "table"


@frozen
class Drill:
    """What a number opens."""

    figure: Figure
    opened: Opened


@frozen
class Fact:
    """A number beside the figures, and what it is. `drill`: what it opens, None: nothing. `tone`: late, risk or empty."""

    figure: str
    what: str
    drill: Drill | None = None
    tone: str = ""

    @property
    def text(self) -> str:
        """Both in one."""
        return tr("{what}: {figure}", what=self.what, figure=self.figure)


@frozen
class Part:
    """One section of a report. `figures`: None where the filter cannot narrow what it counts. `wide`: it needs all the room
    there is. `hint`: how exact they are."""

    id: str
    title: str
    counts: Figure
    drawing: Drawing
    facts: tuple[Fact, ...]
    figures: Figures | None
    wide: bool = False
    hint: str = ""

    @property
    def definition(self) -> str:
        """What is counted, in words."""
        return definition(self.counts)


def parts_of(report: Report) -> tuple[Part, ...]:
    """All parts, in the order in which they are read."""
    promises = [_promise(report.promises[metric]) for metric in Metric if metric in report.promises]
    rest = (
        _attainment(report),
        _backlog(report),
        _reopened(report),
        _dispositions(report),
        _answered(report),
        _answers(report),
        _heat(report),
        _lag(report),
        _states(report),
        _paused(report),
    )
    return (_days(report), *promises, *rest)


def step_names() -> tuple[tuple[str, str], ...]:
    """What the buckets of durations are called, from the shortest on: in full, and in short."""
    upto = [(tr("up to {span}", span=_round(step)), _round(step)) for step in STEPS]
    return (*upto, (tr("more than {span}", span=_round(STEPS[-1])), tr("more")))


def _round(step: int) -> str:
    """A length of time that is whole in its unit."""
    return tr("{n} h", n=step // when.HOUR) if when.HOUR <= step < when.DAY else when.span(step)


def _number(count: int, drill: Drill | None = None, *, known: bool = True, tone: str = "") -> Cell:
    """A count that opens; a zero of which nobody can be sure is a dash."""
    sure = known or count > 0
    return Cell(
        figure(count) if sure else UNKNOWN,
        float(count) if sure else None,
        tone=tone if count else "",
        number=True,
        key=drill if count else None,
    )


def _buckets(steps: Sequence[int], counts: Figure, known: bool) -> Figures:
    total = sum(steps)
    lines = []
    for at, ((name, short), n) in enumerate(zip(step_names(), steps, strict=True)):
        share = percent(100 * n / total) if total else UNKNOWN
        cells = (_number(n, Drill(counts, Opened(step=at)), known=known), Cell(share, number=True))
        lines.append(Line(name, cells, at, short))
    return Figures((tr("Number"), tr("Share")), tuple(lines))


def _days(report: Report) -> Part:
    columns = (tr("Arrived"), tr("Answers"), tr("Resolved"))
    lines = tuple(_day(line) for line in report.days)
    arrived = Fact(figure(0) if report.coverage.whole else UNKNOWN, tr("posts arrived"))
    if report.arrivals:
        arrived = Fact(
            figure(report.arrivals), ntr("post arrived", "posts arrived", report.arrivals), _all(Figure.ARRIVALS)
        )
    return Part("days", tr("Day by day"), Figure.ARRIVALS, Drawing.DAYS, (arrived,), Figures(columns, lines), wide=True)


def _day(line: DayLine) -> Line:
    date = QDate(line.day.year, line.day.month, line.day.day)
    short = QLocale().toString(date, "d MMM")
    cells = []
    for count, counts in (
        (line.arrivals, Figure.ARRIVALS),
        (line.answers, Figure.ANSWERS),
        (line.resolved, Figure.REOPENED),
    ):
        if count is None:
            cells.append(Cell(UNKNOWN, number=True, spoken=tr("{day}: the filter cannot narrow this", day=short)))
        else:
            cells.append(_number(count, Drill(counts, Opened(day=line.day)), known=line.covered))
    return Line(short, tuple(cells), line.day)


def _all(counts: Figure) -> Drill:
    return Drill(counts, Opened())


def _promise(made: Promises) -> Part:
    counts = Figure(made.metric.value)
    decided = made.decided
    facts = [
        Fact(words.duration(made.median), tr("median")),
        Fact(words.duration(made.ninetieth), tr("9 of 10 within")),
        Fact(percent(decided.share), tr("in target")),
        Fact(figure(decided.n), tr("decided"), _all(counts) if decided.n else None),
    ]
    if decided.late:
        facts.append(Fact(figure(decided.late), tr("late"), Drill(counts, Opened(late=True)), "late"))
    if made.open:
        facts.append(Fact(figure(made.open), tr("late and open"), Drill(counts, Opened(open=True)), "late"))
    figures = _buckets(made.steps, counts, known=True) if made.n else Figures((tr("Number"), tr("Share")))
    hint = tr("durations within {share} %", share=QLocale().toString(made.error, "f", 1)) if made.error else ""
    return Part(counts.value, words.metric(made.metric), counts, Drawing.BUCKETS, tuple(facts), figures, hint=hint)


def _attainment(report: Report) -> Part:
    columns = (tr("Clock"), tr("Decided"), tr("In target"), tr("Late"), tr("Still open"), tr("Share"))
    lines = []
    for one in report.attainment:
        counts = Figure(one.metric.value)
        here = {late: Drill(counts, Opened(policy_id=one.policy_id, late=late)) for late in (None, True, False)}
        still = Drill(counts, Opened(policy_id=one.policy_id, open=True))
        cells = (
            Cell(words.metric(one.metric)),
            _number(one.decided.n, here[None]),
            _number(one.decided.kept, here[False]),
            _number(one.decided.late, here[True], tone="late"),
            _number(one.open, still, tone="late"),
            _reached(one.decided.share, report.goal),
        )
        lines.append(Line(one.policy, cells, (one.policy_id, one.metric)))
    figures = Figures(columns, tuple(lines))
    goal = tr("goal {goal} %", goal=report.goal)
    return Part("attainment", tr("Kept by policy"), Figure.FIRST, Drawing.TABLE, (), figures, wide=True, hint=goal)


def _reached(share: float | None, goal: int) -> Cell:
    """A share, marked where it is below the goal."""
    if share is None or share >= goal:
        return Cell(percent(share), share, number=True)
    spoken = tr("{share}, below the goal of {goal} %", share=percent(share), goal=goal)
    return Cell(f"▾ {percent(share)}", share, spoken=spoken, tone="risk", number=True)


def _backlog(report: Report) -> Part:
    made, facts = report.backlog, []
    if made is not None:
        facts.append(Fact(figure(made.n), tr("waiting"), _all(Figure.BACKLOG) if made.n else None))
        if made.oldest is not None:
            facts.append(Fact(when.span(report.made_at - made.oldest), tr("the oldest")))
    figures = _buckets(made.steps, Figure.BACKLOG, report.coverage.whole) if made is not None else None
    return Part("backlog", tr("Who waits now, by age"), Figure.BACKLOG, Drawing.BUCKETS, tuple(facts), figures)


def _reopened(report: Report) -> Part:
    made = report.reopened
    columns = (tr("Conversations"),)
    if made is None:
        return Part("reopened", tr("Reopened"), Figure.REOPENED, Drawing.BARS, (), None)
    held = Drill(Figure.REOPENED, Opened())
    lines = (
        Line(tr("Resolved"), (_number(made.resolved, held),)),
        Line(tr("Came again"), (_number(made.again, Drill(Figure.REOPENED, Opened(again=True))),)),
    )
    facts = (Fact(percent(made.share), tr("came again within seven days")),)
    return Part("reopened", tr("Reopened"), Figure.REOPENED, Drawing.BARS, facts, Figures(columns, lines))


def _dispositions(report: Report) -> Part:
    made, counts = report.dispositions, Figure.DISPOSITIONS
    if made is None:
        return Part("dispositions", tr("What became of the posts"), counts, Drawing.BARS, (), None)
    sure = report.coverage.whole
    shown: list[tuple[str, int, Opened]] = [(tr("Waiting still"), made.waiting, Opened(waiting=True))]
    shown += [
        (texts.disposition(one), made.by[one], Opened(disposition=one)) for one in Disposition if made.by.get(one)
    ]
    lines = tuple(_shared(name, n, made.fetched, Drill(counts, opened), sure) for name, n, opened in shown)
    facts = (Fact(figure(made.fetched), tr("posts in all"), _all(counts) if made.fetched else None),)
    figures = Figures((tr("Posts"), tr("Share")), lines)
    return Part("dispositions", tr("What became of the posts"), counts, Drawing.BARS, facts, figures)


def _shared(name: str, n: int, whole: int, drill: Drill, known: bool) -> Line:
    return Line(
        name, (_number(n, drill, known=known), Cell(percent(100 * n / whole) if whole else UNKNOWN, number=True))
    )


def _answered(report: Report) -> Part:
    made, counts = report.dispositions, Figure.ANSWERED_BY
    title = tr("Who answered")
    if made is None:
        return Part("answered", title, counts, Drawing.BARS, (), None)
    whole = made.by_us + made.by_peers
    lines = (
        _shared(tr("Us"), made.by_us, whole, Drill(counts, Opened(disposition=Disposition.ANSWERED_BY_US)), True),
        _shared(
            tr("Peers"), made.by_peers, whole, Drill(counts, Opened(disposition=Disposition.ANSWERED_BY_PEER)), True
        ),
    )
    facts = (Fact(figure(whole), tr("posts answered")),)
    return Part("answered", title, counts, Drawing.BARS, facts, Figures((tr("Posts"), tr("Share")), lines))


def _answers(report: Report) -> Part:
    made, counts = report.answers, Figure.ANSWERS
    title = tr("Answers by agent")
    if made is None:
        return Part("answers", title, counts, Drawing.BARS, (), None)
    lines = tuple(
        Line(
            one.name or tr("Outside of this program"),
            (_number(one.answers, Drill(counts, Opened(agent_id=one.agent_id))),),
            one.agent_id,
        )
        for one in sorted(made, key=lambda one: (-one.answers, one.name))
    )
    total = sum(one.answers for one in made)
    facts = (Fact(figure(total), tr("answers"), _all(counts) if total else None),)
    return Part("answers", title, counts, Drawing.BARS, facts, Figures((tr("Answers"),), lines))


def _heat(report: Report) -> Part:
    figures = heat_figures(report) if report.heat is not None else None
    total = report.arrivals or 0
    arrived = Fact(figure(total), tr("posts arrived"), _all(Figure.ARRIVALS) if total else None)
    hint = tr("hours of {zone}", zone=report.zone)
    return Part("heat", tr("When posts arrive"), Figure.ARRIVALS, Drawing.HEAT, (arrived,), figures, hint=hint)


def _lag(report: Report) -> Part:
    made, counts = report.lag, Figure.LAG
    title = tr("How long posts took to reach us")
    if made is None:
        return Part("lag", title, counts, Drawing.BUCKETS, (), None)
    facts = (
        Fact(words.duration(made.median), tr("median")),
        Fact(words.duration(made.ninetieth), tr("9 of 10 within")),
    )
    figures = _buckets(made.steps, counts, report.coverage.whole) if made.n else Figures((tr("Number"), tr("Share")))
    return Part("lag", title, counts, Drawing.BUCKETS, facts, figures)


def _states(report: Report) -> Part:
    columns = (*(words.presence(one) for one in Presence), tr("Away for"))
    lines = []
    for one in report.states:
        cells = [Cell(words.duration(one.by.get(state) or None), one.by.get(state), number=True) for state in Presence]
        lines.append(Line(one.name, (*cells, Cell(_reasons(one.reasons.items()))), one.agent_id))
    return Part(
        "states", tr("Agents' states"), Figure.STATES, Drawing.TABLE, (), Figures(columns, tuple(lines)), wide=True
    )


def _reasons(reasons: Iterable[tuple[str, int]]) -> str:
    return ", ".join(
        f"{reason} {when.span(time)}" for reason, time in sorted(reasons, key=lambda one: -one[1]) if reason
    )


def _paused(report: Report) -> Part:
    made, counts = report.paused, Figure.PAUSED
    lines = []
    for one in made.agents:
        drill = Drill(counts, Opened(agent_id=one.key))
        cells = (
            Cell(words.duration(one.unanswered or None), float(one.unanswered), number=True, key=drill),
            Cell(ntr("{n} clock", "{n} clocks", one.clocks), float(one.clocks), number=True),
        )
        lines.append(Line(one.name or tr("Nobody"), cells, one.key))
    facts = (
        Fact(figure(made.clocks), tr("clocks"), _all(counts) if made.clocks else None),
        Fact(words.duration(made.unanswered or None), tr("unanswered")),
    )
    figures = Figures((tr("Unanswered while paused"), tr("Clocks")), tuple(lines))
    return Part("paused", tr("Paused while somebody waited"), counts, Drawing.BARS, facts, figures)
