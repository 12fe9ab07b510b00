"""What a fake Mastodon server holds: accounts, posts, who is told of what. Shapes come from recordings."""

from __future__ import annotations

import copy
import html
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import regex

from tests.venues.fake_mastodon_contract import Json, Recordings

MOST = 500
_MENTION = re.compile(r"(?<![\w/])@([\w-]+(?:@[\w.-]+)?)")
_URL = re.compile(r"https?://[^\s<>]+")
_PIECE = re.compile(rf"(?P<url>{_URL.pattern})|(?<![\w/])@(?P<name>[\w-]+(?:@[\w.-]+)?)")
_TAG = re.compile(r"(?<![\w&/])#(\w+)")


@dataclass
class FakePost:
    """One post as it was written. `answers` is emptied when the post above is deleted."""

    id: str
    author: str
    text: str
    at: int
    visibility: str
    answers: str | None = None
    warning: str = ""
    language: str | None = "en"
    media: list[str] = field(default_factory=list)
    edited: int | None = None
    liked_by: set[str] = field(default_factory=set)
    more: Json = field(default_factory=dict)


class FakeMastodonWorld:
    """All that the server knows. Not safe for threads: the server around it has a lock. Times: UTC milliseconds."""

    def __init__(self, contracts: Path, url: str, now: Callable[[], int]) -> None:
        recordings = Recordings(contracts / "mastodon" / "recorded" / "cassettes")
        self.recordings = recordings
        self._account: Json = recordings.answer("test_verify_credentials", "GET", "verify_credentials")
        self._status: Json = recordings.answer("test_status", "POST", "/statuses")
        self._notification: Json = recordings.answer("test_notifications", "GET", "/notifications")[0]
        self._conversation: Json = recordings.answer("test_conversations", "GET", "/conversations")[0]
        self._media: Json = recordings.answer("test_media_post_file", "POST", "/media")
        self.url, self.now = url, now
        self.accounts: dict[str, Json] = {}
        self.posts: dict[str, FakePost] = {}
        self.told: dict[str, list[Json]] = {}
        self.files: dict[str, Json] = {}
        self.set_aside: set[str] = set()
        """Whose notifications an account's own rules keep out of its list."""
        self.manner: Callable[[str], str] = str
        """What this server makes of a text when it shows it."""
        self._last = 0

    def next_id(self, at: int | None = None) -> str:
        """A number that grows with time, as the vendor makes them."""
        self._last = max(self._last + 1, (self.now() if at is None else at) << 16)
        return str(self._last)

    def add_account(self, name: str, **more: object) -> str:
        """A new account; `name@server` for one that lives elsewhere. Gives its id."""
        account = copy.deepcopy(self._account)
        account_id = self.next_id()
        local = name.partition("@")[0]
        page = f"{self.url}/@{name}"
        account |= {"id": account_id, "username": local, "acct": name, "display_name": local.title(), "url": page}
        self.accounts[account_id] = {**account, "uri": page, **more}
        return account_id

    def named(self, name: str) -> str | None:
        """The id of the account of that name."""
        return next((key for key, account in self.accounts.items() if account["acct"] == name), None)

    def write(self, author: str, text: str, visibility: str = "public", **more: object) -> FakePost:
        """A new post; whoever it mentions is told."""
        at = self.now()
        post = FakePost(self.next_id(), author, text, at, visibility, **more)  # type: ignore[arg-type]
        self.posts[post.id] = post
        for account_id in self.mentioned(post):
            if account_id != author:
                self.tell(account_id, post, "mention")
        return post

    def tell(self, account_id: str, post: FakePost, kind: str) -> None:
        """A notification."""
        number = sum(map(len, self.told.values())) + 1
        told = self.told.setdefault(account_id, [])
        item = {"id": str(number), "type": kind, "post": post.id, "at": self.now()}
        told.insert(0, {**item, "filtered": post.author in self.set_aside})

    def edit(self, post: FakePost, text: str) -> None:
        """Its author changes it."""
        post.text, post.edited = text, self.now()

    def delete(self, post: FakePost) -> None:
        """It is gone; what answered it answers nothing any more."""
        del self.posts[post.id]
        for other in self.posts.values():
            if other.answers == post.id:
                other.answers = None
        for told in self.told.values():
            told[:] = [item for item in told if item["post"] != post.id]

    def mentioned(self, post: FakePost) -> list[str]:
        """Who is mentioned, by id."""
        found = (self.named(name) for name in dict.fromkeys(_MENTION.findall(post.text)))
        return [account_id for account_id in found if account_id is not None]

    def visible(self, post: FakePost, viewer: str | None) -> bool:
        """Whether that account (None: anybody) may read the post."""
        if post.visibility in ("public", "unlisted"):
            return True
        return viewer is not None and (viewer == post.author or viewer in self.mentioned(post))

    def above(self, post: FakePost) -> list[FakePost]:
        """The posts above, the root first."""
        chain: list[FakePost] = []
        while post.answers is not None and post.answers in self.posts:
            post = self.posts[post.answers]
            chain.insert(0, post)
        return chain

    def below(self, post: FakePost) -> Iterator[FakePost]:
        """The posts below, depth first."""
        for other in list(self.posts.values()):
            if other.answers == post.id:
                yield other
                yield from self.below(other)

    def status(self, post: FakePost, viewer: str | None) -> Json:
        """The post as the API tells it to that account."""
        above = self.posts.get(post.answers or "")
        told = copy.deepcopy(self._status)
        named = [self.accounts[key] for key in self.mentioned(post)]
        told |= {
            "id": post.id,
            "created_at": moment(post.at),
            "in_reply_to_id": above.id if above else None,
            "in_reply_to_account_id": above.author if above else None,
            "sensitive": bool(post.warning),
            "spoiler_text": post.warning,
            "visibility": post.visibility,
            "language": post.language,
            "uri": f"{self.url}/users/{post.author}/statuses/{post.id}",
            "url": f"{self.url}/@{self.accounts[post.author]['acct']}/{post.id}",
            "replies_count": sum(other.answers == post.id for other in self.posts.values()),
            "favourites_count": len(post.liked_by),
            "favourited": viewer in post.liked_by,
            "edited_at": moment(post.edited) if post.edited else None,
            "content": self._shown(post.text),
            "account": self.account(post.author),
            "media_attachments": [self.files[key]["told"] for key in post.media],
            "mentions": [{key: one[key] for key in ("id", "username", "url", "acct")} for one in named],
        }
        return {**told, **post.more}

    def account(self, account_id: str) -> Json:
        """An account as others see it."""
        return {key: value for key, value in self.accounts[account_id].items() if key not in ("source", "role")}

    def notification(self, item: Json, viewer: str) -> Json:
        """A notification as the API tells it."""
        post = self.posts[item["post"]]
        told = {**self._notification, "id": item["id"], "type": item["type"], "created_at": moment(item["at"])}
        told |= {"group_key": f"ungrouped-{item['id']}", "account": self.account(post.author)}
        return {**told, "status": self.status(post, viewer)}

    def exchanges(self, viewer: str) -> list[Json]:
        """The direct exchanges of that account, the latest first."""
        latest: dict[frozenset[str], FakePost] = {}
        for post in self.posts.values():
            people = frozenset({post.author, *self.mentioned(post)})
            if post.visibility == "direct" and viewer in people:
                latest[people] = post
        found = sorted(latest.items(), key=lambda entry: int(entry[1].id), reverse=True)
        return [
            {
                **self._conversation,
                "id": post.id[-4:],
                "accounts": [self.account(key) for key in people if key != viewer],
                "last_status": self.status(post, viewer),
            }
            for people, post in found
        ]

    def keep_file(self, kind: str, description: str | None, work: int) -> Json:
        """An uploaded file; the server answers `work` questions about it before it is done."""
        file_id = self.next_id()
        told = {**copy.deepcopy(self._media), "id": file_id, "description": description}
        self.files[file_id] = {"told": told, "work": work, "mime": kind}
        return {**told, "url": None} if work else told

    def _shown(self, text: str) -> str:
        def piece(found: re.Match[str]) -> str:
            if found["url"]:
                return f'<a href="{found[0]}" target="_blank" rel="nofollow noopener">{found[0]}</a>'
            account_id = self.named(found["name"])
            if account_id is None:
                return found[0]
            account = self.accounts[account_id]
            shown = f'<a href="{account["url"]}" class="u-url mention">@<span>{account["username"]}</span></a>'
            return f'<span class="h-card" translate="no">{shown}</span>'

        safe = _PIECE.sub(piece, html.escape(self.manner(text), quote=False))
        paragraphs = [part.replace("\n", "<br />") for part in safe.split("\n\n")]
        return "".join(f"<p>{part}</p>" for part in paragraphs)


def tagged(post: FakePost, tag: str) -> bool:
    """Whether the post has the hashtag."""
    return tag.casefold() in (found.casefold() for found in _TAG.findall(post.text))


def length(text: str, warning: str) -> int:
    """As the vendor counts: graphemes, an address as 23, of a mention only the name, the warning on top."""
    counted = _MENTION.sub(lambda found: "@" + found[1].partition("@")[0], _URL.sub("x" * 23, text))
    return len(regex.findall(r"\X", warning + counted))


def moment(at: int) -> str:
    """A time as the API writes it."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wall_clock() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000
