"""A desk's side of the tests: connectors to a real site, directly or through the fault proxy, and what they send."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, Timeouts, VenueHttp
from agent_desk.connectors.wordpress.connector import connect
from agent_desk.domain.ids import uuid7
from agent_desk.domain.outgoing import OutgoingReply, VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost
from tests.conformance.harness import FakeSecretSlot
from tests.conformance.reading import ref
from tests.venues.wordpress_site import WordPressSite, WordPressUser

PATIENT = Timeouts()
DAY = 24 * 3_600_000


def wall_clock() -> int:
    """UTC milliseconds: the real site has no other clock."""
    return int(time.time() * 1000)


@dataclass
class Desk:
    """Makes connectors to one site and closes them all."""

    site: WordPressSite
    made: list[Connector] = field(default_factory=list)

    def connect(
        self,
        user: WordPressUser | None = None,
        *,
        url: str | None = None,
        secret: str | None = None,
        since: int | None = None,
        options: Mapping[str, str] | None = None,
        anonymous: bool = False,
        read_only: bool = False,
        timeouts: Timeouts = PATIENT,
        ahead: int = 0,
    ) -> Connector:
        """As the brand unless another user is named. `ahead`: how far this desk's clock is ahead, in milliseconds."""

        def now() -> int:
            return wall_clock() + ahead

        who = user or self.site.brand
        slot = FakeSecretSlot(None if anonymous else secret or who.application_password)
        start = wall_clock() - 7 * DAY if since is None else since
        access = VenueAccess(
            url or self.site.url,
            "" if anonymous else who.name,
            slot,
            now,
            start,
            options or {},
            read_only=read_only or anonymous,
        )
        wire = VenueHttp(access.url, now=now, pacer=Pacer(now), timeouts=timeouts)
        connector = connect(access, wire)
        self.made.append(connector)
        return connector

    def close(self) -> None:
        """Let go of all connectors."""
        for connector in self.made:
            connector.close()


def reply_to(post: IncomingPost, text: str, *, queued: int | None = None) -> OutgoingReply:
    """A reply queued now, or at that UTC millisecond."""
    at = wall_clock() if queued is None else queued
    return OutgoingReply(uuid7(at, os.urandom(10)), post.place, ref(post), text, at)


def act_on(post: IncomingPost, kind: VenueActKind, text: str = "") -> VenueAct:
    """An act on that post."""
    at = wall_clock()
    return VenueAct(uuid7(at, os.urandom(10)), kind, ref(post), at, text)


def in_database(site: WordPressSite, statement: str, *values: object) -> None:
    """Change what WordPress's interface cannot: dates, types, options of the site."""
    file = site.folder / "wp-content" / "database" / ".ht.sqlite"
    with closing(sqlite3.connect(file, timeout=30)) as database, database:
        database.execute(statement, values)


def set_option(site: WordPressSite, name: str, value: str) -> None:
    """An option of the site that is there already."""
    in_database(site, "update wp_options set option_value = ? where option_name = ?", value, name)


def fill(site: WordPressSite, post_id: int, number: int) -> None:
    """That many first-level comments at once."""
    for _ in range(number):
        in_database(
            site,
            "insert into wp_comments (comment_post_ID, comment_author, comment_author_email, comment_author_url,"
            " comment_author_IP, comment_date, comment_date_gmt, comment_content, comment_karma, comment_approved,"
            " comment_agent, comment_type, comment_parent, user_id) select ?, 'Crowd', '', '', '', datetime('now'),"
            " datetime('now'), 'one of many', 0, '1', '', 'comment', 0, 0",
            post_id,
        )
