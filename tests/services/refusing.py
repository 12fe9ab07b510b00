"""Expecting a refusal by its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agent_desk.domain.errors import Refused


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block must be refused with this code."""
    with pytest.raises(Refused) as raised:
        yield
    assert raised.value.code == code
