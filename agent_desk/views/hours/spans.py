"""Spans of a day as they are typed and edited, without Qt: reading, writing, adding, and taking away."""

from __future__ import annotations

import re

from agent_desk.domain.levels import Hours
from agent_desk.domain.promises import DAY_MINUTES, span_text

_SPAN = re.compile(r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to|bis)\s*(\d{1,2})(?:[:.](\d{2}))?\s*")


def spans_text(spans: tuple[Hours, ...]) -> str:
    """As they are typed: `09:00-12:00, 13:00-17:00`."""
    return ", ".join(span_text(span) for span in spans)


def spans_from(text: str) -> tuple[Hours, ...] | None:
    """What was typed, `9-12, 13-17` as well; nothing typed is no hours. None where it cannot be read."""
    found = []
    for part in re.split(r"[,;+]", text) if text.strip() else ():
        match = _SPAN.fullmatch(part)
        if match is None:
            return None
        start, end = (int(match[one]) * 60 + int(match[one + 1] or 0) for one in (1, 3))
        if int(match[2] or 0) > 59 or int(match[4] or 0) > 59 or not 0 <= start < end <= DAY_MINUTES:
            return None
        found.append(Hours(start, end))
    return tuple(sorted(found, key=lambda one: one.start))


def with_span(spans: tuple[Hours, ...], added: Hours) -> tuple[Hours, ...]:
    """One more span; what it touches or overlaps becomes one with it."""
    start, end = added.start, added.end
    apart = []
    for span in spans:
        if span.end < start or span.start > end:
            apart.append(span)
        else:
            start, end = min(start, span.start), max(end, span.end)
    return tuple(sorted([*apart, Hours(start, end)], key=lambda one: one.start))


def without_span(spans: tuple[Hours, ...], minute: int) -> tuple[Hours, ...]:
    """Without the span that a minute lies in."""
    return tuple(span for span in spans if not span.start <= minute < span.end)


def span_at(spans: tuple[Hours, ...], minute: int) -> Hours | None:
    """The span a minute lies in."""
    return next((span for span in spans if span.start <= minute < span.end), None)
