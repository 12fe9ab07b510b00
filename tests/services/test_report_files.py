"""Reports as files: whatever customers wrote is text in them, the figures in them are those of the report."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.definitions import DEFINITIONS
from agent_desk.domain.errors import WrongUse
from agent_desk.domain.levels import ClockState, Metric
from agent_desk.domain.reporting import Figure, Report, ReportFilter, ReportSpan
from agent_desk.runtime.figure_words import FIGURES, TILES, definition
from agent_desk.services.page_charts import safe
from agent_desk.services.report_csv import plain
from agent_desk.services.reports import Reports
from tests.services.refusing import refused
from tests.services.test_ingest import MINUTE, post
from tests.services.test_live import clock
from tests.services.workspace import VENUE_ID, Process

HOSTILE = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>"\u202e&'


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    """One conversation with a hostile title whose clock was paused and met yesterday, and one that is late."""
    desk = empty_desk
    day = 24 * 60
    for name, at, title in (("paused", day, HOSTILE), ("late", day - 1, "A thread")):
        told = post(name, at=at, place=name, author="zed")
        desk.take([replace(told, place=replace(told.place, title=title))])
    answer = post("answer", at=day - 30, place="paused", author="brand", parent="paused")
    desk.take([replace(answer, place=replace(answer.place, title=HOSTILE))])
    with desk.ground.store.write(durable=False) as nouns:
        stopped = desk.clock() - (day - 30) * MINUTE
        met = clock(
            desk,
            "paused",
            -(day - 60) * MINUTE,
            state=ClockState.MET,
            stopped_at=stopped,
            worked=20 * MINUTE,
            paused=10 * MINUTE,
            paused_unanswered=5 * MINUTE,
            reason="snoozed",
        )
        late = clock(desk, "late", -(day - 60) * MINUTE)
        nouns.clocks.keep({met.conversation_id: [met], late.conversation_id: [late]})
    return desk


@pytest.fixture
def report(desk: Process) -> Report:
    reports = Reports(desk.ground)
    made = reports.report(reports.last_days(7))
    assert made is not None
    return made


class Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_shows_hostile_words_and_does_nothing_of_them(desk: Process, report: Report) -> None:
    page = Page(Reports(desk.ground).html(report))
    words = " ".join(page.words)
    assert "<script>alert(1)</script>" in words
    assert "\u202e" not in words
    assert not {"script", "img", "link", "iframe", "a", "object"} & set(page.tags)
    assert not [pair for pair in page.attributes if pair[0].startswith("on") or pair[0] in ("src", "href")]
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_every_chart_of_the_page_has_its_table(desk: Process, report: Report) -> None:
    page = Page(Reports(desk.ground).html(report))
    assert page.tags.count("svg") >= 4
    assert page.tags.count("table") >= page.tags.count("svg")
    assert "What this counts" in " ".join(page.words)


def test_the_page_says_what_is_not_complete(desk: Process, report: Report) -> None:
    words = " ".join(Page(Reports(desk.ground).html(report)).words)
    assert "a zero there is not a zero" in words


def test_the_figures_of_the_csv_are_those_of_the_report(desk: Process, report: Report) -> None:
    text = Reports(desk.ground).csv(report)
    assert text.count("\r\n") == len(text.splitlines())
    found = {(row["figure"], row["part"], row["day"]): row for row in csv.DictReader(io.StringIO(text, newline=""))}
    first = report.promises[Metric.FIRST]
    assert (first.decided.kept, first.decided.late, first.open) == (1, 1, 1)
    assert found["first", "median", ""]["value"] == str(20 * 60.0)
    assert found["first", "in target", ""]["value"] == "50.0"
    assert found["paused", "unanswered", ""]["value"] == str(5 * 60)
    by_day = [int(row["value"]) for (figure, _, day), row in found.items() if figure == "arrivals" and day]
    assert sum(by_day) == report.arrivals == 2
    assert {row["covered"] for row in found.values()} == {"no"}


def test_the_rows_behind_are_no_formulas(desk: Process, report: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(Reports(desk.ground).csv_rows(report), newline="")))
    assert [row["figure"] for row in rows] == ["first", "first"]
    assert {row["title"][:2] for row in rows} == {"'=", "A "}
    assert {row["late"] for row in rows} == {"yes", "no"}


@given(st.text())
def test_no_cell_begins_a_formula_and_no_text_is_markup(text: str) -> None:
    cell = plain(text)
    assert not cell.lstrip("\ufeff \t\n\u00a0").startswith(("=", "+", "-", "@"))
    shown = safe(text)
    assert not set("<>\"'") & set(shown)
    shown.encode("utf-8")


def test_a_file_is_there_whole_or_not_at_all(desk: Process, report: Report, tmp_path: Path) -> None:
    reports = Reports(desk.ground)
    for format_ in ("csv", "rows", "html"):
        target = reports.save(report, tmp_path / f"report.{format_}", format_)
        assert target.read_bytes().decode("utf-8")
    with pytest.raises(WrongUse):
        reports.save(report, tmp_path / "nowhere" / "report.csv", "csv")
    assert sorted(one.name for one in tmp_path.glob("*report*")) == ["report.csv", "report.html", "report.rows"]


def test_the_pause_audit_names_who_let_posts_lie(desk: Process, report: Report) -> None:
    (row,) = report.paused.rows
    assert (row.unanswered, row.paused, row.reason) == (5 * MINUTE, 10 * MINUTE, "snoozed")
    assert report.paused.unanswered == 5 * MINUTE
    assert [one.unanswered for one in report.paused.agents] == [5 * MINUTE]


def test_what_a_filter_cannot_narrow_is_left_out(desk: Process) -> None:
    reports = Reports(desk.ground)
    by_policy = reports.report(reports.last_days(7), ReportFilter(policy_id="nobody's"))
    by_venue = reports.report(reports.last_days(7), ReportFilter(venue_id=VENUE_ID))
    assert by_policy is not None
    assert by_venue is not None
    assert (by_policy.arrivals, by_policy.dispositions, by_policy.answers, by_policy.backlog) == (None,) * 4
    assert by_policy.promises == {}
    assert (by_venue.arrivals, by_venue.named) == (2, {"venue_id": "Fake"})


def test_a_span_that_ends_before_it_begins_is_refused(desk: Process) -> None:
    reports = Reports(desk.ground)
    week = reports.last_days(7)
    with refused("report_span"):
        reports.report(ReportSpan(week.last, week.first))


def test_every_figure_has_a_definition_in_words() -> None:
    assert set(DEFINITIONS) == set(FIGURES) | set(TILES)
    assert all(len(definition(figure).splitlines()) >= 2 for figure in DEFINITIONS)
    assert set(FIGURES) == set(Figure)
