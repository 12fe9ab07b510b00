"""Search as somebody types: each key asks again, from the first letter to the last."""

from __future__ import annotations

import random
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.runtime.places import for_folder
from tests.bench.figures import Figure, at_most, percentile, reading, timed_ms
from tests.bench.words import Words


def measure(folder: Path) -> list[Figure]:
    """Every beginning of common, rare and unknown words, of two words, and of numbers; fifty hits with their snippets."""
    desk = open_desk(for_folder(folder / "large"))
    chance, words = random.Random(1), Words().all
    typed = [*words[:12], *chance.sample(words[40:400], 12), *chance.sample(words, 12), "order 3003", "nothing like it"]
    typed += [f"{one} {other}" for one, other in zip(words[:8], chance.sample(words[:200], 8), strict=True)]
    taken = [(timed_ms(lambda t=text: desk.search.find(t)), text) for text in _keys(typed)]  # type: ignore[misc]
    slowest, what = max(taken)
    values = [value for value, _ in taken]
    desk.ground.store.close()
    return [
        at_most(
            "search as you type, p95", percentile(values, 0.95), "ms", 50, f"{len(values)} keys, 50 hits with snippets"
        ),
        reading("search as you type, median", percentile(values, 0.5), "ms"),
        reading("search as you type, slowest", slowest, "ms", f"“{what}”"),
    ]


def _keys(typed: list[str]) -> list[str]:
    return [text[: end + 1] for text in typed for end in range(len(text)) if text[end] != " "]
