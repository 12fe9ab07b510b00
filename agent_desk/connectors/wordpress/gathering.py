"""Puts comments into their conversations: finds missing ancestors and the posts above them, and knows whose
comments are ours."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping

from agent_desk.connectors.http import JsonValue
from agent_desk.connectors.wordpress.client import MOST_PER_PAGE, Params, WordPressClient
from agent_desk.connectors.wordpress.mapping import (
    Account,
    Comment,
    Post,
    incoming,
    number,
    read_account,
    read_comment,
    read_post,
    unknown_post,
)
from agent_desk.domain.errors import Gone, Rejected, SignInAgain, Unexpected
from agent_desk.domain.posts import IncomingPost, Origin

_MOST_GENERATIONS = 60
log = logging.getLogger(__name__)


class Gathering:
    """The readings that listing, thread and read-back share. Blocking; one thread."""

    def __init__(self, client: WordPressClient, staff: str, since: int) -> None:
        """`staff`: the option as the user gave it. `since`: what is older is context (UTC milliseconds)."""
        self._client, self._staff, self._since = client, staff, since
        self._account: Account | None = None
        self._ours: frozenset[int] | None = None

    def account(self) -> Account | None:
        """Whom we are signed in as, asked once; None where we read as anybody may. Raises SignInAgain."""
        if self._account is None and self._client.signed_in:
            self._account = read_account(self._client.me())
        return self._account

    def sees_all(self) -> bool:
        """Whether no comment is hidden from us, so that what is not listed does not exist."""
        account = self.account()
        return account is not None and account.moderates

    def scope(self) -> dict[str, str]:
        """The parameters that ask for as many comments as we may see."""
        account = self.account()
        if account is None or not (account.moderates or account.lists_all):
            return {"context": "view"}
        return {"context": "edit" if account.moderates else "view", "status": "any"}

    def all_comments(self, params: Params, most: int) -> tuple[list[Comment], bool]:
        """All comments of a listing, oldest first, and whether surely none is missing (beyond `most` rows we stop)."""
        found: dict[int, Comment] = {}
        whole, offset, first_total = True, 0, None
        while offset < most:
            order: Params = {"orderby": "id", "order": "asc", "per_page": MOST_PER_PAGE, "offset": offset}
            page = self._client.comments({**self.scope(), **params, **order})
            comments = list(readable(page.items))
            found.update((comment.id, comment) for comment in comments)
            first_total = page.total if first_total is None else first_total
            # Fewer rows than at the start: something was deleted meanwhile, and the rest moved up past us.
            shrunk = first_total is not None and (page.total or 0) < first_total
            whole = whole and not shrunk and len(comments) == len(page.items)
            offset += MOST_PER_PAGE
            end = page.total if page.total is not None else offset + len(page.items) - MOST_PER_PAGE + 1
            if offset >= end or (page.total is None and len(page.items) < MOST_PER_PAGE):
                return list(found.values()), whole
        return list(found.values()), False

    def ancestors(self, comments: Iterable[Comment]) -> dict[int, Comment]:
        """These comments and all above them that can be read, by id."""
        known = {comment.id: comment for comment in comments}
        missing = {comment.parent_id for comment in known.values()} - known.keys() - {0}
        asked: set[int] = set()
        for _ in range(_MOST_GENERATIONS):
            if not missing:
                break
            asked |= missing
            found: list[Comment] = []
            for ids in chunks(sorted(missing), MOST_PER_PAGE):
                listed: Params = {"include": ",".join(map(str, ids)), "per_page": MOST_PER_PAGE}
                found += readable(self._client.comments({**self.scope(), **listed}).items)
            known.update((comment.id, comment) for comment in found)
            missing = {comment.parent_id for comment in found} - known.keys() - asked - {0}
        return known

    def posts(self, comments: Iterable[Comment]) -> dict[int, Post]:
        """The posts above these comments, by id; one that we may not read is told by its address alone."""
        wanted: dict[int, Comment] = {}
        for comment in comments:
            wanted.setdefault(comment.post_id, comment)
        kinds: dict[str, list[int]] = {}
        for post_id, comment in wanted.items():
            kinds.setdefault(comment.route, []).append(post_id)
        found = {post_id: unknown_post(comment) for post_id, comment in wanted.items()}
        for kind, ids in kinds.items():
            for some in chunks(ids, MOST_PER_PAGE):
                found.update(self._posts_of(kind, some))
        return found

    def incoming(self, known: Mapping[int, Comment], posts: Mapping[int, Post]) -> tuple[IncomingPost, ...]:
        """These comments as posts in their conversations; `known` holds their ancestors, `posts` what is above."""
        ours = self._our_ids()
        mapped: list[IncomingPost] = []
        for comment in known.values():
            parent = known.get(comment.parent_id)
            by_us, to_us = comment.author_id in ours, parent is not None and parent.author_id in ours
            origin = Origin.REPLY if to_us else Origin.OWN_PLACE
            if by_us or comment.posted_at < self._since:
                origin = Origin.CONTEXT
            subject = posts[comment.post_id].subject
            mapped.append(incoming(comment, root_of(comment, known), subject, ours=by_us, origin=origin))
        return tuple(mapped)

    def _posts_of(self, kind: str, ids: list[int]) -> dict[int, Post]:
        try:
            values = self._client.posts(kind, ids)
        except (Gone, Rejected) as error:
            log.info("posts of kind %s cannot be read: %s", kind, error)
            return {}
        found: dict[int, Post] = {}
        for value in values:
            try:
                post = read_post(value)
            except Unexpected as error:
                log.warning("a post is left out: %s", error)
            else:
                found[int(post.subject.remote_id)] = post
        return found

    def _our_ids(self) -> frozenset[int]:
        if self._ours is None:
            self._ours = frozenset(self._find_ours())
        return self._ours

    def _find_ours(self) -> Iterator[int]:
        account = self.account()
        if account is not None:
            yield account.id
        named = [part.strip() for part in self._staff.split(",") if part.strip()]
        yield from (int(part) for part in named if part.isdecimal())
        if slugs := [part.lower() for part in named if not part.isdecimal()]:
            users = self._users({"slug": ",".join(slugs)})
            yield from users.values()
            # A display name is free for anybody to take, so only the site's own word for an account counts.
            if unknown := sorted(set(slugs) - users.keys()):
                log.warning("staff accounts that this site does not tell us: %s", ", ".join(unknown))
        if account is not None and account.lists_users:
            yield from self._users({"roles": "administrator,editor", "context": "edit"}).values()

    def _users(self, params: Params) -> dict[str, int]:
        try:
            users = self._client.users(params)
        except (Gone, Rejected, SignInAgain) as error:
            log.info("users cannot be listed: %s", error)
            return {}
        entries = [user for user in users if isinstance(user, dict)]
        return {str(user.get("slug", "")): number(user.get("id"), least=1) for user in entries}


def readable(items: Iterable[JsonValue]) -> Iterator[Comment]:
    """The comments of a page; a broken one is left out and logged, so that it does not hide the others."""
    for item in items:
        try:
            yield read_comment(item)
        except Unexpected as error:
            remote_id = item.get("id") if isinstance(item, dict) else None
            log.warning("comment %.40r is left out: %s", remote_id, error)


def root_of(comment: Comment, known: Mapping[int, Comment]) -> int:
    """The id of the first-level comment above this one, or of the first ancestor that cannot be read."""
    seen = {comment.id}
    at = comment
    while at.parent_id:
        if at.parent_id in seen:
            return min(seen)
        above = known.get(at.parent_id)
        if above is None:
            return at.parent_id
        seen.add(above.id)
        at = above
    return at.id


def branch_of(root_id: int, comments: Iterable[Comment]) -> dict[int, Comment]:
    """The comment of that id and all below it, by id."""
    known = {comment.id: comment for comment in comments}
    return {comment.id: comment for comment in known.values() if root_of(comment, known) == root_id}


def chunks(ids: list[int], size: int) -> Iterator[list[int]]:
    """The ids in portions."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
