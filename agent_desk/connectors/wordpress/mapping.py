"""What WordPress's JSON means: comments and posts read without trust, and their form in the desk's own words."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from agent_desk.connectors.http import JsonValue, clean_text
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import (
    ConversationKind,
    IncomingPost,
    Markup,
    Origin,
    Place,
    PostState,
    SeenAuthor,
    Subject,
)

_STATES = {
    "approved": PostState.PUBLISHED,
    "approve": PostState.PUBLISHED,
    "hold": PostState.HELD,
    "spam": PostState.SPAM,
    "trash": PostState.TRASHED,
    "post-trashed": PostState.TRASHED,
}
_UP = re.compile(r"/wp/v2/([A-Za-z0-9_-]+)/(\d+)$")
_LARGEST_ID = 2**63
_SUBJECT_LENGTH = 2000


@frozen
class Comment:
    """A comment as the site has it. `author_id` 0: a visitor without an account. `raw` is empty where we may not edit.

    `route`: the last part of the REST route of its post's type. `agent`: the program it was written with.
    """

    id: int
    post_id: int
    parent_id: int
    author_id: int
    author_name: str
    author_key: str
    author_url: str
    avatar_url: str
    posted_at: int
    rendered: str
    raw: str
    link: str
    state: PostState
    agent: str
    route: str


@frozen
class Post:
    """A blog post as far as the desk shows it; `open`: it says itself that it takes comments."""

    subject: Subject
    open: bool


@frozen
class Account:
    """Whom we are signed in as. `lists_all`: may ask for comments of every status, though not see all of them."""

    id: int
    handle: str
    name: str
    url: str
    avatar_url: str
    moderates: bool
    lists_all: bool
    lists_users: bool


def read_comment(value: JsonValue) -> Comment:
    """A comment of a listing; raises Unexpected where it is none."""
    if not isinstance(value, dict):
        raise Unexpected("a comment is no object", repr(value)[:200])
    content = value.get("content")
    rendered = content.get("rendered") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(rendered, str):
        raise Unexpected(f"comment {number(value.get('id'))} has no text")
    author, name = number(value.get("author", 0)), text(value.get("author_name"))
    avatar = _avatar(value.get("author_avatar_urls"))
    return Comment(
        id=number(value.get("id"), least=1),
        post_id=number(value.get("post"), least=1),
        parent_id=number(value.get("parent", 0)),
        author_id=author,
        author_name=clean_text(name, 200),
        author_key=_author_key(author, name, text(value.get("author_email")) or avatar.partition("?")[0]),
        author_url=_web_address(value.get("author_url")),
        avatar_url=avatar,
        posted_at=moment(value),
        rendered=rendered,
        raw=text(content.get("raw")),
        link=_web_address(value.get("link")),
        state=_state(value.get("status")),
        agent=text(value.get("author_user_agent")),
        route=_route(value.get("_links")),
    )


def read_post(value: JsonValue) -> Post:
    """A blog post or page of a listing; raises Unexpected where it is none."""
    if not isinstance(value, dict):
        raise Unexpected("a post is no object", repr(value)[:200])
    subject = Subject(
        remote_id=str(number(value.get("id"), least=1)),
        title=clean_text(_rendered(value.get("title"))),
        text=clean_text(_rendered(value.get("excerpt")), _SUBJECT_LENGTH),
        url=_web_address(value.get("link")),
        author_name=_embedded_author(value.get("_embedded")),
        posted_at=moment(value),
    )
    return Post(subject, open=value.get("comment_status") != "closed")


def unknown_post(comment: Comment) -> Post:
    """What a comment alone tells of its post, for one that we may not read."""
    url = comment.link.partition("#")[0]
    return Post(Subject(str(comment.post_id), "", "", url, "", comment.posted_at), open=True)


def read_account(value: dict[str, JsonValue]) -> Account:
    """The account of `users/me`; raises Unexpected."""
    rights = value.get("capabilities")
    if not isinstance(rights, dict):
        raise Unexpected("the account has no capabilities")
    may = {name for name, given in rights.items() if given is True}
    name = clean_text(text(value.get("name")), 200)
    return Account(
        id=number(value.get("id"), least=1),
        handle=text(value.get("username")) or text(value.get("slug")) or name,
        name=name,
        url=_web_address(value.get("link")),
        avatar_url=_avatar(value.get("avatar_urls")),
        moderates="moderate_comments" in may,
        lists_all="edit_posts" in may,
        lists_users="list_users" in may,
    )


def incoming(comment: Comment, root_id: int, subject: Subject, *, ours: bool, origin: Origin) -> IncomingPost:
    """A comment as a post of the conversation below the first-level comment `root_id`."""
    author = SeenAuthor(
        remote_id=comment.author_key,
        handle=comment.author_name,
        name=comment.author_name,
        url=comment.author_url,
        avatar_url=comment.avatar_url,
        ours=ours,
    )
    return IncomingPost(
        remote_id=str(comment.id),
        place=Place(ConversationKind.COMMENTS, str(root_id), subject.title, subject.url, subject),
        author=author,
        posted_at=comment.posted_at,
        body=paragraphs(comment.raw) if comment.raw else comment.rendered,
        markup=Markup.HTML,
        origin=origin,
        state=comment.state,
        parent_remote_id=str(comment.parent_id) if comment.parent_id else None,
        url=comment.link,
        native={"post": str(comment.post_id), "root": str(root_id)},
    )


def paragraphs(raw: str) -> str:
    """A comment as it was typed, with its line breaks as HTML. What WordPress shows has other quotes and dashes and
    pictures for smileys: no longer the customer's words."""
    parts = (part.strip() for part in re.split(r"\n[ \t]*\n", raw.replace("\r\n", "\n").replace("\r", "\n")))
    return "".join("<p>" + part.replace("\n", "<br>") + "</p>" for part in parts if part)


