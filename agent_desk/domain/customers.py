"""Customers: persons with one or more identities at venues, and what hints that two identities are one person."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from urllib.parse import urlsplit

from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import AuthorRow


@frozen
class Identity:
    """An author as one identity of a customer. `last_at`: of the latest post (UTC milliseconds), 0 where none is kept."""

    author: AuthorRow
    venue_id: str
    venue_label: str
    last_at: int = 0


@frozen
class CustomerRow:
    """A person. `number`: short, for people. `remark`: what agents noted."""

    id: str
    number: int
    name: str
    remark: str
    created_at: int
    identities: tuple[Identity, ...] = ()


@frozen
class LinkRow:
    """One decision about an author: linked to `customer_id` (None: to nobody any more), to whom `before_id` was."""

    author_id: str
    customer_id: str | None
    before_id: str | None
    agent_name: str
    reason: str
    at: int


class Hint(StrEnum):
    """Why two identities may be one person, the strongest first."""

    LINKS_TO_EACH_OTHER = "links_to_each_other"
    SAME_LINK = "same_link"
    LINKS_TO_IT = "links_to_it"
    SAME_HANDLE = "same_handle"


@frozen
class Suggestion:
    """An identity that may be the same person, and why."""

    identity: Identity
    hints: tuple[Hint, ...]
    customer_id: str | None = None


_SHORTEST = 4
"""Letters below which two same handles are no hint."""


def plain_handle(handle: str) -> str:
    """A handle without what names the server: `@Ana@social.example` and `ana.social.example` are `ana`; empty where it is
    too short to tell people apart."""
    name = handle.strip().lstrip("@").casefold().split("@")[0]
    name = name.split(".")[0] if name.count(".") > 1 else name
    return name if len(name) >= _SHORTEST else ""


def plain_link(url: str) -> str:
    """A profile's address as it is compared: without scheme, `www.`, parameters and a slash at the end; empty for none."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or not parts.path.strip("/"):
        return ""
    return parts.hostname.removeprefix("www.") + parts.path.rstrip("/").casefold()


def hints(
    one: AuthorRow, other: AuthorRow, links_of_one: Collection[str], links_of_other: Collection[str]
) -> tuple[Hint, ...]:
    """Why two identities may be one person, the strongest first; none is a proof. `links_of_*`: the addresses (plain) that
    each has put into posts."""
    found: list[Hint] = []
    here, there = plain_link(one.url), plain_link(other.url)
    to_other, to_one = bool(there) and there in links_of_one, bool(here) and here in links_of_other
    if to_other and to_one:
        found.append(Hint.LINKS_TO_EACH_OTHER)
    if here and here == there:
        found.append(Hint.SAME_LINK)
    if to_other != to_one:
        found.append(Hint.LINKS_TO_IT)
    if (name := plain_handle(one.handle)) and name == plain_handle(other.handle):
        found.append(Hint.SAME_HANDLE)
    return tuple(found)
