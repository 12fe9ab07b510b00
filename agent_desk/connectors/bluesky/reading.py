"""What comes in from Bluesky: the streams of notifications and found posts, and whole threads."""

from __future__ import annotations

import logging

from agent_desk.connectors.bluesky import cursors, mapping, records
from agent_desk.connectors.bluesky.client import BlueskyClient
from agent_desk.connectors.bluesky.cursors import Sweep
from agent_desk.connectors.bluesky.mapping import View
from agent_desk.connectors.bluesky.session import XrpcRefusal
from agent_desk.connectors.bluesky.threads import Threads, Tree
from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http.shapes import JsonObject, text_at
from agent_desk.domain.errors import Gone, OwnWords, WrongUse
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Page, ThreadReading, ThreadRef

NOTIFICATIONS = "notifications"
SEARCH = "search:"
PAGE_SIZE = 50
_LARGEST_PAGE = 100
_MOST_ORPHANS = 5
_DID = "did:"
log = logging.getLogger(__name__)


class Reading:
    """The reading half of the connector. Blocking; one thread at a time."""

    def __init__(self, access: VenueAccess, client: BlueskyClient) -> None:
        self._access, self._client = access, client
        self._staff = listed(access.options.get("staff", ""))
        self.terms = listed(access.options.get("search", ""))
        size = access.options.get("page", "")
        self._size = min(int(size), _LARGEST_PAGE) if size.isdecimal() and int(size) else PAGE_SIZE
        self._ours: frozenset[str] | None = None

    def streams(self) -> tuple[str, ...]:
        """The notifications where we are somebody, and one stream per search term."""
        notified = (NOTIFICATIONS,) if self._client.signed_in else ()
        return (*notified, *(SEARCH + term for term in self.terms))

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """One page of a stream, newest first; see `cursors` for how nothing is missed."""
        if stream != NOTIFICATIONS and not stream.startswith(SEARCH):
            raise WrongUse(OwnWords("no stream {stream}", stream=stream), what="stream", name=stream)
        now = self._access.now()
        sweep = cursors.resume(cursor, since=self._access.since, now=now)
        try:
            if stream == NOTIFICATIONS:
                posts, times, following = self._notified(sweep)
            else:
                posts, times, following = self._found(stream.removeprefix(SEARCH), sweep)
        except XrpcRefusal:
            if not sweep.following:
                raise
            # The server no longer takes its own position: the sweep starts again from the newest post.
            return Page((), sweep.restarted().text(), more=True)
        newest, oldest = (max(times), min(times)) if times else (None, None)
        after = cursors.advance(sweep, newest=newest, oldest=oldest, following=following, now=now)
        return Page(tuple(posts), after.text(), more=bool(after.following))

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """A whole conversation. Below a deleted post the network hides living ones; so it is complete where each
        known post that the thread does not show was asked for, or, with no `ref.known`, where the thread shows no
        hole."""
        threads = Threads(self._client, self.ours())
        tree = threads.tree(ref.place.key)
        orphans = threads.shown([uri for uri in (*ref.known, ref.post.remote_id) if uri not in tree.views])
        for uri in list(orphans)[:_MOST_ORPHANS]:
            tree.add(threads.tree(uri))
        tree.views.update(orphans)
        if not tree.views and not ref.known:
            raise Gone("the conversation is no longer there")
        complete = not tree.blocked.intersection(ref.known) if ref.known else not (orphans or tree.has_holes())
        inside = (post for post in tree.views.values() if not self._is_subject(post, ref))
        posts = [threads.incoming(post, ref.place, Origin.CONTEXT) for post in inside]
        target = tree.views.get(ref.post.remote_id)
        locked = target is not None and target.reply_disabled
        return ThreadReading((*posts, *self._vanished(tree, ref, complete)), complete, locked)

    def ours(self) -> frozenset[str]:
        """The DIDs that count as ours: the account, where there is one, and the listed staff."""
        if self._ours is None:
            found = {self._client.session().did} if self._client.signed_in else set[str]()
            for name in self._staff:
                did = name if name.startswith(_DID) else self._client.resolve_handle(name)
                if did is None:
                    log.warning("nobody has the staff handle %s", name)
                else:
                    found.add(did)
            self._ours = frozenset(found)
        return self._ours

    def _notified(self, sweep: Sweep) -> tuple[list[IncomingPost], list[int], str]:
        raws, following = self._client.notifications(sweep.following, self._size)
        threads = Threads(self._client, self.ours())
        reasons = {text_at(raw, "uri"): text_at(raw, "reason") for raw in raws if _is_post(raw, sweep.floor)}
        shown = threads.shown(list(reasons))
        posts: dict[str, IncomingPost] = {}
        for uri, post in shown.items():
            if mapping.posted_at(post) < self._access.since:
                continue
            above = threads.above(post) if post.parent else []
            place = threads.place(post, ConversationKind.MENTIONS)
            otherwise = Origin.OWN_PLACE if reasons[uri] == "reply" else Origin.MENTION
            posts[uri] = threads.incoming(post, place, otherwise)
            for other in above:
                if other.uri not in shown and not (other.uri == post.root_uri and other.did in self.ours()):
                    posts.setdefault(other.uri, threads.incoming(other, place, Origin.CONTEXT))
        return list(posts.values()), _times(raws), following

    def _found(self, term: str, sweep: Sweep) -> tuple[list[IncomingPost], list[int], str]:
        since = records.timestamp(max(sweep.floor, 0))
        raws, following = self._client.search(term, since, sweep.following, self._size)
        threads = Threads(self._client, self.ours())
        theirs = [post for post in threads.views(raws) if post.did not in self.ours()]
        posts = [
            threads.incoming(post, threads.place(post, ConversationKind.FOUND), Origin.FOUND)
            for post in theirs
            if mapping.posted_at(post) >= max(self._access.since, sweep.floor)
        ]
        return posts, [mapping.posted_at(post) for post in threads.views(raws)], following

    def _is_subject(self, post: View, ref: ThreadRef) -> bool:
        return post.root is None and post.did in self.ours() and post.uri != ref.place.key

    def _vanished(self, tree: Tree, ref: ThreadRef, complete: bool) -> list[IncomingPost]:
        # A known post that is gone is told by its absence; a placeholder would overwrite what we know of its author.
        gone = {uri: above for uri, above in tree.vanished.items() if not (complete and uri in ref.known)}
        return [mapping.vanished(uri, ref.place, self.ours(), above) for uri, above in gone.items()]


def listed(text: str) -> tuple[str, ...]:
    """The entries of a comma-separated option, each once."""
    return tuple(dict.fromkeys(entry for part in text.split(",") if (entry := part.strip().removeprefix("@"))))


def _is_post(raw: JsonObject, floor: int) -> bool:
    # What lies below the floor was read by an earlier sweep, and each answer costs a call for what is above it.
    time = mapping.milliseconds(text_at(raw, "indexedAt"))
    if time is not None and time < floor:
        return False
    return text_at(raw, "reason") in ("mention", "reply", "quote") and f"/{records.POSTS}/" in text_at(raw, "uri")


def _times(raws: list[JsonObject]) -> list[int]:
    times = (mapping.milliseconds(text_at(raw, "indexedAt")) for raw in raws)
    return [time for time in times if time is not None]
