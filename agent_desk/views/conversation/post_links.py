"""The links of a post, in the order of its text."""

from __future__ import annotations

import html
import re

from agent_desk.domain.links import followable
from agent_desk.domain.rows import MessageRow

_HREF = re.compile(r'<a href="([^"]*)"')


def links_of(message: MessageRow) -> list[str]:
    """What the cleaned text links to, each once."""
    found = (followable(html.unescape(href)) for href in _HREF.findall(message.html))
    return list(dict.fromkeys(url for url in found if url))
