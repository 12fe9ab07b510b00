"""A server of the Mastodon API in terms of the connector contract."""

from __future__ import annotations

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import VenueHttp, clean_text
from agent_desk.connectors.http.shapes import JsonObject, text_at
from agent_desk.connectors.mastodon import server
from agent_desk.connectors.mastodon.client import MastodonClient
from agent_desk.connectors.mastodon.reading import Reading
from agent_desk.connectors.mastodon.writing import Writing
from agent_desk.domain.errors import OwnWords, Rejected
from agent_desk.domain.outgoing import OutgoingReply, ReadBack, Receipt, VenueAct
from agent_desk.domain.posts import Page, ThreadReading, ThreadRef
from agent_desk.domain.venues import Capability, VenueProfile
from agent_desk.runtime.language import marked

_READS = frozenset({Capability.READ, Capability.SEARCH})
_POSTS = frozenset(
    {
        *(Capability.REPLY, Capability.EDIT, Capability.DELETE_OWN),
        *(Capability.VISIBILITY, Capability.DIRECT, Capability.WARNING),
    }
)
_NO_SEARCH = marked("Without an account, nothing can be searched for: only hashtags are read.")
_BY_SCOPE = {
    "write:statuses": _POSTS,
    "write:media": frozenset({Capability.MEDIA}),
    "write:favourites": frozenset({Capability.LIKE}),
    "write:reports": frozenset({Capability.FLAG}),
}


def connect(access: VenueAccess, wire: VenueHttp) -> Connector:
    """The connector of one venue on one lane. A read-only venue without a secret reads as anybody may."""
    return MastodonConnector(access, wire)


class MastodonConnector:
    """One account, or the public hashtags of one server. See `Connector` for what each method promises."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        self._access, self._wire = access, wire
        self._client = MastodonClient(access, wire)
        self._reading = Reading(access, self._client)
        self._writing = Writing(access, self._client, self._reading)

    def verify(self) -> VenueProfile:
        """Who we are there, what the token allows, and the limits of the server. Without an account: whether the server
        shows the hashtags; raises MembersOnly where it does not, Rejected where none is named."""
        if self._client.anonymous:
            return self._public()
        account = self._client.account()
        instance = self._client.instance()
        name, home = text_at(account, "acct"), server.domain(instance)
        handle = f"{name}@{home}" if home and "@" not in name else name
        return VenueProfile(
            account_id=text_at(account, "id"),
            handle=handle,
            name=clean_text(text_at(account, "display_name"), 200) or handle,
            url=text_at(account, "url"),
            server=_software(instance),
            limits=server.limits(instance),
            may=_READS if self._access.read_only else _READS | self._allowed(),
            avatar_url=text_at(account, "avatar"),
        )

    def streams(self) -> tuple[str, ...]:
        """Notifications, direct exchanges, and one for each hashtag and search term."""
        return self._reading.streams()

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """The next page, newest posts first."""
        return self._reading.fetch(stream, cursor)

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """The whole conversation."""
        return self._reading.thread(ref)

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt, under a key that most servers honour; read back all the same."""
        return self._writing.send(reply)

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Whether one of our own posts is that reply."""
        return self._writing.find_sent(reply)

    def act(self, act: VenueAct) -> Receipt:
        """Favourite, or no longer; edit or delete a post of ours."""
        return self._writing.act(act)

    def close(self) -> None:
        """Let go of sockets."""
        self._wire.close()

    def _public(self) -> VenueProfile:
        tags = self._reading.tags
        if not tags:
            raise Rejected(OwnWords("Without an account, a hashtag has to be named."))
        for tag in tags:
            self._client.tagged(tag, "", 1)
        instance = self._client.instance()
        named = ", ".join(f"#{tag}" for tag in tags)
        home = server.domain(instance)
        return VenueProfile(
            account_id=named,
            handle="",
            name=f"{named} · {home}" if home else named,
            url=self._access.url,
            server=_software(instance),
            limits=server.limits(instance),
            may=frozenset({Capability.READ}),
            notes=(_NO_SEARCH,) if self._access.options.get("search") else (),
        )

    def _allowed(self) -> frozenset[Capability]:
        scopes = self._client.scopes()
        whole = scopes is None or "write" in scopes
        granted = [may for scope, may in _BY_SCOPE.items() if whole or (scopes is not None and scope in scopes)]
        return frozenset().union(*granted)


def _software(instance: JsonObject) -> str:
    return " ".join(filter(None, server.software(instance)))
