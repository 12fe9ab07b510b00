"""A report as PDF: sheets with head and foot, each part with what it counts, its facts and its figures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QMarginsF, QSaveFile
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from agent_desk.domain.errors import WrongUse
from agent_desk.domain.reporting import Report
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.levels import words
from agent_desk.views.reports.paper import Paper
from agent_desk.views.reports.parts import Drawing, Part, parts_of
from agent_desk.views.theme.tokens import Token

_DPI = 96
_HEAD, _LINE, _TOGETHER = 110, 16, 14
"""Pixels that the head of a part and a line of its table need; a table of up to so many lines is kept together."""
_TABLED = 31
"""Days up to which each is told in a line of its own."""


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF (A4, fonts inside), whole or not at all. Any thread: it is painted in many small steps, between
    which others come to their turn. Raises WrongUse where the file cannot be made."""
    target = QSaveFile(str(path))
    if not target.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise WrongUse(target.errorString())
    writer = QPdfWriter(target)
    writer.setResolution(_DPI)
    writer.setTitle(_title(report))
    writer.setCreator(tr("Agent Desk"))
    margins, upright = QMarginsF(15, 12, 15, 12), QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), upright, margins, QPageLayout.Unit.Millimeter))
    parts = parts_of(report)
    pages = _written(report, parts, writer, None, 0)
    painter = QPainter(writer)
    _written(report, parts, writer, painter, pages)
    painter.end()
    if not target.commit():
        raise WrongUse(target.errorString())


def _written(report: Report, parts: tuple[Part, ...], writer: QPdfWriter, painter: QPainter | None, pages: int) -> int:
    """Write all sheets; returns how many. `pages`: how many there are, as far as that is known."""
    title, covered = _title(report), words.coverage(report.coverage)

    def edges(paper: Paper, page: int) -> None:
        if page > 1:
            paper.edge(title, top=True)
        paper.edge(covered, top=False)
        paper.edge(tr("Page {n} of {all}", n=page, all=pages), top=False, far=True)

    paper = Paper(writer, painter, edges)
    paper.text(title, 20, bold=True)
    moment = f"{when.day(report.made_at, 0)}, {when.clock(report.made_at)}"
    paper.text(tr("Made {moment}, days and hours of {zone}.", moment=moment, zone=report.zone), token=Token.DIM)
    paper.text(covered, token=Token.DIM)
    for line in words.behind(report.coverage).split("\n") if not report.coverage.whole else ():
        paper.text(line, token=Token.RISK)
    for part in parts:
        _write(paper, part)
    return paper.pages


def _write(paper: Paper, part: Part) -> None:
    paper.gap(16)
    lines = len(part.figures.lines) if part.figures is not None else 0
    paper.need(_HEAD + _LINE * (lines if lines <= _TOGETHER else 3))
    paper.text(part.title, 14, bold=True)
    paper.text(" ".join(part.definition.split("\n")), 9, Token.DIM)
    facts = " · ".join((*(fact.text for fact in part.facts), *([part.hint] if part.hint else [])))
    if facts:
        paper.text(facts, 11)
    paper.gap(4)
    if part.figures is None:
        paper.text(tr("The chosen filters cannot narrow this."), token=Token.DIM)
    elif part.drawing is Drawing.HEAT and part.figures.lines:
        paper.heat(part.figures)
    elif part.figures.lines:
        if part.drawing is Drawing.DAYS:
            paper.days(part.figures)
        if part.drawing is not Drawing.DAYS or len(part.figures.lines) <= _TABLED:
            paper.table(part.figures, bars=part.drawing in (Drawing.BARS, Drawing.BUCKETS))


def _title(report: Report) -> str:
    pattern, days = when.date_pattern(year=True), (report.span.first, report.span.last)
    first, last = (QLocale().toString(QDate(day.year, day.month, day.day), pattern) for day in days)
    return tr("Report, {first} to {last}", first=first, last=last)
