"""`venue add | list | check | remove`: connecting places from the command line."""

from __future__ import annotations

import argparse
import os
import sys

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer, Code, Json, say
from agent_desk.cli.times import ago
from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.errors import DeskError, RateLimited, Unreachable, WrongUse
from agent_desk.domain.venues import SecretPlace
from agent_desk.runtime import texts
from agent_desk.services.connecting import INSECURE
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft

_LONGEST_SECRET = 10_000


def add(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Sign in and save; nothing is fetched yet. Prints the venue. Raises WrongUse in the demo, which is never mixed
    with real work."""
    if desk.demo:
        raise WrongUse("the demo takes no real venues; leave out --demo")
    draft = _draft(arguments, desk)
    venue, _ = desk.venues.add(draft, desk.venues.probe(draft))
    return Answer(shapes.venue(venue))


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
        raise WrongUse(f"{manifest.label} needs --url")
    options = _options(arguments.option, manifest)
    since = None if arguments.since is None else ago(arguments.since, desk.ground.now())
    place, name, secret = _secret(arguments, desk, manifest)
    if manifest.needs_user and not arguments.user and place is not SecretPlace.NONE:
        raise WrongUse(f"{manifest.label} needs --user: its secret does not tell whose it is")
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
            raise WrongUse(f"the environment variable {arguments.secret_env} is not set")
        return SecretPlace.ENVIRONMENT, arguments.secret_env, ""
    if arguments.secret_stdin:
        secret = _line_from_stdin()
        # Found out before anything is sent to the venue: a sign-in whose secret cannot be kept helps nobody.
        desk.venues.keyring()
        return SecretPlace.KEYRING, "", secret
    if manifest.auth != "none" and not arguments.read_only:
        raise WrongUse(
            f"{manifest.label} needs --secret-stdin or --secret-env NAME, or --read-only where it allows that"
        )
    return SecretPlace.NONE, "", ""


def _line_from_stdin() -> str:
    try:
        secret = sys.stdin.buffer.readline(_LONGEST_SECRET).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise WrongUse("the secret is not UTF-8") from None
    if not secret:
        raise WrongUse("no secret came from stdin")
    return secret


def _options(given: list[str], manifest: Manifest) -> dict[str, str]:
    known = [option.key for option in manifest.options]
    options: dict[str, str] = {}
    for item in given:
        key, equals, value = item.partition("=")
        if not equals:
            raise WrongUse(f"--option wants KEY=VALUE, not {key}")
        if key not in (*known, INSECURE):
            raise WrongUse(f"{manifest.label} has no option {key}; it has {', '.join(known) or 'none'}")
        options[key] = value
    return options
