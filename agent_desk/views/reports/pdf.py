"""A report on paper: pages with head and foot, each part with its definition, its facts and its figures as a table."""

from __future__ import annotations

import html
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QMarginsF, QRectF, QSaveFile, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from agent_desk.domain.errors import Refused
from agent_desk.domain.reporting import Report
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.charts import Cell, Figures
from agent_desk.views.levels import words
from agent_desk.views.reports.parts import Drawing, Part, parts_of
from agent_desk.views.theme.tokens import TABLES, Scheme, Token

_INK = TABLES[Scheme.LIGHT]
_DPI = 96
_HEAD = 28
_CELLS = 24
"""Into how many pieces a bar is cut on paper."""
_SHEET = f"""
body {{ color: {_INK[Token.TEXT]}; }}
h1 {{ font-size: 20px; margin: 0 0 4px 0; }}
h2 {{ font-size: 14px; margin: 18px 0 2px 0; }}
p {{ margin: 0 0 6px 0; font-size: 11px; }}
p.what {{ color: {_INK[Token.DIM]}; font-size: 9px; }}
td, th {{ font-size: 10px; padding: 2px 8px 2px 0; }}
th {{ color: {_INK[Token.DIM]}; font-weight: normal; }}
"""


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF (A4, fonts inside), whole or not at all. Any thread; slow for long spans. Raises
    Refused(`file_not_written`)."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    letters = QFont()
    letters.setPixelSize(11)
    document.setDefaultFont(letters)
    document.setDefaultStyleSheet(_SHEET)
    document.setHtml(_page(report))
    target = QSaveFile(str(path))
    if not target.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise Refused("file_not_written", target.errorString())
    writer = QPdfWriter(target)
    writer.setResolution(_DPI)
    writer.setTitle(_title(report))
    writer.setCreator(tr("Agent Desk"))
    margins = QMarginsF(15, 15, 15, 15)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )
    _paint(document, writer, report)
    if not target.commit():
        raise Refused("file_not_written", target.errorString())


def _paint(document: QTextDocument, writer: QPdfWriter, report: Report) -> None:
    painter = QPainter(writer)
    room = painter.viewport()
    body = QSizeF(room.width(), room.height() - 2 * _HEAD)
    document.setPageSize(body)
    pages = document.pageCount()
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, _HEAD - page * body.height())
        painter.setClipRect(QRectF(0, page * body.height(), body.width(), body.height()))
        context = QAbstractTextDocumentLayout.PaintContext()
        document.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(document.defaultFont())
        painter.setPen(_INK[Token.DIM])
        head = QRectF(0, 0, room.width(), _HEAD - 10)
        foot = QRectF(0, room.height() - _HEAD + 10, room.width(), _HEAD - 10)
        far = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        near = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        if page:
            painter.drawText(head, near, _title(report))
        painter.drawText(foot, near, words.coverage(report.coverage))
        painter.drawText(foot, far, tr("Page {n} of {all}", n=page + 1, all=pages))
    painter.end()


def _title(report: Report) -> str:
    pattern, days = when.date_pattern(year=True), (report.span.first, report.span.last)
    first, last = (QLocale().toString(QDate(day.year, day.month, day.day), pattern) for day in days)
    return tr("Report, {first} to {last}", first=first, last=last)


def _page(report: Report) -> str:
    made = tr(
        "Made {moment}, days and hours of {zone}.",
        moment=f"{when.day(report.made_at, 0)}, {when.clock(report.made_at)}",
        zone=report.zone,
    )
    behind = words.behind(report.coverage).split("\n") if not report.coverage.whole else []
    lines = [f"<h1>{_safe(_title(report))}</h1>", f"<p>{_safe(made)} {_safe(words.coverage(report.coverage))}.</p>"]
    lines += [f"<p>{_safe(line)}</p>" for line in behind]
    lines += [_part(part) for part in parts_of(report)]
    return f"<body>{''.join(lines)}</body>"


def _part(part: Part) -> str:
    facts = " · ".join(fact.text for fact in part.facts)
    lines = [f"<h2>{_safe(part.title)}</h2>", f"<p class='what'>{_safe(part.definition)}</p>"]
    if facts:
        lines.append(f"<p>{_safe(facts)}</p>")
    if part.figures is None:
        lines.append(f"<p>{_safe(tr('The chosen filters cannot narrow this.'))}</p>")
    elif part.figures.lines:
        lines.append(_heat(part.figures) if part.drawing is Drawing.HEAT else _table(part.figures, part.drawing))
    return "".join(lines)


def _table(figures: Figures, drawing: Drawing) -> str:
    drawn = drawing in (Drawing.BUCKETS, Drawing.BARS, Drawing.DAYS)
    longest = max((line.cells[0].value or 0 for line in figures.lines), default=0)
    head = "".join(f"<th align='right'>{_safe(name)}</th>" for name in figures.columns)
    rows = [f"<tr><th></th>{'<th></th>' if drawn else ''}{head}</tr>"]
    for line in figures.lines:
        bar = f"<td width='200'>{_bar(line.cells[0], longest)}</td>" if drawn else ""
        cells = "".join(f"<td align='right'>{_shown(cell)}</td>" for cell in line.cells)
        rows.append(f"<tr><td>{_safe(line.heading)}</td>{bar}{cells}</tr>")
    return f"<table cellspacing='0'>{''.join(rows)}</table>"


def _bar(cell: Cell, longest: float) -> str:
    """A bar of blocks: a document has no other way to draw one."""
    part = round(_CELLS * (cell.value or 0) / longest) if longest else 0
    full = max(part, 1) if cell.value else 0
    return f"<span style='color:{_INK[Token.ACCENT]}; font-size:8px'>{'█' * full}</span>"


def _heat(figures: Figures) -> str:
    most = max((cell.value or 0 for line in figures.lines for cell in line.cells), default=0)
    head = "".join(f"<th align='center'>{_safe(name)}</th>" for name in figures.columns)
    rows = [f"<tr><th></th>{head}</tr>"]
    for line in figures.lines:
        cells = "".join(_field(cell, most) for cell in line.cells)
        rows.append(f"<tr><td>{_safe(line.heading)}</td>{cells}</tr>")
    return f"<table cellspacing='1' cellpadding='2'>{''.join(rows)}</table>"


def _field(cell: Cell, most: float) -> str:
    part = (cell.value or 0) / most if most else 0
    ground = _mixed(Token.CHIP, Token.ACCENT, part)
    ink = _INK[Token.ON_ACCENT] if part > 0.55 else _INK[Token.TEXT]
    return (
        f"<td align='center' bgcolor='{ground}' style='color:{ink}; font-size:8px; padding:2px'>{_safe(cell.text)}</td>"
    )


def _mixed(start: Token, end: Token, part: float) -> str:
    ends = [[int(_INK[token][at : at + 2], 16) for at in (1, 3, 5)] for token in (start, end)]
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(*ends, strict=True))


def _shown(cell: Cell) -> str:
    tones = {"late": Token.LATE, "risk": Token.RISK, "ok": Token.OK}
    text = _safe(cell.text)
    return f"<span style='color:{_INK[tones[cell.tone]]}'>{text}</span>" if cell.tone in tones else text


def _safe(text: str) -> str:
    return html.escape(text)
