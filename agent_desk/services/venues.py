"""Connecting places: trying a sign-in before anything is saved, keeping its secret, letting it go again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace
from urllib.parse import urlsplit

from agent_desk.connectors.contract import Handshake, VenueAccess
from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DUE, DeliveryState, Reason, Step
from agent_desk.domain.errors import NotFound, OwnWords, Refused, SecretUnavailable, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.sending import may_arrive_late
from agent_desk.domain.venues import Idempotency, SecretPlace, Venue, VenueProfile, VenueState
from agent_desk.runtime.secrets import Vault
from agent_desk.services.connecting import Line, access_to, budget_of
from agent_desk.services.ground import Ground
from agent_desk.services.recognising import Recognised, recognise, whole_address

log = logging.getLogger(__name__)
WEEK = 7 * 24 * 3600 * 1000
_KEPT_AGAIN = {SecretPlace.NONE: SecretPlace.KEYRING, SecretPlace.ENVIRONMENT: SecretPlace.SESSION}
"""Where a new secret goes when nobody says: a variable of the environment is not ours to change."""
_ASK = Step(DeliveryState.NEEDS_HUMAN, Reason.VENUE_REMOVED)
_LEFT_BEHIND = {
    DeliveryState.QUEUED: Step(DeliveryState.STOPPED, Reason.VENUE_REMOVED),
    DeliveryState.RETRYING: Step(DeliveryState.STOPPED, Reason.VENUE_REMOVED),
    DeliveryState.SENDING: _ASK,
    DeliveryState.UNKNOWN: _ASK,
}
"""What becomes of replies that are on their way when their venue is removed: nobody will read it back any more."""


@frozen
class VenueDraft:
    """A place that is about to be connected. `since`: UTC milliseconds, None for seven days back. `secret_name`: the
    environment variable, for ENVIRONMENT alone. Never printed: `secret` is left out of its text."""

    network: str
    url: str
    user: str = ""
    secret: str = field(default="", repr=False)
    secret_place: SecretPlace = SecretPlace.KEYRING
    secret_name: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False
    since: int | None = None
    label: str = ""

    @property
    def anonymous(self) -> bool:
        """Whether it is to be read as anybody may, without an account."""
        return self.read_only and not (self.secret or self.user) and self.secret_place is not SecretPlace.ENVIRONMENT


class Venues:
    """Reads on any thread; `recognise`, `probe`, `check`, `add` and what signs in block on network and keyring."""

    def __init__(self, ground: Ground, vault: Vault) -> None:
        self._ground = ground
        self._vault = vault

    def all(self) -> list[Venue]:
        """The connected venues, by number."""
        return self._ground.store.read.venues.all()

    def get(self, ref: str) -> Venue:
        """A venue by id, label or number; raises NotFound."""
        return self._ground.store.read.venues.get(ref)

    def networks(self) -> tuple[Manifest, ...]:
        """What can be connected."""
        return tuple(network.manifest for network in self._ground.registry.networks())

    def network(self, name: str) -> Manifest:
        """The manifest of a network; raises NotFound."""
        return self._ground.registry.get(name).manifest

    def recognise(self, address: str) -> Recognised | None:
        """What stands at an address; None where nothing that the program knows does. Raises WrongUse, Unreachable."""
        return recognise(self.networks(), address, self._ground.now)

    def probe(self, draft: VenueDraft) -> VenueProfile:
        """Sign in and ask who we are and what we may do; nothing is saved. Raises ConnectorError, WrongUse."""
        secret_name = draft.secret_name or self._ground.new_id()
        place = SecretPlace.NONE if draft.anonymous else draft.secret_place
        if place is SecretPlace.KEYRING:
            place = SecretPlace.SESSION
        self._vault.put(place, secret_name, draft.secret)
        try:
            return self._ask(draft, place, secret_name)
        finally:
            if place is SecretPlace.SESSION:
                self._vault.forget(place, secret_name)

    def add(self, draft: VenueDraft, profile: VenueProfile) -> tuple[Venue, Changes]:
        """Save a venue that was probed, its secret first. Raises Refused(`already_connected`), SecretUnavailable."""
        draft = _checked(draft)
        for venue in self.all():
            known = venue.profile
            if known is None or (venue.network, known.account_id) != (draft.network, profile.account_id):
                continue
            # One place may have many addresses; what it says of itself is one.
            same = venue.url.rstrip("/") == draft.url or (known.url != "" and known.url == profile.url)
            if same and venue.options == dict(draft.options):
                raise Refused("already_connected", label=venue.label)
        venue_id, now, label = self._ground.new_id(), self._ground.now(), self._label(draft, profile)
        secret_name = draft.secret_name if draft.secret_place is SecretPlace.ENVIRONMENT else venue_id
        self._vault.put(draft.secret_place, secret_name, draft.secret)
        with self._unless_saved(draft.secret_place, secret_name), self._ground.act() as (nouns, tally):
            venue = Venue(
                id=venue_id,
                number=nouns.venues.next_number(),
                network=draft.network,
                url=draft.url,
                label=label,
                user=draft.user or profile.handle,
                options=dict(draft.options),
                since=now - WEEK if draft.since is None else draft.since,
                read_only=draft.read_only,
                secret_place=draft.secret_place,
                secret_name=secret_name,
                profile=profile,
                state=VenueState.NEW,
                state_detail="",
                synced_at=None,
                retry_at=None,
                added_at=now,
            )
            nouns.venues.add(venue)
            tally.add(Changes(venues=frozenset({venue_id})))
        return venue, tally.changes

    def check(self, ref: str) -> tuple[VenueProfile, Changes]:
        """Ask the venue again who we are and what we may do, and remember it."""
        venue = self.get(ref)
        profile = self._verified(venue)
        with self._ground.act() as (nouns, tally):
            nouns.venues.set_profile(venue.id, profile)
            nouns.venues.set_state(venue.id, VenueState.OK, "", None, None)
            tally.add(Changes(venues=frozenset({venue.id})))
        return profile, tally.changes

    def budget(self, venue: Venue) -> tuple[int, int] | None:
        """How many requests the venue still takes until when (UTC milliseconds), as far as it told this process. Does not ask."""
        return budget_of(access_to(self._ground, self._vault, venue))

    def draft_of(self, ref: str) -> VenueDraft:
        """A connected venue as if it were to be connected anew, without its secret; for signing in to it."""
        venue = self.get(ref)
        return VenueDraft(venue.network, venue.url, venue.user, options=venue.options, since=venue.since)

    def begin_sign_in(self, draft: VenueDraft, redirect: str) -> Handshake:
        """The page that signs us in with the browser. `redirect`: where the browser shall come back to (a Loopback's), empty
        where the page shall show a text to paste. Raises ConnectorError, Rejected for a redirect that the venue does not allow,
        WrongUse."""
        return self._line(_checked(draft), SecretPlace.NONE, "").begin_sign_in(redirect)

    def finish_sign_in(self, draft: VenueDraft, handshake: Handshake, answer: str) -> str:
        """The secret that the answer stands for: the whole address that the browser came back to, or the pasted text. Never
        logged or shown. Raises ConnectorError, Rejected for an answer that does not belong to this sign-in."""
        return self._line(_checked(draft), SecretPlace.NONE, "").finish_sign_in(handshake, answer)

    def sign_in(
        self, ref: str, secret: str, place: SecretPlace | None = None, *, user: str = "", name: str = ""
    ) -> Changes:
        """Give a venue a new secret, once it was proven to be the same account's. Replies that waited leave at once. A venue that
        was read without an account is open for writing then. `user`: who that is, where it was not known yet; `name`: the
        environment variable, for ENVIRONMENT alone.

        Raises SignInAgain, SecretUnavailable, Refused(`not_allowed`) for another account's secret.
        """
        venue = self.get(ref)
        nobody = venue.read_only and venue.secret_place is SecretPlace.NONE
        kept = place or _KEPT_AGAIN.get(venue.secret_place, venue.secret_place)
        user = user or venue.user
        trial = SecretPlace.ENVIRONMENT if kept is SecretPlace.ENVIRONMENT else SecretPlace.SESSION
        profile = self.probe(VenueDraft(venue.network, venue.url, user, secret, trial, name, venue.options))
        if venue.profile is not None and not nobody and profile.account_id != venue.profile.account_id:
            raise Refused("not_allowed", "another account")
        if not name:
            name = venue.secret_name if kept is venue.secret_place and venue.secret_name else venue.id
        self._vault.put(kept, name, secret)
        self._vault.slot(kept, name).keep_session(None)
        opened = replace(
            venue,
            secret_place=kept,
            secret_name=name,
            read_only=venue.read_only and not nobody,
            user=user or profile.handle,
        )
        with self._ground.act() as (nouns, tally):
            nouns.venues.set_secret(opened)
            nouns.venues.set_profile(venue.id, profile)
            nouns.venues.set_state(venue.id, VenueState.OK, "", None, None)
            nouns.deliveries.reschedule(venue.id, DUE, self._ground.now())
            tally.add(Changes(venues=frozenset({venue.id})))
        if (venue.secret_place, venue.secret_name) != (kept, name):
            self._forget_secret(venue)
        return tally.changes

    def set_read_only(self, ref: str, on: bool) -> Changes:
        """Never send anything there from now on, or allow it again; that asks the venue what we may do. Raises ConnectorError,
        WrongUse for a venue that has no account to answer with."""
        venue = self.get(ref)
        if not on and venue.secret_place is SecretPlace.NONE and self.network(venue.network).auth != "none":
            raise WrongUse(OwnWords("{venue} is read without an account: sign in to answer", venue=venue.label))
        profile = venue.profile if on else self._verified(replace(venue, read_only=False))
        with self._ground.act() as (nouns, tally):
            nouns.venues.set_secret(replace(venue, read_only=on))
            if profile is not None:
                nouns.venues.set_profile(venue.id, profile)
            tally.add(Changes(venues=frozenset({venue.id})))
        return tally.changes

    def set_sign_off(self, ref: str, on: bool) -> Changes:
        """Whether replies at that venue end with the agent's own line."""
        venue = self.get(ref)
        with self._ground.act() as (nouns, tally):
            nouns.venues.set_sign_off(venue.id, on)
            tally.add(Changes(venues=frozenset({venue.id})))
        return tally.changes

    def remove(self, ref: str) -> Changes:
        """Let a venue go: its posts stay on this desk out of sight, its secret is forgotten, replies that had not left are
        held back with their text, those that may have left are for a human to judge."""
        venue = self.get(ref)
        with self._ground.act() as (nouns, tally):
            at = self._ground.now()
            idempotency = self._idempotency(venue.network)
            for row in nouns.deliveries.in_state(DeliveryState.RETRYING, venue.id):
                if may_arrive_late(row, idempotency):
                    # The venue may still be working on it, and nobody will read it back any more.
                    nouns.deliveries.step(row, Step(DeliveryState.UNKNOWN, row.reason, row.detail, at), at)
            for state, step in _LEFT_BEHIND.items():
                for row in nouns.deliveries.in_state(state, venue.id):
                    nouns.deliveries.step(row, step, at)
                    tally.add(Changes(deliveries=frozenset({row.id})))
            for one in nouns.merging.across(venue.id):
                # Loaded here, because hardly anybody merges across venues.
                from agent_desk.services.merging import take_out

                # What is merged into a conversation nobody sees any more would be seen by nobody either.
                take_out(self._ground, nouns, tally, one)
            nouns.venues.remove(venue.id, at)
            nouns.clocks.venue_left(venue.id)
            tally.add(Changes(venues=frozenset({venue.id})))
        self._forget_secret(venue)
        return tally.changes

    def _forget_secret(self, venue: Venue) -> None:
        try:
            self._vault.forget(venue.secret_place, venue.secret_name)
            self._vault.forget(venue.secret_place, f"{venue.secret_name}/session")
        except SecretUnavailable as problem:
            # It is not used any more all the same; what is left names this workspace and serves nobody else.
            log.warning("the secret of venue %s stays in the keyring: %s", venue.id, problem.detail)

    def _idempotency(self, network: str) -> Idempotency:
        try:
            return self._ground.registry.get(network).manifest.idempotency
        except NotFound:
            # The network is not installed any more; a key is the case in which most care is needed.
            return Idempotency.KEY

    def keyring(self) -> str:
        """The name of the keyring that would keep a secret; raises SecretUnavailable where there is none."""
        return self._vault.check()

    @contextmanager
    def _unless_saved(self, place: SecretPlace, name: str) -> Iterator[None]:
        """A venue that is not saved leaves no secret behind."""
        try:
            yield
        except BaseException:
            self._vault.forget(place, name)
            raise

    def _ask(self, draft: VenueDraft, place: SecretPlace, secret_name: str) -> VenueProfile:
        draft = _checked(draft)
        if draft.anonymous:
            _may_be_read_by_anybody(draft, self.network(draft.network))
        connector = self._line(draft, place, secret_name).connector()
        try:
            return connector.verify()
        finally:
            connector.close()

    def _verified(self, venue: Venue) -> VenueProfile:
        access = access_to(self._ground, self._vault, venue)
        connector = Line(access, self._ground.registry.get(venue.network)).connector()
        try:
            return connector.verify()
        finally:
            connector.close()

    def _line(self, draft: VenueDraft, place: SecretPlace, secret_name: str) -> Line:
        since = self._ground.now() if draft.since is None else draft.since
        slot = self._vault.slot(place, secret_name)
        access = VenueAccess(draft.url, draft.user, slot, self._ground.now, since, draft.options, draft.read_only)
        return Line(access, self._ground.registry.get(draft.network))

    def _label(self, draft: VenueDraft, profile: VenueProfile) -> str:
        who = profile.handle or (profile.name if draft.anonymous else "") or urlsplit(draft.url).hostname or ""
        wanted = (draft.label or f"{self.network(draft.network).label} {who}").strip()
        for attempt in range(1, 1000):
            label = wanted if attempt == 1 else f"{wanted} {attempt}"
            try:
                self.get(label)
            except NotFound:
                return label
            if draft.label:
                raise WrongUse(OwnWords("there is a venue {name} already", name=label))
        raise WrongUse(OwnWords("there is a venue {name} already", name=wanted))


def _checked(draft: VenueDraft) -> VenueDraft:
    """The draft with a whole address; raises WrongUse."""
    return replace(draft, url=whole_address(draft.url))


def _may_be_read_by_anybody(draft: VenueDraft, manifest: Manifest) -> None:
    if manifest.auth == "none":
        return
    if manifest.anonymous is None:
        raise WrongUse(OwnWords("{network} shows nothing without an account", network=manifest.label))
    if manifest.anonymous and not any(draft.options.get(key, "").strip() for key in manifest.anonymous):
        raise WrongUse(
            OwnWords(
                "without an account, {network} needs the option {options}",
                network=manifest.label,
                options=" / ".join(manifest.anonymous),
            )
        )
