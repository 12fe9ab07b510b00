"""The faults of a network's passing trouble as cases, and the two networks they are tried on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from agent_desk.domain.venues import SecretPlace
from agent_desk.services.venues import VenueDraft
from tests.end2end.desk_process import Done, Program
from tests.venues.bluesky_network import BlueskyNetwork, BlueskyUser
from tests.venues.fault_plan import ATPROTO_EXPIRED_TOKEN, ATPROTO_INVALID_TOKEN, HOSTILE_JSON, Fault, Match
from tests.venues.fault_proxy import FaultProxy
from tests.venues.wordpress_site import WordPressSite


@dataclass(frozen=True)
class Case:
    """One fault on one call. `fault` None: nothing listens. `code`: what `sync --once` ends with when it reads."""

    name: str
    fault: Fault | None
    code: int = 3
    plan: Mapping[str, Any] = field(default_factory=dict)

    def strike(self, proxy: FaultProxy, match: Match) -> None:
        """Let the next request that matches meet it."""
        if self.fault is None:
            proxy.unplug()
            return
        plan = dict(self.plan)
        if self.name == "rate_limited_until_a_date":
            plan["retry_after"] = datetime.now(UTC) + timedelta(seconds=4)
        proxy.plan(match, self.fault, **plan)


FAULTS = (
    Case("refused", None),
    *(
        Case(str(fault), fault)
        for fault in (
            # Those that take long begin first.
            *(Fault.SILENCE_BEFORE, Fault.SERVER_ERROR_BEFORE, Fault.BAD_GATEWAY_HTML, Fault.RESET_BEFORE),
            *(Fault.SILENCE_AFTER, Fault.DRIP, Fault.RESET_AFTER, Fault.HALF_ANSWER, Fault.SERVER_ERROR_AFTER),
            *(Fault.MALFORMED_JSON, Fault.HOSTILE_JSON, Fault.HUGE_ANSWER, Fault.RATE_LIMITED),
            *(Fault.REDIRECT_OTHER_HOST, Fault.REDIRECT_PRIVATE),
        )
    ),
    Case("rate_limited_for_seconds", Fault.RATE_LIMITED, plan={"retry_after": 3}),
    Case("rate_limited_until_a_date", Fault.RATE_LIMITED),
    Case("deep_json", Fault.HOSTILE_JSON, plan={"body": HOSTILE_JSON["deep"]}),
    Case("huge_chunked_answer", Fault.HUGE_ANSWER, plan={"chunked": True}),
)


class Ground(Protocol):
    """A network with customers' posts, one per case."""

    network: str
    faults: tuple[Case, ...]
    secret: str
    asked: list[str]
    """All questions so far, oldest first."""

    @property
    def reading(self) -> Match:
        """The call that lists new posts."""

    @property
    def sending(self) -> Match:
        """The call that stores a reply."""

    @property
    def url(self) -> str:
        """The server itself."""

    @property
    def thread(self) -> Match:
        """The call that re-reads a thread before a late reply leaves."""

    @property
    def read_back(self) -> Match:
        """The call that looks for a reply that may have arrived."""

    def connect(self, program: Program, url: str) -> Done:
        """`venue add` through that address."""

    def draft(self, url: str, page: int) -> VenueDraft:
        """The same for the test's own process, with pages of that many posts."""

    def ask(self, words: str) -> None:
        """A customer posts a question and the brand is told."""

    def answers(self, text: str) -> int:
        """How many posts of the brand with this text lie at the server."""

    def program(self, data: Path) -> Program:
        """The program with the brand's secret in its environment."""


