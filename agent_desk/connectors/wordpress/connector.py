"""The contract in terms of a WordPress site: comments in, replies and moderation out."""

from __future__ import annotations

import ipaddress
import logging

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import HttpAnswer, JsonValue, VenueHttp, clean_text
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.connectors.wordpress import scan
from agent_desk.connectors.wordpress.client import MOST_PER_PAGE, WordPressClient, code_of
from agent_desk.connectors.wordpress.gathering import Gathering, readable
from agent_desk.connectors.wordpress.mapping import Account, Comment, number, read_comment, text, user_key, written
from agent_desk.connectors.wordpress.reading import BranchReader
from agent_desk.connectors.wordpress.sent import agent_of, alike, escaped, judged, receipt_for, stored
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    OwnWords,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    WrongUse,
)
from agent_desk.domain.outgoing import (
    OutgoingReply,
    ReadBack,
    Receipt,
    SurelyAbsent,
    VenueAct,
    VenueActKind,
)
from agent_desk.domain.posts import Page, PostRef, PostState, ThreadReading, ThreadRef
from agent_desk.domain.venues import Capability, LengthUnit, Limits, VenueProfile
from agent_desk.runtime.language import marked

COMMENTS = "comments"
_BYTES = 65_525
_FLOOD = 15_000
_MOST_OWN = 2000
_WANTED = {
    VenueActKind.APPROVE: ("approved", PostState.PUBLISHED),
    VenueActKind.HOLD: ("hold", PostState.HELD),
    VenueActKind.SPAM: ("spam", PostState.SPAM),
}
_MODERATOR = (Capability.MODERATE, Capability.EDIT, Capability.DELETE_OWN, Capability.DELETE_ANY)
log = logging.getLogger(__name__)


def connect(access: VenueAccess, wire: VenueHttp) -> WordPressConnector:
    """The connector for one site on one lane. Without a user, a read-only venue is read as anybody may."""
    anonymous = access.read_only and not access.user
    client = WordPressClient(wire, access.user, None if anonymous else access.secrets.secret)
    return WordPressConnector(access, client)


