"""Bluesky in terms of the connector contract: mentions, replies, quotes and found posts in; replies and likes out."""

from __future__ import annotations

from urllib.parse import urlencode

from agent_desk.connectors.bluesky import mapping
from agent_desk.connectors.bluesky.client import BlueskyClient
from agent_desk.connectors.bluesky.reading import Reading
from agent_desk.connectors.bluesky.writing import Writing
from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import VenueHttp, clean_text
from agent_desk.connectors.http.shapes import JsonObject, number_at, text_at
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.outgoing import OutgoingReply, ReadBack, Receipt, VenueAct
from agent_desk.domain.posts import Page, ThreadReading, ThreadRef
from agent_desk.domain.venues import Capability, LengthUnit, Limits, VenueProfile
from agent_desk.runtime.language import marked

PICTURE_BYTES = 2_000_000
"""The lexicon app.bsky.embed.images; older servers refuse more than 1,000,000."""
_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_READS = frozenset({Capability.READ, Capability.SEARCH})
_WRITES = frozenset({Capability.REPLY, Capability.MEDIA, Capability.LIKE, Capability.DELETE_OWN})


def connect(access: VenueAccess, wire: VenueHttp) -> Connector:
    """The connector of one venue on one lane; without a user, a read-only venue shows what the search finds. Raises WrongUse
    where no user is named otherwise."""
    return BlueskyConnector(access, wire)


class BlueskyConnector:
    """One Bluesky account. See `Connector` for what each method promises."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        self._wire = wire
        self._client = BlueskyClient(access, wire)
        self._reading, self._writing = Reading(access, self._client), Writing(self._client)

    def verify(self) -> VenueProfile:
        """Who we are there, what we may do, and the limits read from the server itself; without an account, what is looked
        for."""
        if not self._client.signed_in:
            return self._nobody()
        account = self._client.account()
        did = self._client.session().did
        profile, server = self._client.profile(did), self._client.describe_server()
        handle = text_at(account, "handle") or did
        active = account.get("active") is not False
        return VenueProfile(
            account_id=did,
            handle=handle,
            name=text_at(profile, "displayName") or handle,
            url=f"{mapping.WEB}/profile/{handle}",
            server=f"AT Protocol server {clean_text(self._client.version(), 40)}".strip(),
            limits=_limits(server),
            may=_READS | _WRITES if active else _READS,
            avatar_url=text_at(profile, "avatar"),
            notes=() if active else (clean_text(text_at(account, "status"), 40) or "inactive",),
        )

    def _nobody(self) -> VenueProfile:
        terms = self._reading.terms
        if not terms:
            raise WrongUse(OwnWords("without an account there must be a search term"), what="search")
        self._client.search(terms[0], "", "", 1)
        return VenueProfile(
            account_id="search:" + ",".join(sorted(terms)),
            handle="",
            name=", ".join(terms),
            url=f"{mapping.WEB}/search?{urlencode({'q': terms[0]})}",
            server="AT Protocol AppView",
            limits=_limits({}),
            may=_READS,
            notes=(marked("Read without an account: only public posts with the search terms are seen."),),
        )

    def streams(self) -> tuple[str, ...]:
        """The notifications where we are somebody, and one stream per search term."""
        return self._reading.streams()

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """The next page, newest posts first."""
        return self._reading.fetch(stream, cursor)

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """The whole conversation; complete only with `ref.known`."""
        return self._reading.thread(ref)

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt; the same reply again is the same record."""
        return self._writing.send(reply)

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Whether the reply's own key holds it."""
        return self._writing.find_sent(reply)

    def act(self, act: VenueAct) -> Receipt:
        """Like, unlike, or delete a post of our own account."""
        return self._writing.act(act)

    def close(self) -> None:
        """Let go of sockets."""
        self._wire.close()


def _limits(server: JsonObject) -> Limits:
    upload = number_at(server, "blobUploadLimit")
    return Limits(
        text_max=300,
        unit=LengthUnit.GRAPHEMES,
        bytes_max=3000,
        media_max=4,
        media_bytes_max=min(upload, PICTURE_BYTES) if upload > 0 else PICTURE_BYTES,
        media_types=_PICTURES,
        alt_max=2000,
    )
