"""The contract in terms of one Discourse community: topics and messages in, answers and acts out."""

from __future__ import annotations

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.discourse.acts import Acts
from agent_desk.connectors.discourse.client import DiscourseClient
from agent_desk.connectors.discourse.community import Community, listed
from agent_desk.connectors.discourse.cooked import web_address
from agent_desk.connectors.discourse.reading import Reading
from agent_desk.connectors.discourse.writing import Writing
from agent_desk.connectors.http import VenueHttp, clean_text
from agent_desk.connectors.http.shapes import JsonObject, number_at, text_at
from agent_desk.domain.errors import MembersOnly, OwnWords, SignInAgain
from agent_desk.domain.outgoing import OutgoingReply, ReadBack, Receipt, VenueAct
from agent_desk.domain.posts import Page, ThreadReading, ThreadRef
from agent_desk.domain.venues import Capability, LengthUnit, Limits, VenueProfile
from agent_desk.runtime.language import marked

_LONGEST_POST, _PICTURES, _PICTURE_KB = 32_000, 10, 4096
_TYPES = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
_MEMBER = (
    *(Capability.REPLY, Capability.EDIT, Capability.DELETE_OWN, Capability.LIKE, Capability.FLAG),
    *(Capability.DIRECT, Capability.MEDIA),
)
_LEADER = 4


def connect(access: VenueAccess, wire: VenueHttp) -> DiscourseConnector:
    """The connector for one community on one lane."""
    return DiscourseConnector(access, DiscourseClient(wire, access))


class DiscourseConnector:
    """One community. See `agent_desk.connectors.contract.Connector` for what each method promises."""

    def __init__(self, access: VenueAccess, client: DiscourseClient) -> None:
        self._access, self._client = access, client
        self._community = Community(access, client)
        self._reading = Reading(access, client, self._community)
        self._writing = Writing(access, client, self._community)
        self._acts = Acts(client)

    def verify(self) -> VenueProfile:
        """The account with its rights and the community's limits. Raises Rejected where a named category is not there,
        MembersOnly where we have no key and only members may read."""
        account = self._community.account() if self._client.signed_in else None
        info, settings = self._client.basic_info(), self._client.settings()
        if account is None and info.get("login_required") is True:
            raise MembersOnly(OwnWords("only members may read here"))
        for wanted in listed(self._access.options.get("categories", "")):
            self._community.category(wanted)
        handle = text_at(account, "username") if account else ""
        title = clean_text(text_at(info, "title"), 200)
        picture = text_at(account or info, "avatar_template" if account else "logo_small_url")
        return VenueProfile(
            account_id=str(self._community.account_id()) if account else "community",
            handle=handle,
            name=title or handle or self._client.base_url,
            url=f"{self._client.base_url}/u/{handle}" if handle else self._client.base_url,
            server="Discourse",
            limits=_limits(settings),
            may=_rights(None if self._access.read_only else account, settings),
            avatar_url=web_address(picture.replace("{size}", "96"), self._client.base_url) if picture else "",
            notes=() if account else (marked("Read without an account: private messages are not seen."),),
        )

    def streams(self) -> tuple[str, ...]:
        """The account's messages, then the chosen categories and tags, or everything."""
        return self._reading.streams()

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """The next page of a stream: the posts of one topic, or none while lists are read."""
        return self._reading.fetch(stream, cursor)

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """A topic or message as it stands now."""
        return self._reading.thread(ref)

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt to post the reply, or to begin a message to its target's author."""
        self._need_account()
        return self._writing.send(reply)

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Our own posts where the reply could be."""
        self._need_account()
        return self._writing.find_sent(reply)

    def act(self, act: VenueAct) -> Receipt:
        """Like, accept, flag, close, edit or delete; each may be repeated."""
        self._need_account()
        return self._acts.act(act)

    def close(self) -> None:
        """Let go of sockets."""
        self._client.close()

    def _need_account(self) -> None:
        if not self._client.signed_in:
            raise SignInAgain(OwnWords("this venue is read without an account"))


def _rights(account: JsonObject | None, settings: JsonObject) -> frozenset[Capability]:
    may = {Capability.READ}
    if account is not None:
        may |= set(_MEMBER)
        staff = account.get("admin") is True or account.get("moderator") is True
        if staff or number_at(account, "trust_level") >= _LEADER:
            may.add(Capability.CLOSE)
        if settings.get("solved_enabled") is True:
            may.add(Capability.ACCEPT)
    return frozenset(may)


def _limits(settings: JsonObject) -> Limits:
    """What the settings leave out is Discourse's own default."""
    named = text_at(settings, "authorized_extensions").lower().replace("jpeg", "jpg").split("|")
    types = [mime for extension, mime in _TYPES.items() if extension in named or not any(named) or "*" in named]
    return Limits(
        text_max=number_at(settings, "max_post_length") or _LONGEST_POST,
        unit=LengthUnit.CHARACTERS,
        media_max=_PICTURES if types else 0,
        media_bytes_max=(number_at(settings, "max_image_size_kb") or _PICTURE_KB) * 1024,
        media_types=tuple(types),
    )
