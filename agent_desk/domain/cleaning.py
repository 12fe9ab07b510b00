"""What venues send is hostile until cleaned here: a small HTML subset for the eye, plain text for everything else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

import nh3

from agent_desk.domain.frozen import frozen
from agent_desk.domain.markup import Block, Line, Run, cut_to, parse_html, parse_plain
from agent_desk.domain.posts import Markup
from agent_desk.domain.taming import tame

LIMIT = 200_000
"""Characters of cleaned HTML that are kept; what is longer is cut and ends in `CUT`."""
RAW_LIMIT = 1_000_000
"""Characters of a body that are looked at: far more than any output, so that cleaning twice changes nothing."""
CUT = "[…]"

TAGS = frozenset({"p", "br", "pre", "blockquote", "ul", "ol", "li", "a", "strong", "em", "s", "code"})
SCHEMES = frozenset({"http", "https", "mailto"})


@frozen
class CleanText:
    """A body made safe: `text` is plain, with paragraphs, bullets and quotes as `> `; `html` uses `TAGS` only, links
    lead to `SCHEMES` only, and cleaning it again changes nothing."""

    text: str
    html: str


def clean(body: str, markup: Markup) -> CleanText:
    """Clean a body. Never raises, takes time linear in its length, keeps every script readable."""
    raw = body[:RAW_LIMIT]
    if markup is Markup.PLAIN:
        shown = _plain(raw)
        blocks, cut = _within_limit(parse_plain(shown), cut=len(body) > RAW_LIMIT)
        return CleanText(shown[: LIMIT - len(CUT)] + CUT if cut else shown, _render(blocks))
    parsed, cut = parse_html(raw)
    blocks, _ = _within_limit(parsed, cut=cut or len(body) > RAW_LIMIT)
    return CleanText(_as_text(blocks), _render(blocks))


def first_line(text: str, n: int) -> str:
    """The first line that says something (a quoted one only when there is no other), tamed, at most `n` characters."""
    lines = [line.strip() for line in tame(text[: 20 * n + 2000]).split("\n")]
    said = next((line for line in lines if line and not line.startswith(">")), None)
    line = said if said is not None else next((line for line in lines if line), "")
    line = " ".join(line.split())
    return line if len(line) <= n else cut_to(line, n - 1).rstrip() + "…"


_BLANK_LINES = re.compile(r"\n[ \t\n]*\n")


def _plain(raw: str) -> str:
    text = tame(raw).replace("\t", "    ")
    return _BLANK_LINES.sub("\n\n", text).strip("\n ")


def _within_limit(blocks: list[Block], *, cut: bool) -> tuple[list[Block], bool]:
    """The blocks that fit and whether something is missing; `cut`: something was missing before."""
    sizes = [[_size(line) for line in block.lines] for block in blocks]
    if not cut and sum(map(sum, sizes)) <= LIMIT:
        return blocks, False
    end = Block(lines=[[Run(CUT)]])
    room = LIMIT - _size(end.lines[0])
    kept: list[Block] = []
    for block, line_sizes in zip(blocks, sizes, strict=True):
        lines: list[Line] = []
        for line, size in zip(block.lines, line_sizes, strict=True):
            if size > room:
                return [*kept, *_last_of(block, [*lines, _shortened(line, room)]), end], True
            room -= size
            lines.append(line)
        kept.append(block)
    return [*kept, end], True


def _last_of(block: Block, lines: list[Line]) -> list[Block]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    return [block.with_lines(lines)] if lines else []


_LINE_OVERHEAD = 60
"""At least what the tags around one line take."""


def _size(line: Line) -> int:
    return _LINE_OVERHEAD + sum(len(_render_run(run)) for run in line)


def _shortened(line: Line, room: int) -> Line:
    kept: Line = []
    room -= _LINE_OVERHEAD
    for run in line:
        overhead = len(_render_run(run)) - len(_escape(run.text))
        if len(_render_run(run)) > room:
            escaped = _escape(run.text)[: max(0, room - overhead)]
            text = html.unescape(escaped[: escaped.rfind("&")] if "&" in escaped[-6:] else escaped).rstrip()
            return [*kept, run.with_text(text)] if text else kept
        room -= len(_render_run(run))
        kept.append(run)
    return kept


def _render(blocks: list[Block]) -> str:
    shown = _certified("".join(_rendered(blocks)))
    # Where nh3 took a link away that we let through, the rest is put into its final form.
    return shown if "<a>" not in shown else _certified("".join(_rendered(parse_html(shown)[0])))


def _certified(shown: str) -> str:
    return nh3.clean(
        shown, tags=set(TAGS), attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None, strip_comments=True
    )


def _rendered(blocks: Iterable[Block]) -> Iterator[str]:
    open_tags: tuple[str, ...] = ()
    for block in blocks:
        wanted = ("blockquote",) * block.quote + block.lists
        same = 0
        while same < min(len(open_tags), len(wanted)) and open_tags[same] == wanted[same]:
            same += 1
        yield from (f"</{tag}>" for tag in reversed(open_tags[same:]))
        yield from (f"<{tag}>" for tag in wanted[same:])
        open_tags = wanted
        tag = block.tag
        inside = ("\n" if tag == "pre" else "<br>").join("".join(map(_render_run, line)) for line in block.lines)
        yield f"<{tag}>{inside}</{tag}>"
    yield from (f"</{tag}>" for tag in reversed(open_tags))


def _render_run(run: Run) -> str:
    tags = [mark for mark in ("strong", "em", "s", "code") if mark in run.marks]
    shown = "".join(f"<{tag}>" for tag in tags) + _escape(run.text) + "".join(f"</{tag}>" for tag in reversed(tags))
    return f'<a href="{html.escape(run.href)}">{shown}</a>' if run.href else shown


def _escape(text: str) -> str:
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


def _as_text(blocks: list[Block]) -> str:
    parts: list[str] = []
    number = 0
    for at, block in enumerate(blocks):
        before = blocks[at - 1] if at else None
        same_list = before is not None and block.lists and before.lists == block.lists and before.quote == block.quote
        number = number + 1 if same_list else 1
        if before is not None:
            parts.append("\n" if block.lists and before.lists and before.quote == block.quote else "\n\n")
        quote = "> " * block.quote
        first = rest = quote
        if block.lists:
            indent = "  " * (len(block.lists) - 1)
            bullet = f"{number}. " if block.lists[-1] == "ol" else "• "
            first, rest = quote + indent + bullet, quote + indent + " " * len(bullet)
        lines = ["".join(run.text for run in line) for line in block.lines]
        parts.append("\n".join((rest if at_line else first) + line for at_line, line in enumerate(lines)))
    return "".join(parts)
