"""The machine's clock and its fresh ids; tests hand in their own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from agent_desk.domain.ids import uuid7

Now = Callable[[], int]
"""UTC milliseconds of the wall clock."""


def now() -> int:
    """UTC milliseconds of the wall clock."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A fresh UUIDv7."""
    return uuid7(now(), os.urandom(10))
