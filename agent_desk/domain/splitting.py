"""Cutting a text that is too long for one post into a numbered thread, and putting it together again."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import regex

from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.measuring import measure
from agent_desk.domain.venues import Limits

_MOST_DIGITS = 2
"""Nobody reads a thread of a hundred parts."""
_GRAPHEME = regex.compile(r"\X")
_WHOLE = re.compile(r"https?://\S+|[@#][\w.@-]+", re.IGNORECASE)
_GAP = re.compile(r"\s+|(?<=[。！？])(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\Z")
_JOINED = "\u00a0"
"""Before the number where the text goes on without a gap."""
_PARAGRAPH, _SENTENCE, _WORD = 0, 1, 2


@frozen
class _Cut:
    """A place where a part may end (`end`) and the next one begin (`begin`); `gap` stands before the part's number."""

    end: int
    begin: int
    kind: int
    gap: str


def split(text: str, limits: Limits, warning: str = "") -> tuple[str, ...]:
    """Parts that each fit, with their number at the end (`1/3`), and with the content warning that stands before each of
    them; the text itself where it fits as it is.

    Cut between paragraphs, else sentences, else words, else graphemes; never inside an address, a mention or a tag.
    Raises Refused(`too_long`) where that cannot be, or a hundred parts were not enough.
    """
    if measure(text, limits, warning).fits:
        return (text,)
    text = text.strip()
    if measure(text, limits, warning).fits:
        return (text,)
    cuts = list(_cuts(text))
    for digits in range(1, _MOST_DIGITS + 1):
        number = "9" * digits
        pieces = _pieces(text, cuts, partial(_fits, number=f"{number}/{number}", limits=limits, warning=warning))
        if len(pieces) < 10**digits:
            return tuple(f"{piece}{at}/{len(pieces)}" for at, piece in enumerate(pieces, start=1))
    raise Refused("too_long")


def _fits(piece: str, number: str, limits: Limits, warning: str) -> bool:
    return measure(f"{piece}{number}", limits, warning).fits


def joined(parts: Sequence[str], first: int, count: int) -> str:
    """The text of successive parts without their numbers; `first`: the number of the first one, of `count`."""
    if count == 1:
        return "".join(parts)
    text = ""
    for number, part in enumerate(parts, start=first):
        words = part.removesuffix(f"{number}/{count}")
        text += words.removesuffix(_JOINED)
    return text.rstrip()


def _pieces(text: str, cuts: Sequence[_Cut], fits: Callable[[str], bool]) -> list[str]:
    """The text cut up, each piece with the gap before its number."""
    pieces: list[str] = []
    ends = [cut.end for cut in cuts]
    begin = 0
    while begin < len(text):
        if len(pieces) >= 10**_MOST_DIGITS:
            break
        if fits(f"{text[begin:]} "):
            return [*pieces, f"{text[begin:]} "]
        cut = _best(text, cuts, bisect.bisect_right(ends, begin), begin, fits)
        pieces.append(text[begin : cut.end] + cut.gap)
        begin = cut.begin
    return pieces


def _best(text: str, cuts: Sequence[_Cut], at: int, begin: int, fits: Callable[[str], bool]) -> _Cut:
    """Of the cuts from `at` on the one that ends the part best."""
    within = _fitting(cuts[at:], lambda cut: fits(text[begin : cut.end] + cut.gap))
    if not within:
        following = cuts[at].end if at < len(cuts) else len(text)
        return _inside(text, begin, following, fits)
    enough = begin + (within[-1].end - begin) // 2
    for kind in (_PARAGRAPH, _SENTENCE):
        good = [cut for cut in within if cut.kind == kind and cut.end >= enough]
        if good:
            return good[-1]
    return within[-1]


def _inside(text: str, begin: int, end: int, fits: Callable[[str], bool]) -> _Cut:
    """Cuts a word that is too long for a part."""
    whole = [match.span() for match in _WHOLE.finditer(text, begin, end)]
    found = (begin + match.end() for match in _GRAPHEME.finditer(text[begin:end]))
    cuts = [_Cut(at, at, _WORD, _JOINED) for at in found if not any(a < at < b for a, b in whole)]
    within = _fitting(cuts, lambda cut: fits(text[begin : cut.end] + cut.gap))
    if not within:
        raise Refused("too_long")
    return within[-1]


def _fitting(cuts: Sequence[_Cut], fits: Callable[[_Cut], bool]) -> Sequence[_Cut]:
    """The leading cuts that fit; looks near the beginning first, because the text may be much longer than a part."""
    reach = 1
    while reach < len(cuts) and fits(cuts[reach - 1]):
        reach *= 2
    near = cuts[:reach]
    return near[: bisect.bisect_left(near, 1, key=lambda cut: not fits(cut))]


def _cuts(text: str) -> Iterator[_Cut]:
    for match in _GAP.finditer(text):
        gap = match[0]
        if not gap:
            yield _Cut(match.start(), match.end(), _SENTENCE, _JOINED)
        elif gap.count("\n") > 1:
            yield _Cut(match.start(), match.end(), _PARAGRAPH, "\n\n")
        else:
            ends = "\n" in gap or _SENTENCE_END.search(text, max(match.start() - 8, 0), match.start())
            yield _Cut(match.start(), match.end(), _SENTENCE if ends else _WORD, "\n" if "\n" in gap else " ")