def user_key(user_id: int) -> str:
    """How an account of the site is told apart from visitors without one."""
    return f"user:{user_id}"


def number(value: JsonValue, *, least: int = 0) -> int:
    """An id; raises Unexpected."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < _LARGEST_ID:
        raise Unexpected("an id is none", repr(value)[:100])
    return value


def text(value: JsonValue) -> str:
    """A string, or an empty one where something else came."""
    return value if isinstance(value, str) else ""


def moment(value: dict[str, JsonValue]) -> int:
    """When it was written, UTC milliseconds; raises Unexpected. `date_gmt` carries no zone but is UTC.

    An import may leave `date_gmt` at year 0; then the site's own time is the nearest there is.
    """
    for name in ("date_gmt", "date"):
        try:
            when = datetime.fromisoformat(text(value.get(name)))
            return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)
        except (ValueError, OverflowError):
            continue
    raise Unexpected("a date is none", repr(value.get("date_gmt"))[:100])


def written(milliseconds: int) -> str:
    """A moment as a bound of a listing, exact to the second; without a zone WordPress would take it for the site's own
    time, and `-0000` it refuses."""
    when = datetime.fromtimestamp(max(0, milliseconds) // 1000, UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _author_key(author_id: int, name: str, mail: str) -> str:
    if author_id:
        return user_key(author_id)
    # A visitor is a name with a mail address, and the address stays at the site.
    known = f"{name.strip().casefold()}\n{mail.strip().casefold()}"
    return "guest:" + hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()[:32]


def _state(value: JsonValue) -> PostState:
    # A plugin's own status is not public.
    return _STATES.get(text(value), PostState.HELD)


def _route(links: JsonValue) -> str:
    up = links.get("up") if isinstance(links, dict) else None
    first = up[0] if isinstance(up, list) and up else None
    found = _UP.search(text(first.get("href"))) if isinstance(first, dict) else None
    return found.group(1) if found else "posts"


def _rendered(value: JsonValue) -> str:
    return text(value.get("rendered")) if isinstance(value, dict) else ""


def _embedded_author(embedded: JsonValue) -> str:
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    first = authors[0] if isinstance(authors, list) and authors else None
    return clean_text(text(first.get("name")), 200) if isinstance(first, dict) else ""


def _avatar(urls: JsonValue) -> str:
    return _web_address(urls.get("96")) if isinstance(urls, dict) else ""


def _web_address(value: JsonValue) -> str:
    address = text(value)
    return address if address.startswith(("https://", "http://")) and len(address) <= 2000 else ""
