"""Texts like those of customers: a few words that everybody uses, thousands that few use, numbers that come once."""

from __future__ import annotations

import itertools
import random

_COMMON = (
    "the order charged twice hub update sensor battery thanks refund please broken loses night wifi again parcel invoice"
    " works great slow help since yesterday panel shows zero anyone same problem fixed restart shipping"
)
_RARE = 20_000
_SENTENCES = 50_000


class Words:
    """Sentences by number, the same in every run."""

    def __init__(self, seed: int = 3) -> None:
        chance = random.Random(seed)
        syllables = [
            one + other for one, other in itertools.product("bcdfghklmnprstvz", ("a", "e", "i", "o", "u", "an", "er"))
        ]
        rare = ["".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4)))) for _ in range(_RARE)]
        self.all = [*_COMMON.split(), *rare]
        # What people write follows Zipf's law: the n-th word comes a n-th as often as the first.
        weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(self.all))))
        self._sentences = [" ".join(chance.choices(self.all, cum_weights=weights, k=18)) for _ in range(_SENTENCES)]

    def sentence(self, number: int) -> str:
        """Some words of a customer; every third names an order of its own."""
        text = self._sentences[number * 7919 % _SENTENCES]
        return f"{text} {number}" if number % 3 == 0 else text

    def title(self, number: int) -> str:
        """A few words."""
        return self._sentences[number * 104_729 % _SENTENCES][:40]
