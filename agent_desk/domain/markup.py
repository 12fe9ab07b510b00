"""Hostile HTML and plain text read into flat blocks of lines of runs: bounded in depth, linear in time."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

import regex

from agent_desk.domain.frozen import frozen
from agent_desk.domain.links import followable
from agent_desk.domain.taming import limit_marks, take_out, without_leading_marks

QUOTES_MAX = 8
LISTS_MAX = 4
_CONTAINERS_MAX = 32
TAGS_MAX = 50_000
"""Tags that are looked at: more than cleaned HTML of the longest kind can have."""


@frozen
class Run:
    """Characters of one look: `marks` out of strong, em, s and code; `href` is empty or may be followed."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""

    def with_text(self, text: str) -> Run:
        """The same look around another text."""
        return replace(self, text=text)


Line = list[Run]


@frozen
class Block:
    """A paragraph, list item or preformatted text, `quote` levels deep in quotes and inside of `lists` (ul, ol)."""

    lines: list[Line]
    quote: int = 0
    lists: tuple[str, ...] = ()
    pre: bool = False

    @property
    def tag(self) -> str:
        """The HTML element it is shown in."""
        return "pre" if self.pre else "li" if self.lists else "p"

    def with_lines(self, lines: list[Line]) -> Block:
        """The same place with other lines."""
        return replace(self, lines=lines)


def cut_to(text: str, n: int) -> str:
    """At most `n` characters, not ending inside of what a reader takes for one character."""
    if len(text) <= n:
        return text
    end = 0
    for character in regex.finditer(r"\X", text[: n + 20]):
        if character.end() > n:
            break
        end = character.end()
    return text[:end]


_URL = re.compile(r"https?://[^\s<>\"]+")
_SPACES = re.compile(r" {2,}")


def parse_plain(text: str) -> list[Block]:
    """Blocks of a tamed plain text: paragraphs at blank lines, addresses made links, spaces kept."""
    blocks = []
    for paragraph in text.split("\n\n"):
        lines = [
            _with_links(_SPACES.sub(lambda found: "\xa0" * (len(found[0]) - 1) + " ", _kept_indent(line)))
            for line in paragraph.split("\n")
        ]
        block = Block(_finished(lines, pre=False))
        if block.lines:
            blocks.append(block)
    return blocks


def _kept_indent(line: str) -> str:
    bare = line.lstrip(" ")
    return "\xa0" * (len(line) - len(bare)) + bare


def _with_links(line: str) -> Line:
    runs: Line = []
    at = 0
    for found in _URL.finditer(line):
        shown = found[0].rstrip(".,;:!?'*_~…”’»")
        while shown.endswith((")", "]")) and shown.count(shown[-1]) > shown.count("(" if shown[-1] == ")" else "["):
            shown = shown[:-1]
        href = followable(shown)
        if href:
            runs += [Run(line[at : found.start()]), Run(shown, href=href)]
            at = found.start() + len(shown)
    return [*runs, Run(line[at:])]


_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+\"[^\"]*+(?:\"|\Z)|=\s*+'[^']*+(?:'|\Z)|=)*+)(?:>|\Z)"
    r"|<!--.*?(?:-->|\Z)|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL,
)
_HREF = re.compile(r"(?:^|[\s\"'/])href\s*+=\s*+(?:\"([^\"]*+)|'([^']*+)|([^\s\"'>]++))", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\n]+")
_MARKS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "s": "s", "del": "s", "strike": "s",
    "code": "code", "tt": "code", "kbd": "code", "samp": "code",
    **{f"h{level}": "strong" for level in range(1, 7)},
}  # fmt: skip
_BREAKS = frozenset((
    "address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "main", "nav", "p", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
))  # fmt: skip
_CONTENT_DROPPED = frozenset((
    "applet", "audio", "button", "canvas", "datalist", "embed", "frameset", "head", "iframe", "math", "noembed",
    "noframes", "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea",
    "title", "video", "xmp",
))  # fmt: skip


def parse_html(raw: str) -> tuple[list[Block], bool]:
    """Blocks of hostile HTML, and whether `TAGS_MAX` ended it early. Scripts, styles, pictures, frames, forms and
    everything unknown are left out."""
    reader = _Reader()
    at = 0
    tags = 0
    found = _TAG.search(raw)
    while found is not None and tags < TAGS_MAX:
        reader.text(raw[at : found.start()])
        at = found.end()
        name = (found[2] or "").lower()
        if name in _CONTENT_DROPPED and not found[1] and not (name in ("svg", "math") and found[3].endswith("/")):
            end = re.compile(rf"</{name}(?![a-z0-9])[^>]*+(?:>|\Z)", re.IGNORECASE).search(raw, at)
            at = end.end() if end else len(raw)
        elif name:
            (reader.close if found[1] else reader.open)(name, found[3])
        tags += 1
        found = _TAG.search(raw, at)
    if found is None:
        reader.text(raw[at:])
    return reader.blocks(), found is not None


