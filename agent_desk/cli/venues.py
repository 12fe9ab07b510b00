"""`venue add | sign-in | find | list | check | remove`: connecting places from the command line."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer, Code, Json, say
from agent_desk.cli.times import ago
from agent_desk.connectors.contract import Handshake
from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.errors import DeskError, OwnWords, RateLimited, Refused, Rejected, Unreachable, WrongUse
from agent_desk.domain.venues import SecretPlace
from agent_desk.runtime import texts
from agent_desk.runtime.loopback import PATIENCE, Loopback
from agent_desk.services.connecting import INSECURE
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft

_LONGEST_SECRET = 10_000


def add(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Sign in and save; nothing is fetched yet. Prints the venue. Raises WrongUse in the demo, which is never mixed
    with real work."""
    if desk.demo:
        raise WrongUse(OwnWords("the demo takes no real venues; leave out --demo"))
    draft = _draft(arguments, desk)
    if arguments.browser:
        draft = replace(draft, secret=by_browser(desk, draft, paste=arguments.paste))
    venue, _ = desk.venues.add(draft, desk.venues.probe(draft))
    return Answer(shapes.venue(venue))


def sign_in(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Give a venue a new secret, or one at all where it was only read. Prints the venue."""
    venue = desk.venues.get(arguments.venue)
    draft = replace(desk.venues.draft_of(venue.id), user=arguments.user or venue.user)
    place, name, secret = _secret(arguments, desk, desk.venues.network(venue.network))
    if arguments.browser:
        secret = by_browser(desk, draft, paste=arguments.paste)
    elif place is SecretPlace.NONE:
        raise WrongUse(OwnWords("a sign-in needs --browser, --secret-stdin or --secret-env NAME"))
    desk.venues.sign_in(venue.id, secret, place, user=arguments.user, name=name)
    return Answer(shapes.venue(desk.venues.get(venue.id)))


def find(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """What stands at an address: prints its network and the address to connect, null where nothing known does."""
    found = desk.venues.recognise(arguments.address)
    return Answer({"network": found.manifest.name, "url": found.url} if found else None)


def listed(_: argparse.Namespace, desk: Desk) -> Answer:
    """All connected venues, by number."""
    return Answer([shapes.venue(venue) for venue in desk.venues.all()])


def check(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Ask one venue or all who we are there; prints them as they are known now, each with `ok` and what went wrong."""
    venues = desk.venues.all() if arguments.venue is None else [desk.venues.get(arguments.venue)]
    checked: list[Json] = []
    codes = {Code.OK}
    for venue in venues:
        error: DeskError | None = None
        try:
            desk.venues.check(venue.id)
        except DeskError as problem:
            error = problem
            codes.add(Code.UNREACHABLE if isinstance(problem, (Unreachable, RateLimited)) else Code.FAILED)
            say(f"{venue.label}: {texts.what_happened(problem)}")
        told = {"ok": error is None, "error": error.code if error else None}
        checked.append({**shapes.venue(desk.venues.get(venue.id)), **told})
    code = Code.FAILED if Code.FAILED in codes else max(codes)
    return Answer({"ok": code is Code.OK, "venues": checked}, code)


def remove(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Let a venue go. Prints it, and how many replies that had not left are held back with their text."""
    venue = desk.venues.get(arguments.venue)
    changes = desk.venues.remove(venue.id)
    held = [row for row in desk.outbox.rows() if row.id in changes.deliveries and row.state is DeliveryState.STOPPED]
    return Answer({**shapes.venue(venue), "removed": True, "held_back": len(held)})


def _draft(arguments: argparse.Namespace, desk: Desk) -> VenueDraft:
    manifest = desk.venues.network(arguments.network)
    url = arguments.url or manifest.default_url
    if not url:
        raise WrongUse(OwnWords("{network} needs --url", network=manifest.label))
    options = _options(arguments.option, manifest)
    since = None if arguments.since is None else ago(arguments.since, desk.ground.now())
    place, name, secret = _secret(arguments, desk, manifest)
    if place is SecretPlace.NONE and arguments.read_only and manifest.anonymous is None and manifest.auth != "none":
        raise WrongUse(OwnWords("{network} shows nothing without an account", network=manifest.label))
    if manifest.needs_user and not arguments.user and place is not SecretPlace.NONE:
        raise WrongUse(OwnWords("{network} needs --user: its secret does not tell whose it is", network=manifest.label))
    return VenueDraft(
        network=manifest.name,
        url=url,
        user=arguments.user,
        secret=secret,
        secret_place=place,
        secret_name=name,
        options=options,
        read_only=arguments.read_only,
        since=since,
        label=arguments.name,
    )


def _secret(arguments: argparse.Namespace, desk: Desk, manifest: Manifest) -> tuple[SecretPlace, str, str]:
    if arguments.secret_env is not None:
        if not os.environ.get(arguments.secret_env):
            raise WrongUse(OwnWords("the environment variable {name} is not set", name=arguments.secret_env))
        return SecretPlace.ENVIRONMENT, arguments.secret_env, ""
    if arguments.secret_stdin:
        secret = _line_from_stdin()
        # Found out before anything is sent to the venue: a sign-in whose secret cannot be kept helps nobody.
        desk.venues.keyring()
        return SecretPlace.KEYRING, "", secret
    if arguments.browser:
        desk.venues.keyring()
        return SecretPlace.KEYRING, "", ""
    if manifest.auth != "none" and not getattr(arguments, "read_only", False):
        ways = "--browser, --secret-stdin" if manifest.browser else "--secret-stdin"
        if manifest.anonymous is None or "read_only" not in arguments:
            needs = OwnWords("{network} needs {ways} or --secret-env NAME", network=manifest.label, ways=ways)
        else:
            needs = OwnWords(
                "{network} needs {ways} or --secret-env NAME, or --read-only to read without an account",
                network=manifest.label,
                ways=ways,
            )
        raise WrongUse(needs)
    return SecretPlace.NONE, "", ""


def by_browser(desk: Desk, draft: VenueDraft, *, paste: bool, patience: float = PATIENCE) -> str:
    """The secret that a sign-in in the browser ends with. Says on stderr which page to open, then waits for the browser, or for
    the answer as a line of stdin where it cannot come back. Raises Refused(`sign_in_late`) after `patience` seconds."""
    loopback = None if paste else Loopback(patience)
    try:
        handshake = _begun(desk, draft, loopback)
        say(texts.tr("Open this page in a browser and say yes there:"))
        say(handshake.url)
        if loopback is None or not handshake.redirect:
            say(texts.tr("Then paste here the text that it shows, or the address at which the browser ended."))
            return desk.venues.finish_sign_in(draft, handshake, _line_from_stdin())
        say(texts.tr("Waiting for the browser to come back."))
        answer = loopback.wait(patience)
        if answer is None:
            raise Refused("sign_in_late")
        return desk.venues.finish_sign_in(draft, handshake, answer)
    finally:
        if loopback is not None:
            loopback.close()


def _begun(desk: Desk, draft: VenueDraft, loopback: Loopback | None) -> Handshake:
    if loopback is not None:
        try:
            return desk.venues.begin_sign_in(draft, loopback.redirect)
        except Rejected as refusal:
            say(str(texts.what_happened(refusal)))
    return desk.venues.begin_sign_in(draft, "")


def _line_from_stdin() -> str:
    try:
        secret = sys.stdin.buffer.readline(_LONGEST_SECRET).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise WrongUse(OwnWords("the secret is not UTF-8")) from None
    if not secret:
        raise WrongUse(OwnWords("no secret came from stdin"))
    return secret


def _options(given: list[str], manifest: Manifest) -> dict[str, str]:
    known = [option.key for option in manifest.options]
    options: dict[str, str] = {}
    for item in given:
        key, equals, value = item.partition("=")
        if not equals:
            raise WrongUse(OwnWords("--option wants KEY=VALUE, not {key}", key=key))
        if key not in (*known, INSECURE):
            raise WrongUse(
                OwnWords(
                    "{network} has no option {key}; it has {known}",
                    network=manifest.label,
                    key=key,
                    known=", ".join(known) or "–",
                )
            )
        options[key] = value
    return options
