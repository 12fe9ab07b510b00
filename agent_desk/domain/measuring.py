"""How long a text is in a venue's own unit, and whether it fits."""

from __future__ import annotations

from dataclasses import dataclass

from agent_desk.domain.venues import LengthUnit, Limits


@dataclass(frozen=True, slots=True)
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


def measure(text: str, limits: Limits) -> Measure:
    """Count a text as the venue does."""
    size = len(text.encode("utf-8", "replace"))
    if limits.unit is LengthUnit.GRAPHEMES:
        # Loaded here, because a window that opens measures nothing yet.
        import regex

        used = sum(1 for _ in regex.finditer(r"\X", text))
    elif limits.unit is LengthUnit.BYTES:
        used = size
    else:
        used = len(text)
    return Measure(used, limits.text_max, limits.unit, over_bytes=0 < limits.bytes_max < size)