class WordPressConnector:
    """One WordPress site. See `agent_desk.connectors.contract.Connector` for what each method promises."""

    def __init__(self, access: VenueAccess, client: WordPressClient) -> None:
        self._access, self._client = access, client
        self._gathering = Gathering(client, access.options.get("staff", ""), access.since)
        chosen = access.options.get("page", "")
        self._rows = min(max(2, int(chosen)), MOST_PER_PAGE) if chosen.isdecimal() else scan.ROWS
        self._reader = BranchReader(client, self._gathering, may_write=not access.read_only, now=access.now)

    def verify(self) -> VenueProfile:
        """The account, what its role allows, and the site's name; without an account the site stands for it."""
        index = self._client.index()
        site = clean_text(text(index.get("name")), 200)
        home = text(index.get("home")) or self._access.url
        account = self._gathering.account()
        limits = Limits(text_max=_BYTES, unit=LengthUnit.BYTES, bytes_max=_BYTES)
        may = {Capability.READ}
        if account is not None and not self._access.read_only:
            may |= {Capability.REPLY, *(_MODERATOR if account.moderates else ())}
        return VenueProfile(
            account_id=user_key(account.id) if account else home,
            handle=account.handle if account else "",
            name=site or (account.name if account else ""),
            url=home,
            server="WordPress",
            limits=limits,
            may=frozenset(may),
            avatar_url=account.avatar_url if account else "",
            notes=_notes(account),
        )

    def streams(self) -> tuple[str, ...]:
        """One: all comments of the site."""
        return (COMMENTS,)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """The next page of comments, newest first, with the comments above them."""
        if stream != COMMENTS:
            raise WrongUse(OwnWords("a site has no stream {stream}", stream=stream))
        now = self._access.now()
        try:
            position = scan.parse(cursor)
        except ValueError:
            log.warning("the position in %s was not readable; reading from the start", stream)
            position = scan.Position()
        at = scan.begun(position, now=now, since=self._access.since)
        order: dict[str, str | int] = {"orderby": "id", "order": "desc", "per_page": self._rows, "offset": at.offset}
        page = self._client.comments({**self._gathering.scope(), **order, "after": written(at.after)})
        comments = list(readable(page.items))
        known = self._gathering.ancestors(comments)
        posts = self._gathering.incoming(known, self._gathering.posts(known.values()))
        after = scan.advanced(position, at, _ids(page.items), page.total, now=now, rows=self._rows)
        return Page(posts, after.text(), more=after.scan is not None)

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """The first-level comment and all below it, held, spam and trashed ones too where we may see them."""
        return self._reader.read(ref)

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt to store the reply below its target."""
        if reply.media:
            raise Rejected(OwnWords("WordPress comments take no files"))
        account = self._signed_in()
        answer = self._client.create_comment(
            {
                "post": self._post_of(reply.target),
                "parent": _id_of(reply.target),
                "content": escaped(reply.text),
                # Without valid credentials this is refused, also where the site takes comments from anybody.
                "author": account.id,
                "author_user_agent": agent_of(reply.id),
            }
        )
        code = code_of(answer) if not answer.ok else ""
        if code == "comment_duplicate":
            raise self._why_duplicate(reply, answer)
        if code == "comment_flood":
            raise RateLimited(self._access.now() + _FLOOD, reason_of(answer))
        if code == "rest_comment_invalid_post_id":
            raise Gone(reason_of(answer))
        created = self._client.checked(answer, writes=True).json()
        try:
            return receipt_for(read_comment(created))
        except Unexpected as error:
            raise OutcomeUnknown(f"the answer to a reply is none: {error}") from error

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Our own comments on that post since before the reply was queued, all statuses."""
        account = self._signed_in()
        since = reply.created_at - scan.ZONES
        params: dict[str, str | int] = {"post": self._post_of(reply.target), "after": written(since)}
        own, whole = self._own(account, params)
        whole = whole and (account.moderates or account.lists_all)
        return judged(reply.id, escaped(reply.text), _id_of(reply.target), reply.created_at, own, whole=whole)

    def act(self, act: VenueAct) -> Receipt:
        """Approve, hold, mark as spam, edit, or put into the trash."""
        if act.kind not in _WANTED and act.kind not in (VenueActKind.EDIT, VenueActKind.DELETE):
            raise Rejected(OwnWords("WordPress comments know no such act"))
        comment_id = _id_of(act.target)
        account = self._signed_in()
        if act.kind is VenueActKind.DELETE:
            return self._trash(comment_id)
        before = self._client.comment(comment_id, "edit" if account.moderates else "view")
        body = _kept(before)
        if act.kind is VenueActKind.EDIT:
            body["content"] = escaped(act.text)
        else:
            body["status"], wanted = _WANTED[act.kind]
            if read_comment(before).state is wanted:
                return receipt_for(read_comment(before))
        changed = self._client.change_comment(comment_id, body)
        try:
            return receipt_for(read_comment(changed))
        except Unexpected as error:
            raise OutcomeUnknown(f"the answer to a change is none: {error}") from error

    def close(self) -> None:
        """Let go of sockets."""
        self._client.close()

    def _signed_in(self) -> Account:
        account = self._gathering.account()
        if account is None:
            raise SignInAgain(OwnWords("this venue is read without an account"))
        return account

    def _post_of(self, target: PostRef) -> int:
        named = target.native.get("post", "")
        return int(named) if named.isdecimal() else number(self._client.comment(_id_of(target), "view").get("post"))

    def _own(self, account: Account, params: dict[str, str | int]) -> tuple[list[Comment], bool]:
        if account.moderates or account.lists_all:
            params = {**params, "author": account.id}
        own, whole = self._gathering.all_comments(params, _MOST_OWN)
        return [comment for comment in own if comment.author_id == account.id], whole

    def _why_duplicate(self, reply: OutgoingReply, answer: HttpAnswer) -> Rejected | OutcomeUnknown:
        """WordPress has this text of ours there already: an earlier attempt of this reply, or an older comment that
        forbids it for good. Where that cannot be read, nothing is known."""
        words = reason_of(answer)
        params: dict[str, str | int] = {"post": self._post_of(reply.target), "parent": _id_of(reply.target)}
        try:
            if isinstance(self.find_sent(reply), SurelyAbsent):
                older, _ = self._own(self._signed_in(), params)
                if any(alike(stored(comment), escaped(reply.text)) for comment in older):
                    return Rejected(words)
        except ConnectorError as error:
            log.info("what stands in the way of a reply cannot be read: %s", error)
        return OutcomeUnknown(words)

    def _trash(self, comment_id: int) -> Receipt:
        answer = self._client.trash_comment(comment_id)
        code = code_of(answer) if not answer.ok else ""
        if code == "rest_already_trashed":
            return Receipt(str(comment_id), state=PostState.TRASHED)
        if code == "rest_comment_invalid_id":
            return Receipt(str(comment_id), state=PostState.DELETED)
        if code == "rest_trash_not_supported":
            raise Rejected(reason_of(answer))
        self._client.checked(answer, writes=True)
        return Receipt(str(comment_id), state=PostState.TRASHED)


def _id_of(target: PostRef) -> int:
    if not target.remote_id.isdecimal():
        raise Gone(f"no comment is called {target.remote_id[:40]}")
    return int(target.remote_id)


def _ids(items: list[JsonValue]) -> list[int]:
    values = (item.get("id") for item in items if isinstance(item, dict))
    return [value for value in values if isinstance(value, int) and not isinstance(value, bool)]


def _kept(before: dict[str, JsonValue]) -> dict[str, str]:
    """What a change has to say again, or WordPress writes our own address and program over the author's."""
    kept: dict[str, str] = {}
    agent, address = before.get("author_user_agent"), before.get("author_ip")
    if isinstance(agent, str) and agent:
        kept["author_user_agent"] = agent
    try:
        kept["author_ip"] = str(ipaddress.ip_address(address if isinstance(address, str) else ""))
    except ValueError:
        pass
    return kept


def _notes(account: Account | None) -> tuple[str, ...]:
    if account is None:
        return (marked("Read without an account: only approved comments are seen."),)
    if not account.moderates:
        return (marked("This account may not moderate: held comments, spam and deletions are not seen."),)
    return ()
