"""The networks whose servers only exist as fakes here, as grounds for the same faults and kills as the real ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

from agent_desk.domain.venues import SecretPlace
from agent_desk.services.venues import VenueDraft
from tests.end2end.desk_process import Done, Program
from tests.end2end.fault_cases import FAULTS, Case, Ground
from tests.venues.fake_discourse import FakeDiscourse
from tests.venues.fake_discourse_forum import BRAND, CUSTOMER
from tests.venues.fake_mastodon import FakeMastodon
from tests.venues.fault_plan import Fault


class OnMastodon:
    """A fake server that ignores idempotency keys: a brand that a customer of another server mentions."""

    network = "mastodon"
    faults = (*FAULTS, Case("unauthorized", Fault.UNAUTHORIZED, code=1))
    reading = ("GET", "/api/v1/notifications")
    sending = ("POST", "/api/v1/statuses")
    thread = ("GET", "/context")
    read_back = ("GET", "exclude_reblogs")

    def __init__(self, contracts: Path) -> None:
        self._fake = FakeMastodon(contracts)
        self._fake.quirks.honours_keys = False
        self._brand, self.secret = self._fake.add_brand("brand")
        self._customer = self._fake.add_account("ana@elsewhere.example")
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """The server itself."""
        return self._fake.url

    def connect(self, program: Program, url: str) -> Done:
        """`venue add` through that address."""
        return program.run("venue", "add", "mastodon", "--url", url, "--secret-env", "BRAND_SECRET")

    def draft(self, url: str, page: int) -> VenueDraft:
        """The same for the test's own process, with pages of that many posts."""
        return VenueDraft("mastodon", url, "", "", SecretPlace.ENVIRONMENT, "BRAND_SECRET", {"page": str(page)})

    def ask(self, words: str) -> None:
        """A customer mentions the brand."""
        self._fake.post(self._customer, f"@brand {words}")
        self.asked.append(words)

    def answers(self, text: str) -> int:
        """How many posts of the brand with this text the server holds."""
        return sum(post.text.endswith(f" {text}") for post in self._fake.posts_of(self._brand))

    def program(self, data: Path) -> Program:
        """The program with the brand's secret in its environment."""
        return Program(data, {"BRAND_SECRET": self.secret})

    def close(self) -> None:
        """The tests are over; nothing may have been asked that the vendor's contract does not know."""
        self._fake.close()
        assert self._fake.wrong == []


class OnDiscourse:
    """A fake community whose guard against duplicates lets its staff pass: each question is a topic."""

    network = "discourse"
    # A single topic that cannot be read holds up nothing and fails nothing: the next round asks for it again.
    faults = (
        *(case if case.fault in (None, Fault.RATE_LIMITED) else replace(case, code=0) for case in FAULTS),
        Case("unauthorized", Fault.UNAUTHORIZED, code=1),
    )
    reading = ("GET", "/t/")
    sending = ("POST", "/posts.json")
    thread = ("GET", "/t/")
    read_back = ("GET", "/t/")

    def __init__(self, contracts: Path) -> None:
        self._fake = FakeDiscourse(contracts)
        self.secret = self._fake.forum.members[BRAND].key
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """The server itself."""
        return self._fake.url

    def connect(self, program: Program, url: str) -> Done:
        """`venue add` through that address."""
        return program.run("venue", "add", "discourse", "--url", url, "--secret-env", "BRAND_SECRET")

    def draft(self, url: str, page: int) -> VenueDraft:
        """The same for the test's own process, with pages of that many topics."""
        return VenueDraft("discourse", url, "", "", SecretPlace.ENVIRONMENT, "BRAND_SECRET", {"page": str(page)})

    def ask(self, words: str) -> None:
        """A customer begins a topic."""
        self._fake.forum.begin(CUSTOMER, "A question", words)
        self.asked.append(words)

    def answers(self, text: str) -> int:
        """How many posts of the brand with this text the community holds."""
        return len(self._fake.forum.written(BRAND, text))

    def program(self, data: Path) -> Program:
        """The program with the brand's secret in its environment."""
        return Program(data, {"BRAND_SECRET": self.secret})

    def close(self) -> None:
        """The tests are over; nothing may have been asked that the vendor's contract does not know."""
        self._fake.close()


FAKES = (OnMastodon, OnDiscourse)


@contextmanager
def opened_fakes() -> Iterator[list[Ground]]:
    """One ground for each; none where the vendors' contracts are not at hand."""
    named = os.environ.get("AGENT_DESK_CONTRACTS")
    with ExitStack() as opened:
        yield [opened.enter_context(closing(kind(Path(named)))) for kind in FAKES] if named else []
