"""How long a text is in a venue's own unit, and whether it fits."""

from __future__ import annotations

import re

from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import LengthUnit, Limits

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,:;!?'*_~)]}"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_MENTION = re.compile(r"(?<![\w/@.])(@[\w-](?:[\w.-]*[\w-])?)@[\w-](?:[\w.-]*[\w-])?(?::\d+)?")


@frozen
class Measure:
    """`used` of `maximum` in `unit` (maximum 0: no limit). `over_bytes`: a second limit in bytes is passed."""

    used: int
    maximum: int
    unit: LengthUnit
    over_bytes: bool = False

    @property
    def left(self) -> int:
        """How much still fits; negative when it is too long."""
        return self.maximum - self.used

    @property
    def fits(self) -> bool:
        """Whether the venue would take the text for its length."""
        return not self.over_bytes and (self.maximum == 0 or self.used <= self.maximum)


def measure(text: str, limits: Limits, warning: str = "") -> Measure:
    """Count a text as the venue does, with its content warning where that counts, too. `limits.bytes_max` is of the text as
    it is, all else as `counted` writes it."""
    size = len(text.encode("utf-8", "replace"))
    text = (warning if limits.counts_warning else "") + counted(text, limits)
    if limits.unit is LengthUnit.GRAPHEMES:
        # Loaded here, because a window that opens measures nothing yet.
        import regex

        used = sum(1 for _ in regex.finditer(r"\X", text))
    elif limits.unit is LengthUnit.BYTES:
        used = len(text.encode("utf-8", "replace"))
    else:
        used = len(text)
    return Measure(used, limits.text_max, limits.unit, over_bytes=0 < limits.bytes_max < size)


def counted(text: str, limits: Limits) -> str:
    """The text as its length counts: web addresses at the venue's fixed length, of `@name@server` only `@name`.

    An address without its scheme counts as it is written, which is never less than what the venue says.
    """
    if not limits.url_length and not limits.short_mentions:
        return text
    pieces: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        end = found.start() + len(_without_tail(found[0]))
        pieces += [_named(text[at : found.start()], limits), "x" * limits.url_length or text[found.start() : end]]
        at = end
    return "".join([*pieces, _named(text[at:], limits)])


def _named(text: str, limits: Limits) -> str:
    return _MENTION.sub(r"\1", text) if limits.short_mentions else text


def _without_tail(address: str) -> str:
    # A full stop or a closing bracket after an address belongs to the sentence, unless the bracket was opened in it.
    while address[-1] in _AFTER_ADDRESS:
        opened = _PAIRS.get(address[-1])
        if opened and address.count(address[-1]) <= address.count(opened):
            break
        address = address[:-1]
    return address
