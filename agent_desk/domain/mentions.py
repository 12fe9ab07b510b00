"""Who a note mentions: `@handle`, as agents are called here."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MENTION = re.compile(r"(?<![\w@./])@([\w](?:[\w.-]*[\w])?)")
_BEGUN = re.compile(r"(?<![\w@./])@([\w.-]*)\Z")


def mentioned(text: str, handles: Mapping[str, str]) -> tuple[str, ...]:
    """The agents whose handles stand in a text, each once, in order. `handles`: ids by handle in lower case. An address
    (`mira@example.com`) mentions nobody."""
    found = (handles.get(match.group(1).lower()) for match in _MENTION.finditer(text))
    return tuple(dict.fromkeys(agent for agent in found if agent))


def begun(text: str) -> str | None:
    """What stands behind the @ of a mention that is being typed at the end of a text; None where none is."""
    match = _BEGUN.search(text)
    return match.group(1) if match else None
