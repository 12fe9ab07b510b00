"""Charts and tables for a page, as text: inline SVG without scripts, and beside each the same figures as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _FOOT = 720, 160, 18
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """A text as it may stand anywhere in a page, whatever a customer wrote; what cannot be printed is left out."""
    return escape(_HIDDEN.sub("", text), quote=True)


def table(heads: Sequence[str], lines: Sequence[Sequence[str]], caption: str) -> str:
    """A table; the first cell of each line is its heading, what looks like a number stands to the right."""
    numbers = [at > 0 and any(line[at][:1].isdecimal() for line in lines) for at in range(len(heads))]
    sides = [" class=n" if number else "" for number in numbers]
    head = "".join(f'<th scope="col"{side}>{safe(one)}</th>' for one, side in zip(heads, sides, strict=True))
    body = "".join(
        f'<tr><th scope="row" dir="auto">{safe(line[0])}</th>'
        + "".join(f'<td dir="auto"{side}>{safe(cell)}</td>' for cell, side in zip(line[1:], sides[1:], strict=True))
        + "</tr>"
        for line in lines
    )
    return f"<table><caption>{safe(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def bars(lines: Sequence[tuple[str, int, str]], title: str) -> str:
    """Lying bars: name, how long, and what is written at its end. Empty where all are nothing."""
    most = max((value for _, value, _ in lines), default=0)
    if not most:
        return ""
    height, drawn = 22 * len(lines), []
    for at, (name, value, said) in enumerate(lines):
        y, long = at * 22, round(440 * value / most, 1)
        drawn.append(
            f'<text x="160" y="{y + 15}" text-anchor="end">{safe(name)}</text>'
            f'<rect class="bar" x="168" y="{y + 3}" width="{long}" height="16" rx="2"/>'
            f'<text x="{174 + long}" y="{y + 15}">{safe(said)}</text>'
        )
    return _svg("".join(drawn), title, height)


def columns(days: Sequence[tuple[str, int, int, bool]], names: tuple[str, str], title: str) -> str:
    """Two columns a day, of those names: the day's name, first, second, and whether it is known to its end; what is not is
    drawn pale with a broken line. Empty where all are nothing."""
    most = max((max(first, second) for _, first, second, _ in days), default=0)
    if not most:
        return ""
    wide = _WIDTH / len(days)
    room = _HEIGHT - _FOOT
    every = max(1, -(-len(days) // 12))
    drawn = []
    for at, (name, first, second, known) in enumerate(days):
        x = at * wide
        for number, value in enumerate((first, second)):
            tall = room * value / most
            kind = ("bar", "bar second")[number] + ("" if known else " part")
            left, thick = x + wide * (0.1 + 0.4 * number), max(wide * 0.38, 0.5)
            drawn.append(
                f'<rect class="{kind}" x="{left:.1f}" y="{room - tall:.1f}" width="{thick:.1f}" height="{tall:.1f}"/>'
            )
        if at % every == 0:
            drawn.append(f'<text x="{x:.1f}" y="{_HEIGHT - 4}">{safe(name)}</text>')
    kinds = zip(("", " second"), names, strict=True)
    legend = "".join(f'<span><i class="key{kind}"></i>{safe(name)}</span> ' for kind, name in kinds)
    return f'<p class="said">{legend}</p>' + _svg("".join(drawn), title, _HEIGHT)


def heat(rows: Sequence[Sequence[int]], names: Sequence[str], caption: str) -> str:
    """A field of numbers, the darker the more: a table in which every number can be read."""
    most = max((value for row in rows for value in row), default=0) or 1
    head = "<th></th>" + "".join(f'<th scope="col">{hour}</th>' for hour in range(24))
    body = "".join(
        f'<tr><th scope="row">{safe(name)}</th>'
        + "".join(f'<td style="--p:{value / most:.2f}">{value or ""}</td>' for value in row)
        + "</tr>"
        for name, row in zip(names, rows, strict=True)
    )
    return f'<table class="heat"><caption>{safe(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _svg(inside: str, title: str, height: int) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" aria-label="{safe(title)}">'
        f"<title>{safe(title)}</title>{inside}</svg>"
    )


STYLE = """
:root { color-scheme: light dark; --ground: #fff; --card: #f6f7f9; --text: #1c2430; --dim: #5a6675; --line: #d5dae1;
  --accent: 37 99 190; --second: 120 134 152; --late: #b3261e; --risk: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181e; --card: #1c222b; --text: #e6eaf0; --dim: #9aa7b6;
  --line: #333c48; --accent: 110 165 255; --second: 130 145 165; --late: #ff8a80; --risk: #f0b95a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--ground); color: var(--text);
  font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 1rem 0;
  break-inside: avoid; }
.said, caption { color: var(--dim); } .known { border-left: 4px solid rgb(var(--accent)); padding-left: .75rem; }
.known.part { border-color: var(--risk); }
dl.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 .75rem; } dl.facts div { min-width: 7rem; }
dl.facts dt { color: var(--dim); } dl.facts dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
dd.late { color: var(--late); }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: start; padding: .25rem 0; } th, td { border-bottom: 1px solid var(--line); padding: .2rem .5rem;
  text-align: start; vertical-align: top; overflow-wrap: anywhere; } .n { text-align: end; } td.n { white-space: nowrap; }
thead th { color: var(--dim); font-weight: 600; } tbody th { font-weight: 400; }
table.heat { table-layout: fixed; font-size: 11px; } table.heat th, table.heat td { padding: .15rem; text-align: center;
  overflow-wrap: normal; } table.heat th:first-child { width: 5.5rem; text-align: start; }
table.heat td { background: rgb(var(--accent) / calc(var(--p) * .6)); }
svg { display: block; max-width: 100%; height: auto; } svg text { fill: var(--text); font-size: 12px; }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .35em 0 1em; background: rgb(var(--accent)); }
.key.second { background: rgb(var(--second)); }
.bar { fill: rgb(var(--accent)); } .bar.second { fill: rgb(var(--second)); } .bar.part { fill-opacity: .35;
  stroke: var(--risk); stroke-dasharray: 3 2; }
details summary { color: var(--dim); cursor: pointer; } details p { white-space: pre-line; margin: .25rem 0; }
@media print { :root { color-scheme: light; --ground: #fff; --card: #fff; --text: #000; --dim: #444; --line: #bbb;
  --accent: 37 99 190; --second: 120 134 152; --late: #b3261e; --risk: #8a5a00; }
  body { padding: 0; max-width: none; font-size: 11px; } details > * { display: block; } a { color: inherit; }
  .bar, table.heat td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } @page { margin: 15mm; } }
"""
