"""The links of a post: in the order of its text, and with their real host beside words that name another."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from agent_desk.domain.links import followable, link_target
from agent_desk.domain.rows import MessageRow

_HREF = re.compile(r'<a href="([^"]*)"')
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NAMES_A_HOST = re.compile(
    r"^(?:[a-z]+://)?(?:[^/@\s]*@)?([^/\s:@…]+\.[^/\s:@…\d.][^/\s:@…]*)(?:[:/…].*)?$", re.IGNORECASE
)


def links_of(message: MessageRow) -> list[str]:
    """What the cleaned text links to, each once."""
    found = (followable(html.unescape(href)) for href in _HREF.findall(message.html))
    return list(dict.fromkeys(url for url in found if url))


def with_hosts(shown: str) -> str:
    """Cleaned HTML in which a link whose words name another host than it leads to, or whose host only looks like what
    it is, says where it leads."""
    return _LINK.sub(_exposed, shown)


def _exposed(link: re.Match[str]) -> str:
    url, words = html.unescape(link[1]), html.unescape(_TAG.sub("", link[2])).strip()
    target = link_target(url)
    host = urlsplit(target).hostname or ""
    named = _NAMES_A_HOST.match(words)
    lies = named is not None and _bare(named[1]) != _bare(host)
    return f"{link[0]} <b>[{html.escape(host)}]</b>" if host and (lies or target != url) else link[0]


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
