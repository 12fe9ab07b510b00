"""A program that writes drafts, saying each one's number once it is on disk, until somebody kills it."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from agent_desk.domain.posts import ConversationKind, Place
from agent_desk.domain.rows import DraftRow
from agent_desk.domain.venues import SecretPlace, Venue, VenueState
from tests.storage.conftest import open_store


def main(folder: Path, start: int) -> None:
    """Write and tell for ever."""
    store = open_store(folder)
    with store.write(durable=True) as nouns:
        if not nouns.venues.all():
            nouns.venues.add(
                Venue(
                    "v",
                    1,
                    "n",
                    "u",
                    "l",
                    "",
                    {},
                    0,
                    False,
                    SecretPlace.NONE,
                    "",
                    None,
                    VenueState.NEW,
                    "",
                    None,
                    None,
                    1,
                )
            )
    me = store.read.ledger.me()
    for number in itertools.count(start):
        with store.write(durable=True) as nouns:
            nouns.conversations.add(f"c{number}", "v", Place(ConversationKind.TOPIC, f"c{number}"), 1)
            nouns.drafts.save(DraftRow(f"c{number}", me, "typed", None, (), number))
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
