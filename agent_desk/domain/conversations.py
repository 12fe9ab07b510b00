"""Conversations and the rules of attention: who waits, what an answer answers, and what reopens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from enum import StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.venues import Answers


class Status(StrEnum):
    """Where the work on a conversation stands."""

    OPEN = "open"
    PENDING = "pending"
    RESOLVED = "resolved"
    SNOOZED = "snoozed"


class Direction(StrEnum):
    """Whose words a message is."""

    CUSTOMER = "customer"
    OURS = "ours"
    OTHER = "other"


class Disposition(StrEnum):
    """How a customer's post was dealt with; exactly one, or it waits."""

    ANSWERED_BY_US = "answered_by_us"
    ANSWERED_BY_PEER = "answered_by_peer"
    NO_ANSWER_NEEDED = "no_answer_needed"
    NOT_RELEVANT = "not_relevant"
    MODERATED = "moderated"
    IDEA = "idea"
    DELETED_BY_AUTHOR = "deleted_by_author"
    EXPIRED_BY_RULE = "expired_by_rule"
    BEFORE_WE_STARTED = "before_we_started"


BY_AGENT = (
    Disposition.NO_ANSWER_NEEDED,
    Disposition.ANSWERED_BY_PEER,
    Disposition.NOT_RELEVANT,
    Disposition.IDEA,
    Disposition.MODERATED,
)
"""What an agent may decide; the others follow from facts."""


@frozen
class Post:
    """What the rules need to know of a message. `decided`: an agent's own disposition of it, which stands against all
    facts but an answer by us. `addressed`: the author turned to us."""

    id: str
    remote_id: str
    parent: str | None
    author: str
    direction: Direction
    addressed: bool
    posted_at: int
    state: PostState
    decided: Disposition | None = None


@frozen
class Attention:
    """The outcome of the rules for one conversation: the disposition of each addressed post (None: it waits) and since
    when the oldest unanswered one does (UTC milliseconds, None when nobody waits)."""

    dispositions: Mapping[str, Disposition | None]
    waiting_since: int | None
    waiting: int


def reach(kind: ConversationKind, answers: Answers) -> Answers:
    """How far an answer reaches in a kind of conversation, where the network's rule is `answers`: what is exchanged with
    one person and a forum's topic are answered as a whole."""
    if kind in (ConversationKind.TOPIC, ConversationKind.DIRECT, ConversationKind.REVIEW):
        return Answers.CONVERSATION
    return answers


def attention(posts: Sequence[Post], kind: ConversationKind, answers: Answers, since: int) -> Attention:
    """Decide for a whole conversation who waits. A pure function of the posts, so the order of arrival cannot matter.

    An answer of ours answers its parent and that author's earlier posts in the same branch; `answers` may widen it to
    everybody's earlier posts in the branch or the conversation. A forum's topic is answered as a whole, and so is what is
    exchanged with one person, directly or under a review. `since`: older posts are context, not work.
    """
    answers = reach(kind, answers)
    answered = _answered(posts, kind, answers)
    dispositions: dict[str, Disposition | None] = {}
    waiting_since: int | None = None
    waiting = 0
    for post in posts:
        if post.direction is not Direction.CUSTOMER or not post.addressed:
            continue
        disposition = dispositions[post.id] = _disposition(post, post.remote_id in answered, since)
        if disposition is None:
            waiting += 1
            waiting_since = post.posted_at if waiting_since is None else min(waiting_since, post.posted_at)
    return Attention(dispositions, waiting_since, waiting)


def _disposition(post: Post, answered: bool, since: int) -> Disposition | None:
    if answered:
        return Disposition.ANSWERED_BY_US
    if post.decided is not None:
        return post.decided
    if post.state is PostState.DELETED:
        return Disposition.DELETED_BY_AUTHOR
    if post.state in (PostState.SPAM, PostState.TRASHED):
        return Disposition.MODERATED
    return Disposition.BEFORE_WE_STARTED if post.posted_at < since else None


_STANDS = (PostState.PUBLISHED, PostState.HELD)
_NEVER = -1


