"""Re-reads one conversation: a first-level comment with everything below it, and whether it still takes answers."""

from __future__ import annotations

from collections.abc import Callable

from agent_desk.connectors.wordpress.client import Params, WordPressClient
from agent_desk.connectors.wordpress.gathering import Gathering, branch_of, chunks, readable
from agent_desk.connectors.wordpress.mapping import Comment, Post, number
from agent_desk.domain.errors import Gone, Unexpected
from agent_desk.domain.posts import ThreadReading, ThreadRef

_DAY = 24 * 3600 * 1000
_MOST_AT_ONCE = 100
_MOST = 5000
_PARENTS_AT_ONCE = 50


class BranchReader:
    """Reads branches. Blocking; one thread."""

    def __init__(
        self, client: WordPressClient, gathering: Gathering, *, may_write: bool, now: Callable[[], int]
    ) -> None:
        self._client, self._gathering = client, gathering
        self._may_write, self._now = may_write, now

    def read(self, ref: ThreadRef) -> ThreadReading:
        """The branch as it stands now; raises Gone where nothing tells under which post it was."""
        post_id, root_id = self._post_of(ref), _number(ref.place.key)
        branch, whole = self._branch(post_id, root_id)
        if not branch and self._gathering.sees_all():
            # With the first comment gone for good, WordPress moves its answers up: they lead branches of their own now.
            self._surely_gone(root_id)
            everything, whole = self._gathering.all_comments({"post": post_id}, _MOST)
            branch = {comment.id: comment for comment in everything}
        posts = self._gathering.posts(branch.values())
        complete = whole and self._gathering.sees_all()
        locked = not branch or self._refuses(post_id, posts[post_id])
        return ThreadReading(self._gathering.incoming(branch, posts), complete, locked)

    def _branch(self, post_id: int, root_id: int) -> tuple[dict[int, Comment], bool]:
        """The branch out of one page where the post has no more comments than that, else level by level."""
        scope, order = self._gathering.scope(), {"orderby": "id", "order": "asc"}
        page = self._client.comments({**scope, **order, "post": post_id, "per_page": _MOST_AT_ONCE})
        if page.total is not None and page.total <= _MOST_AT_ONCE:
            comments = list(readable(page.items))
            return branch_of(root_id, comments), len(comments) == len(page.items)
        found, whole = self._gathering.all_comments({"post": post_id, "include": str(root_id)}, _MOST_AT_ONCE)
        branch = {comment.id: comment for comment in found}
        level = [root_id]
        while level and len(branch) < _MOST:
            below: list[Comment] = []
            for parents in chunks(level, _PARENTS_AT_ONCE):
                listed: Params = {"post": post_id, "parent": ",".join(map(str, parents))}
                some, all_there = self._gathering.all_comments(listed, _MOST)
                below += some
                whole = whole and all_there
            level = [comment.id for comment in below if comment.id not in branch]
            branch.update((comment.id, comment) for comment in below)
        return branch, whole and not level

    def _surely_gone(self, comment_id: int) -> None:
        """An empty listing alone may be a cache's; raises Unexpected where the comment is still there."""
        try:
            self._client.comment(comment_id, "edit")
        except Gone:
            return
        raise Unexpected(f"comment {comment_id} is there but not listed")

    def _refuses(self, post_id: int, post: Post) -> bool:
        if not post.open:
            return True
        # The site's age limit counts in days and is told nowhere; what is younger need not be asked about.
        aged = post.subject.posted_at < self._now() - _DAY
        return aged and self._may_write and self._client.signed_in and self._client.refuses_comments(post_id)

    def _post_of(self, ref: ThreadRef) -> int:
        for named in (ref.post.native.get("post"), ref.place.subject.remote_id if ref.place.subject else None):
            if named and named.isdecimal():
                return int(named)
        return number(self._client.comment(_number(ref.post.remote_id), "view").get("post"))


def _number(remote_id: str) -> int:
    if not remote_id.isdecimal():
        raise Gone(f"no comment is called {remote_id[:40]}")
    return int(remote_id)
