"""What each place of the demo network is like: its names, its limits and what the brand may do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

import regex

from agent_desk.domain.errors import Rejected
from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import Capability, LengthUnit, Limits

_SIZES: dict[LengthUnit, Callable[[str], int]] = {
    LengthUnit.GRAPHEMES: lambda text: len(regex.findall(r"\X", text)),
    LengthUnit.CHARACTERS: len,
    LengthUnit.BYTES: lambda text: len(text.encode("utf-8", "surrogatepass")),
}
_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
C = Capability


@frozen
class Rules:
    """One place. `host` is where its addresses seem to lie (a name that no server can have). `facts`: what it tells of its
    people, by name, and below which number."""

    name: str
    host: str
    handle: str
    limits: Limits
    may: frozenset[Capability]
    note: str
    facts: Mapping[str, int] = field(default_factory=dict)

    def check_readers(self, visibility: str, warning: str) -> None:
        """Raises Rejected where this place knows no such visibility or no warnings; an empty one is the usual one."""
        needed = C.DIRECT if visibility == "direct" else C.VISIBILITY
        if visibility and needed not in self.may:
            raise Rejected("Everybody reads everything here.", code="visibility_not_allowed")
        if warning and C.WARNING not in self.may:
            raise Rejected("There are no content warnings here.", code="warning_not_allowed")

    def check(self, text: str, media: list[dict[str, str]]) -> None:
        """Raises Rejected where a text or its pictures do not fit this place."""
        if not text.strip() and not media:
            raise Rejected("There is nothing in this post.", code="empty")
        if self.limits.text_max and _SIZES[self.limits.unit](text) > self.limits.text_max:
            raise Rejected(f"At most {self.limits.text_max} {self.limits.unit}.", code="too_long")
        if len(media) > self.limits.media_max:
            raise Rejected(f"At most {self.limits.media_max} pictures.", code="media")
        for item in media:
            if item["mime"] not in self.limits.media_types or int(item["bytes"]) > self.limits.media_bytes_max:
                raise Rejected("This picture is too large or of a kind we do not show.", code="media")


def _limits(text_max: int, unit: LengthUnit, pictures: int = 0) -> Limits:
    if not pictures:
        return Limits(text_max, unit)
    return Limits(text_max, unit, 0, pictures, 1_000_000, _PICTURES, 1000)


RULES = {
    "social": Rules(
        "Wattlark",
        "social.example",
        "wattlark.example",
        _limits(300, LengthUnit.GRAPHEMES, 4),
        frozenset(
            {
                C.READ,
                C.SEARCH,
                C.REPLY,
                C.MEDIA,
                C.LIKE,
                C.DELETE_OWN,
                C.EDIT,
                C.VISIBILITY,
                C.DIRECT,
                C.WARNING,
                C.FLAG,
            }
        ),
        "Short posts, mostly public; mentions and answers.",
        {"followers": 4000, "posts": 900},
    ),
    "blog": Rules(
        "Wattlark Journal",
        "journal.wattlark.example",
        "wattlark",
        _limits(65_525, LengthUnit.BYTES),
        frozenset({C.READ, C.REPLY, C.DELETE_OWN, C.DELETE_ANY, C.EDIT, C.MODERATE}),
        "Comments on our own articles; first comments of a person are held.",
    ),
    "community": Rules(
        "Wattlark Community",
        "community.wattlark.example",
        "Wattlark",
        _limits(32_000, LengthUnit.CHARACTERS, 4),
        frozenset(
            {
                C.READ,
                C.REPLY,
                C.MEDIA,
                C.LIKE,
                C.EDIT,
                C.DELETE_OWN,
                C.MODERATE,
                C.ACCEPT,
                C.FLAG,
                C.CLOSE,
            }
        ),
        "Our own forum; a topic is one conversation.",
        {"trust_level": 5, "posts": 400},
    ),
    "reviews": Rules(
        "Wattlark Shop",
        "shop.example",
        "Wattlark",
        _limits(4_096, LengthUnit.BYTES),
        frozenset({C.READ, C.REPLY, C.EDIT, C.DELETE_OWN}),
        "Reviews in a shop; each takes one answer.",
        {"reviews": 30},
    ),
    "direct": Rules(
        "Wattlark",
        "chat.example",
        "wattlark",
        _limits(1_000, LengthUnit.CHARACTERS, 4),
        frozenset({C.READ, C.REPLY, C.MEDIA}),
        "Private messages; nobody else reads them.",
    ),
}
