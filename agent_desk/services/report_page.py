"""A report as one page that needs nothing else: no scripts, no addresses; charts inside and the same figures as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from agent_desk.domain.reporting import Figure, PauseAudit, Promises, Report
from agent_desk.runtime.figure_words import (
    DISPOSITIONS,
    FIGURES,
    PRESENCES,
    clock_time,
    covered,
    definition,
    lacking,
    step,
)
from agent_desk.runtime.language import language, tr
from agent_desk.runtime.level_words import METRICS, span, weekday
from agent_desk.services.page_charts import STYLE, bars, columns, heat, safe, table

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_NOTHING = "–"
_Fact = tuple[str, str]


def page(report: Report) -> str:
    """The whole page."""
    moment = clock_time(ZoneInfo(report.zone))
    title = tr("Report from {first} to {last}", first=report.span.first.isoformat(), last=report.span.last.isoformat())
    body = "".join((_head(report, title, moment), *_sections(report, moment)))
    return (
        f'<!DOCTYPE html>\n<html lang="{safe(language() or "en")}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _head(report: Report, title: str, moment: Callable[[int], str]) -> str:
    made = tr("Made on {time}, days of {zone}.", time=moment(report.made_at), zone=report.zone)
    names = {
        "venue_id": tr("Venue"),
        "team_id": tr("Team"),
        "agent_id": tr("Agent"),
        "policy_id": tr("Policy"),
        "kind": tr("Kind"),
    }
    narrowed = "".join(
        f"<p>{safe(tr('{what}: {name}', what=names[what], name=name))}</p>" for what, name in report.named.items()
    )
    known = [covered(report.coverage, moment), *lacking(report.coverage, moment)]
    kind = "known" if report.coverage.whole else "known part"
    told = "".join(f"<p>{safe(line)}</p>" for line in known)
    if not report.coverage.whole:
        told += f"<p>{safe(tr('What is not complete shows a part: a zero there is not a zero.'))}</p>"
    return f'<h1>{safe(title)}</h1><p class="said">{safe(made)}</p>{narrowed}<div class="{kind}">{told}</div>'


def _sections(report: Report, moment: Callable[[int], str]) -> Iterator[str]:
    yield _days(report)
    for made in report.promises.values():
        yield _promise(made)
    if report.attainment:
        yield _attainment(report)
    if report.backlog is not None:
        facts = [(tr("Waiting"), str(report.backlog.n))]
        if report.backlog.oldest is not None:
            facts.append((tr("Oldest since"), moment(report.backlog.oldest)))
        yield _section(Figure.BACKLOG, facts, _steps(Figure.BACKLOG, report.backlog.steps))
    if report.reopened is not None:
        reopened = report.reopened
        facts = [(tr("Resolved"), str(reopened.resolved)), (tr("Again"), str(reopened.again))]
        yield _section(Figure.REOPENED, [*facts, (tr("Share"), _percent(reopened.share))], "")
    yield from _posts(report)
    yield _states(report)
    yield _paused(report.paused, moment)


def _posts(report: Report) -> Iterator[str]:
    if report.dispositions is not None:
        found = report.dispositions
        lines = [(tr("Waiting"), found.waiting)]
        lines += [(tr(DISPOSITIONS[one]), n) for one, n in sorted(found.by.items(), key=lambda pair: -pair[1])]
        yield _section(Figure.DISPOSITIONS, [(tr("Fetched"), str(found.fetched))], _counted(Figure.DISPOSITIONS, lines))
        facts = [(tr("We"), str(found.by_us)), (tr("Others"), str(found.by_peers))]
        yield _section(Figure.ANSWERED_BY, facts, "")
    if report.answers is not None:
        people = [(one.name or tr("Outside of this program"), one.answers) for one in report.answers]
        whole = sum(n for _, n in people)
        yield _section(Figure.ANSWERS, [(tr("Answers"), str(whole))], _counted(Figure.ANSWERS, people))
    if report.heat is not None:
        days = [weekday(day) for day in range(7)]
        field = heat(report.heat, days, tr("Posts by weekday and hour"))
        yield _section(Figure.ARRIVALS, [(tr("Posts"), str(report.arrivals or 0))], field)
    if report.lag is not None:
        lag = report.lag
        facts = [(tr("Posts"), str(lag.n)), (tr("Median"), _span(lag.median))]
        facts.append((tr("90th percentile"), _span(lag.ninetieth)))
        yield _section(Figure.LAG, facts, _steps(Figure.LAG, lag.steps))


def _days(report: Report) -> str:
    if report.arrivals is None and report.answers is None:
        return ""
    drawn = columns(
        [(day.day.isoformat()[5:], day.arrivals or 0, day.answers or 0, day.covered) for day in report.days],
        (tr("Arrivals"), tr("Answers")),
        tr("Arrivals and answers by day"),
    )
    lines = [
        (
            day.day.isoformat(),
            _number(day.arrivals),
            _number(day.answers),
            _number(day.resolved),
            _span(day.first_median),
            tr("yes") if day.covered else tr("no"),
        )
        for day in report.days
    ]
    heads = (tr("Day"), tr("Arrivals"), tr("Answers"), tr("Resolved"), tr("First reply, median"), tr("Complete"))
    name = tr("Arrivals and answers by day")
    return f"<section><h2>{safe(name)}</h2>{drawn}{table(heads, lines, name)}</section>"


def _promise(made: Promises) -> str:
    figure = Figure(made.metric.value)
    facts = [
        (tr("In target"), _percent(made.decided.share)),
        (tr("Kept"), str(made.decided.kept)),
        (tr("Late"), str(made.decided.late)),
        (tr("Late and still open"), str(made.open)),
        (tr("Median"), _span(made.median)),
        (tr("90th percentile"), _span(made.ninetieth)),
        (tr("On average"), _span(made.mean)),
    ]
    error = ""
    if made.error:
        said = tr("Median and 90th percentile are told within {percent} %.", percent=str(made.error))
        error = f'<p class="said">{safe(said)}</p>'
    return _section(figure, facts, error + _steps(figure, made.steps))


def _attainment(report: Report) -> str:
    heads = (tr("Policy"), tr("Promise"), tr("In target"), tr("Kept"), tr("Late"), tr("Late and still open"))
    lines = [
        (
            one.policy or tr("A policy that is gone"),
            tr(METRICS[one.metric]),
            _percent(one.decided.share),
            str(one.decided.kept),
            str(one.decided.late),
            str(one.open),
        )
        for one in report.attainment
    ]
    name = tr("Promises kept by policy")
    return f"<section><h2>{safe(name)}</h2>{table(heads, lines, tr('Goal: {goal} %', goal=report.goal))}</section>"


def _states(report: Report) -> str:
    if not report.states:
        return ""
    heads = (tr("Agent"), *(tr(name) for name in PRESENCES.values()))
    lines = [(one.name, *(_span(one.by.get(state, 0)) for state in PRESENCES)) for one in report.states]
    return _section(Figure.STATES, [], table(heads, lines, tr(FIGURES[Figure.STATES])))


def _paused(audit: PauseAudit, moment: Callable[[int], str]) -> str:
    facts = [(tr("Promises"), str(audit.clocks)), (tr("Time that lay unanswered"), _span(audit.unanswered))]
    heads = (tr("Conversation"), tr("Promise"), tr("Agent"), tr("Team"), tr("Since"), tr("Paused"), tr("Unanswered"))
    lines = [
        (
            f"#{row.number} {row.title}",
            tr(METRICS[row.metric]),
            row.agent,
            row.team,
            moment(row.started_at),
            _span(row.paused),
            _span(row.unanswered),
        )
        for row in audit.rows
    ]
    inside = table(heads, lines, tr(FIGURES[Figure.PAUSED])) if lines else ""
    return _section(Figure.PAUSED, facts, inside)


def _section(figure: Figure, facts: Sequence[_Fact], inside: str) -> str:
    """A part of the page: its facts, charts and tables, and what it counts."""
    shown = "".join(f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in facts)
    said = f"<details open><summary>{safe(tr('What this counts'))}</summary><p>{safe(definition(figure))}</p></details>"
    listed = f'<dl class="facts">{shown}</dl>' if facts else ""
    return f"<section><h2>{safe(tr(FIGURES[figure]))}</h2>{listed}{inside}{said}</section>"


def _steps(figure: Figure, counts: Sequence[int]) -> str:
    return _counted(figure, [(step(number), n) for number, n in enumerate(counts)])


def _counted(figure: Figure, lines: Sequence[tuple[str, int]]) -> str:
    """Bars and their table."""
    whole = sum(n for _, n in lines)
    if not whole:
        return ""
    shares = [(name, n, _percent(100 * n / whole)) for name, n in lines]
    drawn = bars([(name, n, f"{n}") for name, n, _ in shares], tr(FIGURES[figure]))
    heads = (tr("Group"), tr("Number"), tr("Share"))
    return drawn + table(heads, [(name, str(n), share) for name, n, share in shares], tr(FIGURES[figure]))


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else tr("{share} %", share=f"{share:.1f}")


def _span(duration: int | None) -> str:
    if duration is None:
        return _NOTHING
    # Below a minute seconds tell something; above, they are noise.
    return span(duration if duration < 60_000 else round(duration / 60_000) * 60_000)


def _number(count: int | None) -> str:
    return _NOTHING if count is None else str(count)
