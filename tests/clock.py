"""A clock for tests: real time that passes, and the desk's own wall clock, which somebody may set."""

from __future__ import annotations

START = 1_780_000_000_000
"""UTC milliseconds at which fake time begins."""


class FakeClock:
    """`world` is how late it really is; calling the clock gives the desk's wall clock, both in UTC milliseconds."""

    def __init__(self, start: int = START) -> None:
        self.world = start
        self._ahead = 0

    def __call__(self) -> int:
        return self.world + self._ahead

    def advance(self, seconds: float) -> None:
        """Time passes, also for the machine's clock."""
        self.world += round(seconds * 1000)

    def set_by(self, seconds: float) -> None:
        """Somebody sets the machine's clock; no time passes."""
        self._ahead += round(seconds * 1000)
