"""What is known of the community itself and read once an hour: our account, whose posts are ours, its categories."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.discourse.client import DiscourseClient
from agent_desk.connectors.discourse.mapping import needed_id
from agent_desk.connectors.http import clean_text
from agent_desk.connectors.http.shapes import JsonObject, number_at, text_at
from agent_desk.domain.errors import Gone, OwnWords, Rejected, Unexpected
from agent_desk.domain.frozen import frozen

_HOUR = 3_600_000
_DEEPEST = 5
_BY_FLAG = {"admins": "admin", "moderators": "moderator", "staff": "staff"}
log = logging.getLogger(__name__)


@frozen
class Category:
    """A category. `path`: its address below /c/; `names`: its own name, after its parents'."""

    id: int
    path: str
    names: tuple[str, ...]


class Community:
    """The readings that every other one needs. Blocking; one thread."""

    def __init__(self, access: VenueAccess, client: DiscourseClient) -> None:
        self._access, self._client = access, client
        self._staff = {name.casefold() for name in listed(access.options.get("staff", ""))}
        groups = listed(access.options.get("staff_groups", "admins"))
        self._flags = [_BY_FLAG[name.casefold()] for name in groups if name.casefold() in _BY_FLAG]
        self._groups = [name for name in groups if name.casefold() not in _BY_FLAG]
        self._read_at: int | None = None
        self._account: JsonObject | None = None
        self._members: frozenset[int] = frozenset()
        self._categories: dict[int, Category] = {}

    def account(self) -> JsonObject | None:
        """Whom the key stands for; None where we read as anybody may. Raises SignInAgain."""
        self._refresh()
        return self._account

    def account_id(self) -> int:
        """The account's number, 0 without one."""
        account = self.account()
        return needed_id(account, "id") if account else 0

    def user(self) -> str:
        """The account's name as addresses have it, empty without one."""
        account = self.account()
        return text_at(account, "username") if account else ""

    def is_ours(self, post: JsonObject) -> bool:
        """Whether our account, a listed colleague or a member of a staff group wrote it."""
        self._refresh()
        user_id = number_at(post, "user_id")
        if user_id and (user_id == self.account_id() or user_id in self._members):
            return True
        if user_id > 0 and any(post.get(flag) is True for flag in self._flags):
            return True
        return text_at(post, "username").casefold() in self._staff or str(user_id) in self._staff

    def labels(self, category_id: int) -> tuple[str, ...]:
        """A category's name after its parents'."""
        self._refresh()
        found = self._categories.get(category_id)
        return found.names if found else ()

    def category(self, wanted: str) -> Category:
        """The category of that name, address or number; raises Rejected where there is none that we may see."""
        self._refresh()
        sought = wanted.strip().strip("/").casefold()
        for found in self._categories.values():
            slugs = "/".join(found.path.split("/")[:-1]).casefold()
            if sought in (str(found.id), slugs, slugs.rpartition("/")[2], found.names[-1].casefold()):
                return found
        raise Rejected(
            OwnWords("This community has no category {name}, or does not show it to us.", name=clean_text(wanted, 100))
        )

    def _refresh(self) -> None:
        now = self._access.now()
        if self._read_at is not None and 0 <= now - self._read_at < _HOUR:
            return
        account = self._client.me() if self._client.signed_in else None
        categories = {entry.id: entry for entry in _categories(self._client.categories())}
        self._members = frozenset(self._group_members())
        self._account, self._categories, self._read_at = account, categories, now

    def _group_members(self) -> Iterator[int]:
        for group in self._groups:
            try:
                yield from (number_at(member, "id") for member in self._client.members(group))
            except (Gone, Rejected) as error:
                log.warning("the members of group %s are not told: %s", group, error)


def listed(text: str) -> tuple[str, ...]:
    """The entries of a comma-separated option, each once."""
    return tuple(dict.fromkeys(entry for part in text.split(",") if (entry := part.strip().lstrip("@#"))))


def _categories(values: list[JsonObject]) -> Iterator[Category]:
    by_id = {number_at(value, "id"): value for value in values}
    for value in values:
        try:
            category_id = needed_id(value, "id")
        except Unexpected as error:
            log.warning("a category is left out: %s", error)
            continue
        chain = [value]
        while len(chain) < _DEEPEST and (above := by_id.get(number_at(chain[-1], "parent_category_id"))):
            chain.append(above)
        slugs = [text_at(item, "slug") or f"{number_at(item, 'id')}-category" for item in reversed(chain)]
        names = tuple(clean_text(text_at(item, "name"), 100) for item in reversed(chain))
        yield Category(category_id, "/".join([*slugs, str(category_id)]), names)