@dataclass
class _Reader:
    """Takes tags and texts in order and yields finished blocks."""

    _done: list[Block] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=lambda: [[]])
    _containers: list[str] = field(default_factory=list)
    _too_deep: int = 0
    _marks: dict[str, int] = field(default_factory=dict)
    _href: str = ""
    _item: bool = False
    _pre: bool = False

    def text(self, raw: str) -> None:
        """Take characters, with entities."""
        if not raw:
            return
        text = take_out(html.unescape(raw))
        marks = frozenset(mark for mark, depth in self._marks.items() if depth and not (self._pre and mark == "code"))
        if not self._pre:
            self._lines[-1].append(Run(_WHITE.sub(" ", text), marks, self._href))
            return
        first, *others = text.replace("\t", "    ").split("\n")
        self._lines[-1].append(Run(first, marks, self._href))
        self._lines.extend([Run(line, marks, self._href)] for line in others)

    def open(self, name: str, attributes: str) -> None:
        """Take an opening tag."""
        self._break(name)
        if name in _MARKS:
            self._marks[_MARKS[name]] = self._marks.get(_MARKS[name], 0) + 1
        elif name == "a":
            href = _HREF.search(attributes)
            self._href = followable(html.unescape(href[1] or href[2] or href[3] or "")) if href else ""
        elif name == "br":
            self._lines.append([])
        elif name in ("td", "th"):
            self.text(" ")
        elif name == "li":
            self._item = True
        elif name == "pre":
            self._pre = True
        elif name in ("blockquote", "ul", "ol"):
            if len(self._containers) < _CONTAINERS_MAX:
                self._containers.append(name)
            else:
                self._too_deep += 1

    def close(self, name: str, _attributes: str) -> None:
        """Take a closing tag."""
        self._break(name)
        if name in _MARKS:
            self._marks[_MARKS[name]] = max(0, self._marks.get(_MARKS[name], 0) - 1)
        elif name == "a":
            self._href = ""
        elif name == "li":
            self._item = False
        elif name == "pre":
            self._pre = False
        elif name in ("blockquote", "ul", "ol"):
            if self._too_deep:
                self._too_deep -= 1
            elif name in self._containers:
                while self._containers.pop() != name:
                    pass

    def blocks(self) -> list[Block]:
        """All blocks, finished."""
        self._flush()
        return self._done

    def _break(self, name: str) -> None:
        if name in ("li", "ul", "ol", "blockquote", "pre"):
            self._flush()
            self._item = False
        elif name in _BREAKS:
            if self._item and any(self._lines[-1]):
                self._lines.append([])
            elif not self._item:
                self._flush()

    def _flush(self) -> None:
        lines, self._lines = self._lines, [[]]
        finished = _finished(lines, pre=self._pre)
        if finished:
            lists = tuple(name for name in self._containers if name != "blockquote")[:LISTS_MAX] or ("ul",)
            quote = min(self._containers.count("blockquote"), QUOTES_MAX)
            self._done.append(Block(finished, quote, lists if self._item else (), self._pre))


def _finished(lines: list[Line], *, pre: bool) -> list[Line]:
    """Lines in their final form: no empty runs, equal neighbours joined, single spaces and empty lines."""
    done: list[Line] = []
    for raw in lines:
        line = _finished_line(raw, pre=pre)
        if line or (done and (pre or done[-1])):
            done.append(line)
    while done and not done[-1]:
        done.pop()
    return done


def _finished_line(raw: Line, *, pre: bool) -> Line:
    line: Line = []
    for run in _joined(raw):
        text = limit_marks(run.text)
        if not pre:
            text = _SPACES.sub(" ", text)
        after_space = not pre and (not line or line[-1].text.endswith(" "))
        if line:
            text = without_leading_marks(text, nor_spaces=after_space)
        elif after_space:
            text = text.lstrip(" ")
        if text:
            line.append(run.with_text(text))
    while line and not line[-1].text.rstrip(" "):
        line.pop()
    if line:
        line[-1] = line[-1].with_text(line[-1].text.rstrip(" "))
    return _joined(line)


def _joined(line: Line) -> Line:
    groups: list[tuple[Run, list[str]]] = []
    for run in line:
        if not run.text:
            continue
        if groups and groups[-1][0].marks == run.marks and groups[-1][0].href == run.href:
            groups[-1][1].append(run.text)
        else:
            groups.append((run, [run.text]))
    return [run.with_text("".join(texts)) for run, texts in groups]
