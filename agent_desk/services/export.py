"""Everything of a list as JSON lines: one conversation a line, with its posts, notes, deliveries and decisions."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from agent_desk.domain.errors import StoreFull, WrongUse
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import ConversationRow
from agent_desk.services.ground import Ground
from agent_desk.services.inbox import looking, notes_of
from agent_desk.storage.contract import Nouns

FORM = 1
"""The version of the form, on every line."""
_PAGE = 100
_POSTS = 1000


class Export:
    """Slow: reads page by page, never on the GUI thread."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def write(
        self,
        path: Path,
        query: ListQuery | None = None,
        progress: Callable[[int], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> int:
        """Write a file that is there only when it is whole; returns how many conversations. Without `query`: the inbox and
        what was found. Times are UTC milliseconds. `progress` hears how many are written; cancelled, it leaves no file and
        returns 0. Raises StoreFull where the disk takes no more, WrongUse where the file cannot be made."""
        made = path.with_name(f".{path.name}.part-{os.getpid()}")
        queries = (query,) if query is not None else (ListQuery(), ListQuery(found=True))
        try:
            with open(made, "x", encoding="utf-8", newline="\n", opener=_private) as file:
                done = 0
                for one in queries:
                    done = self._lines(one, file.write, done, progress, cancelled)
                file.flush()
                os.fsync(file.fileno())
            if cancelled():
                return 0
            made.replace(path)
        except OSError as error:
            raise (StoreFull if made.exists() else WrongUse)(f"{path}: {error.strerror}") from error
        finally:
            made.unlink(missing_ok=True)
        return done

    def _lines(
        self,
        query: ListQuery,
        write: Callable[[str], object],
        done: int,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> int:
        after: ConversationRow | None = None
        looker = looking(self._ground, query)
        while not cancelled():
            read = self._ground.store.read
            page = read.conversations.page(query, after, _PAGE, self._ground.now(), cancelled, looker)
            for row in page:
                if cancelled():
                    break
                write(json.dumps(_conversation(self._ground, read, row), ensure_ascii=False, default=str) + "\n")
                done += 1
            progress(done)
            if len(page) < _PAGE:
                break
            after = page[-1]
        return done


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _conversation(ground: Ground, read: Nouns, row: ConversationRow) -> dict[str, object]:
    posts = list(read.messages.of(row.id, _POSTS))
    while len(posts) < row.message_count and (earlier := read.messages.of(row.id, _POSTS, posts[0])):
        posts = [*earlier, *posts]
    return {
        "version": FORM,
        "conversation": asdict(row),
        "place": asdict(read.conversations.place(row.id)),
        "messages": [{**asdict(post), "earlier_texts": read.messages.versions(post.id)} for post in posts],
        "notes": [asdict(note) for note in notes_of(ground, read, row.id)],
        "deliveries": [
            {**asdict(delivery), "history": [asdict(step) for step in read.deliveries.history(delivery.id)]}
            for delivery in read.deliveries.of(row.id)
        ],
        "decisions": [asdict(decision) for decision in read.agents.decisions(row.id)],
    }