class OnWordPress:
    """A real site: one post, a comment per question."""

    network = "wordpress"
    faults = (*FAULTS, Case("unauthorized", Fault.UNAUTHORIZED, code=1))
    reading = ("GET", "order=desc")
    sending = ("POST", "/wp/v2/comments")
    thread = ("GET", "order=asc")
    read_back = ("GET", "author=")

    def __init__(self, site: WordPressSite) -> None:
        self._site = site
        self._post = site.create_post("Autumn news", "<p>What is new</p>")
        self.secret = site.brand.application_password
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """The server itself."""
        return self._site.url

    def connect(self, program: Program, url: str) -> Done:
        """`venue add` through that address."""
        user = ("--user", self._site.brand.name, "--secret-env", "BRAND_SECRET")
        return program.run("venue", "add", "wordpress", "--url", url, *user)

    def draft(self, url: str, page: int) -> VenueDraft:
        """The same for the test's own process, with pages of that many posts."""
        place, options = SecretPlace.ENVIRONMENT, {"page": str(page)}
        return VenueDraft("wordpress", url, self._site.brand.name, "", place, "BRAND_SECRET", options)

    def ask(self, words: str) -> None:
        """A customer comments."""
        self._site.customer_comment(self._post, "Ana", words)
        self.asked.append(words)

    def answers(self, text: str) -> int:
        """How many comments of the brand with this text are stored."""
        return sum(row.text == text and row.user_id == self._site.brand.id for row in self._site.comments())

    def program(self, data: Path) -> Program:
        """The program with the brand's secret in its environment."""
        return Program(data, {"BRAND_SECRET": self.secret})


class OnBluesky:
    """The real network: a brand that a customer mentions."""

    network = "bluesky"
    faults = (
        *FAULTS,
        # A session that ends is renewed on the way, without anybody noticing.
        Case("unauthorized", Fault.UNAUTHORIZED, code=0),
        Case("token_expired", Fault.UNAUTHORIZED, code=0, plan={"status": 400, "body": ATPROTO_EXPIRED_TOKEN}),
        Case("token_invalid", Fault.UNAUTHORIZED, code=0, plan={"status": 400, "body": ATPROTO_INVALID_TOKEN}),
    )
    reading = ("GET", "app.bsky.notification.listNotifications")
    sending = ("POST", "com.atproto.repo.putRecord")
    thread = ("GET", "app.bsky.feed.getPostThread")
    read_back = ("GET", "com.atproto.repo.getRecord")

    def __init__(self, network: BlueskyNetwork, brand: BlueskyUser, customer: BlueskyUser) -> None:
        self._network, self._brand, self._customer = network, brand, customer
        self.secret = network.app_password(brand, "desk")
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """The account's server."""
        return self._network.pds_url

    def connect(self, program: Program, url: str) -> Done:
        """`venue add` through that address."""
        user = ("--user", self._brand.handle, "--secret-env", "BRAND_SECRET")
        return program.run("venue", "add", "bluesky", "--url", url, *user)

    def draft(self, url: str, page: int) -> VenueDraft:
        """The same for the test's own process, with pages of that many posts."""
        place, options = SecretPlace.ENVIRONMENT, {"page": str(page)}
        return VenueDraft("bluesky", url, self._brand.handle, "", place, "BRAND_SECRET", options)

    def ask(self, words: str) -> None:
        """A customer mentions the brand."""
        post = self._network.post(self._customer, words, mention=self._brand)
        self._network.wait_until_notified(self._brand, post.uri)
        self.asked.append(words)

    def answers(self, text: str) -> int:
        """How many posts with this text lie in the brand's repository."""
        return sum(post.text == text for post in self._network.posts_of(self._brand))

    def program(self, data: Path) -> Program:
        """The program with the brand's secret in its environment."""
        return Program(data, {"BRAND_SECRET": self.secret})


def known(ground: Ground, data: Path) -> Program:
    """A workspace that knows all questions so far, with nothing left to do."""
    program = ground.program(data)
    connected = ground.connect(program, ground.url)
    assert connected.code == 0, connected.said
    touched = 1
    while touched:
        synced = program.run("sync", "--once")
        assert synced.code == 0, synced.said
        touched = synced.answer["touched"]["messages"]
    assert len(program.inbox()) == len(ground.asked)
    return program


def copied(ground: Ground, origin: Program, data: Path, url: str) -> Program:
    """The same workspace in another folder, where the venue is reached by another address."""
    shutil.copytree(origin.data, data)
    with closing(sqlite3.connect(data / "desk.db")) as database, database:
        assert database.execute("UPDATE venue SET url = ?", (url,)).rowcount == 1
    return ground.program(data)