def _answered(posts: Sequence[Post], kind: ConversationKind, answers: Answers) -> set[str]:
    ours = [post for post in posts if post.direction is Direction.OURS and post.state in _STANDS]
    if not ours:
        return set()
    by_remote = {post.remote_id: post for post in posts}
    branches = _branches(posts, by_remote, kind)
    by_author: dict[tuple[str, str], int] = {}
    by_anybody: dict[str, int] = {}
    answered: set[str] = set()
    for reply in ours:
        target = by_remote.get(reply.parent or "")
        if answers is not Answers.TARGET:
            key = _ROOT if answers is Answers.CONVERSATION else branches[reply.remote_id]
            by_anybody[key] = max(by_anybody.get(key, _NEVER), reply.posted_at)
        if target is not None and target.direction is Direction.CUSTOMER:
            answered.add(target.remote_id)
            for branch in (branches[target.remote_id], _ROOT):
                until = by_author.get((target.author, branch), _NEVER)
                by_author[target.author, branch] = max(until, target.posted_at)
    for post in posts:
        branch = branches[post.remote_id]
        by_all = by_anybody.get(_ROOT if answers is Answers.CONVERSATION else branch, _NEVER)
        if post.posted_at <= max(by_author.get((post.author, branch), _NEVER), by_all):
            answered.add(post.remote_id)
    return answered


def answered_by(
    posts: Sequence[Post], kind: ConversationKind, answers: Answers, unless: Container[str] = ()
) -> dict[str, Post]:
    """The earliest answer of ours to each post that `attention` takes for answered, by the post's remote id. `unless`: ids of
    posts of ours that count for nothing here, as those that no human wrote."""
    ours = [
        post for post in posts if post.direction is Direction.OURS and post.state in _STANDS and post.id not in unless
    ]
    if not ours:
        return {}
    answers = reach(kind, answers)
    ours.sort(key=lambda post: (post.posted_at, post.remote_id))
    by_remote = {post.remote_id: post for post in posts}
    branches = _branches(posts, by_remote, kind)
    first: dict[str, Post] = {}
    lists: dict[tuple[str | None, str], list[tuple[int, Post]]] = {}
    for reply in ours:
        if answers is not Answers.TARGET:
            place = _ROOT if answers is Answers.CONVERSATION else branches[reply.remote_id]
            lists.setdefault((None, place), []).append((reply.posted_at, reply))
        target = by_remote.get(reply.parent or "")
        if target is not None and target.direction is Direction.CUSTOMER:
            first.setdefault(target.remote_id, reply)
            for branch in {branches[target.remote_id], _ROOT}:
                lists.setdefault((target.author, branch), []).append((target.posted_at, reply))
    reaches = {reached: _earliest(found) for reached, found in lists.items()}
    for post in posts:
        branch = branches[post.remote_id]
        keys: tuple[tuple[str | None, str], ...] = (
            (post.author, branch),
            (None, _ROOT if answers is Answers.CONVERSATION else branch),
        )
        for key in keys:
            times, replies = reaches.get(key, _NOTHING)
            at = bisect_left(times, post.posted_at)
            if at < len(times):
                known = first.get(post.remote_id, replies[at])
                first[post.remote_id] = min(known, replies[at], key=_when)
    return first


def _earliest(reaching: list[tuple[int, Post]]) -> tuple[list[int], list[Post]]:
    """For replies and up to when posts are reached by each: the times, ascending, and the earliest reply that reaches so far
    or further."""
    times: list[int] = []
    replies: list[Post] = []
    for time, reply in sorted(reaching, key=lambda one: (one[0], *_when(one[1])), reverse=True):
        times.append(time)
        replies.append(min(reply, replies[-1], key=_when) if replies else reply)
    return times[::-1], replies[::-1]


_NOTHING: tuple[list[int], list[Post]] = ([], [])


def _when(post: Post) -> tuple[int, str]:
    return post.posted_at, post.remote_id


_ROOT = ""


def _branches(posts: Sequence[Post], by_remote: Mapping[str, Post], kind: ConversationKind) -> dict[str, str]:
    """For each post (by remote id) the first-level post above it. The root stands in every branch and has the name
    `_ROOT`; a conversation that is one branch by its kind has no other."""
    if kind in (ConversationKind.COMMENTS, ConversationKind.DIRECT, ConversationKind.REVIEW):
        return dict.fromkeys(by_remote, _ROOT)
    found: dict[str, str] = {}
    for post in posts:
        path: dict[str, None] = {}
        current: Post | None = post
        while current is not None and current.remote_id not in found and current.remote_id not in path:
            path[current.remote_id] = None
            current = by_remote.get(current.parent or "")
        if current is not None and current.remote_id in path:
            # Posts that hang below each other in a ring: no venue has them, hostile data may. All count as roots.
            ring = list(path)[list(path).index(current.remote_id) :]
            found.update(dict.fromkeys(ring, _ROOT))
        above = found.get(current.remote_id) if current is not None else None
        for remote_id in reversed(path):
            if remote_id in found:
                continue
            if above is None:
                above = found[remote_id] = _ROOT
            else:
                above = found[remote_id] = remote_id if above == _ROOT else above
    return found
