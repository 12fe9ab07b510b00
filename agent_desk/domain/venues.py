"""Venues: one connected place each, with what it can do and the limits it sets."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from agent_desk.domain.frozen import frozen


class LengthUnit(StrEnum):
    """How a venue counts the length of a text."""

    GRAPHEMES = "graphemes"
    CHARACTERS = "characters"
    BYTES = "bytes"


@frozen
class Limits:
    """What fits into one reply. 0 means: no limit known. Sizes in bytes, lengths in `unit`.

    `url_length`: each web address counts as so many units (0: as it is). `short_mentions`: of `@name@server` only `@name`
    counts. `counts_warning`: a content warning counts in the same limit as the text.
    """

    text_max: int = 0
    unit: LengthUnit = LengthUnit.CHARACTERS
    bytes_max: int = 0
    media_max: int = 0
    media_bytes_max: int = 0
    media_types: tuple[str, ...] = ()
    alt_max: int = 0
    url_length: int = 0
    short_mentions: bool = False
    counts_warning: bool = False


class Idempotency(StrEnum):
    """What protects a repeated send: a key the server honours, a natural guard that refuses the duplicate, or only
    reading back."""

    KEY = "key"
    GUARD = "guard"
    READ_BACK = "read_back"


class Answers(StrEnum):
    """What one answer answers (design section 3)."""

    TARGET = "target"
    BRANCH = "branch"
    CONVERSATION = "conversation"


class Capability(StrEnum):
    """What a venue lets us do; a manifest lists what the network can, a profile what we may."""

    READ = "read"
    SEARCH = "search"
    REPLY = "reply"
    MEDIA = "media"
    LIKE = "like"
    DELETE_OWN = "delete_own"
    DELETE_ANY = "delete_any"
    EDIT = "edit"
    MODERATE = "moderate"
    VISIBILITY = "visibility"
    DIRECT = "direct"
    WARNING = "warning"
    ACCEPT = "accept"
    FLAG = "flag"
    CLOSE = "close"


@frozen
class VenueProfile:
    """Who we are at the venue and what it said of itself when we asked. `server` names software and version."""

    account_id: str
    handle: str
    name: str
    url: str
    server: str
    limits: Limits
    may: frozenset[Capability]
    avatar_url: str = ""
    notes: tuple[str, ...] = ()


class VenueState(StrEnum):
    """How the last contact with a venue went."""

    NEW = "new"
    OK = "ok"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    SIGN_IN = "sign_in"
    BROKEN = "broken"


class SecretPlace(StrEnum):
    """Where a venue's secret is kept; never in the database."""

    NONE = "none"
    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    SESSION = "session"


@frozen
class Venue:
    """One connected place. `since`: posts older than this (UTC milliseconds) are context, not work. `secret_name`: the
    keyring entry or the environment variable. `sign_off`: replies there end with the agent's own line.
    `retention_days`: older posts are removed from this desk, None: never."""

    id: str
    number: int
    network: str
    url: str
    label: str
    user: str
    options: dict[str, str] = field(hash=False)
    since: int
    read_only: bool
    secret_place: SecretPlace
    secret_name: str
    profile: VenueProfile | None
    state: VenueState
    state_detail: str
    synced_at: int | None
    retry_at: int | None
    added_at: int
    sign_off: bool = False
    retention_days: int | None = None

    def may(self, capability: Capability) -> bool:
        """Whether this venue lets us do that, read-only venues nothing but reading."""
        if self.read_only and capability not in (Capability.READ, Capability.SEARCH):
            return False
        return self.profile is not None and capability in self.profile.may
