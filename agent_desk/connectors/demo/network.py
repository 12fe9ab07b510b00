"""The demo network itself: one file in which a brand and its customers live, for any thread and process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agent_desk.connectors.demo import crowd, faults, file, seed, traffic
from agent_desk.connectors.demo.content import content
from agent_desk.connectors.demo.world import BRAND, DemoPost, World, dump, load
from agent_desk.domain.errors import NotFound, Unexpected

log = logging.getLogger(__name__)
_SEED = 20


class DemoNetwork:
    """The network behind one file, which is made and filled when it is not there.

    Every method may be called from any thread; a call takes some milliseconds, most of them for reading the file. `now`
    tells UTC milliseconds. Raises Unreachable when another process holds the file for seconds.
    """

    def __init__(
        self, path: Path, now: Callable[[], int], *, filled: bool = True, lively: bool = True, busy: bool = False
    ) -> None:
        self._path = path
        self._now = now
        self._filled = filled
        self._lively = lively
        self._busy = busy

    @contextmanager
    def opened(self) -> Iterator[World]:
        """The world as it stands now, for the caller alone; what changes in it is kept, also when the caller fails."""
        with file.locked(self._path):
            world = self._read()
            crowd.advance(world, content(), self._now())
            try:
                yield world
            finally:
                if world.dirty:
                    file.replace(self._path, dump(world))

    def customer_posts(
        self, place: str, text: str, *, author: str = "lena", to: str | None = None, held: bool = False
    ) -> str:
        """A customer writes: a new conversation, or an answer to `to`. Gives the remote id; raises NotFound."""
        with self.opened() as world:
            origin = ""
            if to is None:
                conversation = world.open_conversation(place, seed.KINDS[place])
                origin = "mention" if place == "social" else ""
            else:
                above = _post(world, to)
                conversation = world.conversations[f"{place}/{above.conversation}"]
            state = "held" if held else "published"
            return world.add(conversation, author, self._now(), text, parent=to, state=state, origin=origin).id

    def customer_edits(self, post: str, text: str) -> None:
        """A post gets another text; raises NotFound."""
        with self.opened() as world:
            world.change(_post(world, post), self._now(), text=text)

    def customer_deletes(self, post: str) -> None:
        """A post is deleted by its author; raises NotFound."""
        with self.opened() as world:
            world.change(_post(world, post), self._now(), state="deleted")

    def ours(self, place: str, text: str | None = None) -> list[DemoPost]:
        """What the brand has posted in a place, held posts too, deleted ones not; only that text when one is given."""
        with self.opened() as world:
            mine = (post for post in world.posts.values() if post.author == BRAND and post.place == place)
            return [post for post in mine if post.state != "deleted" and text in (None, post.text)]

    def post(self, key: str) -> DemoPost:
        """The post of that remote id; raises NotFound."""
        with self.opened() as world:
            return _post(world, key)

    def inject(self, fault: str, *, call: str = "", times: int = 1, place: str = "") -> None:
        """Let a fault strike the next `times` calls (0: until cleared) of that kind, in that place; raises WrongUse."""
        with self.opened() as world:
            world.faults.append(dict(faults.request(fault, call=call, times=times, place=place)))
            world.dirty = True

    def clear_faults(self) -> None:
        """Nothing goes wrong any more, but for what a venue's option asks."""
        with self.opened() as world:
            world.faults.clear()
            world.dirty = True

    def lock(self, post: str) -> None:
        """The conversation of a post takes no more answers; raises NotFound."""
        with self.opened() as world:
            found = _post(world, post)
            world.conversations[f"{found.place}/{found.conversation}"].locked = True
            world.dirty = True

    def require_secret(self, secret: str) -> None:
        """From now on only who knows this secret gets in; an empty one opens the door again."""
        with self.opened() as world:
            world.secret = secret
            world.dirty = True

    def _read(self) -> World:
        try:
            return load(self._path.read_text(encoding="utf-8", errors="surrogatepass"))
        except FileNotFoundError:
            pass
        except (Unexpected, UnicodeError) as error:
            log.warning("the demo begins anew: %s", error)
            self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        world = World(_SEED, self._now(), self._lively, dirty=True)
        if self._filled:
            seed.fill(world, content())
        if self._busy:
            traffic.fill(world, content())
        return world


def _post(world: World, key: str) -> DemoPost:
    try:
        return world.posts[key]
    except KeyError:
        raise NotFound(f"post {key}", what="post", name=key) from None
