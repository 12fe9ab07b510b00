"""The manifest of a network: what it is called, what it can do, how it signs in and how safe a repeated send is."""

from __future__ import annotations

import tomllib
from dataclasses import field
from typing import Any

from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import Answers, Capability, Idempotency, LengthUnit, Limits


@frozen
class Option:
    """A setting of a venue of this network (`--option KEY=VALUE`); `label` and `help` are English source texts. A `switch`
    is on with the value 1."""

    key: str
    label: str
    help: str = ""
    default: str = ""
    switch: bool = False


@frozen
class Probe:
    """A public page by which a place of this network is known: `path` below its address answers a JSON object that has all
    keys in `needs` (`about.title`: one within another)."""

    path: str
    needs: tuple[str, ...]


@frozen
class Manifest:
    """One network. Times in seconds.

    `auth`: `app_password`, `application_password`, `token` or `none`. `settle`: longer than the server may work on a
    request we gave up on. `reads`: what arrives, `writes`: what we can do there. `proof`: A real server, B vendor's
    contract and recordings, C documentation only. `default_url`: offered to a newcomer. `secret_help`: where a user
    gets the secret (English source text). `browser`: the network can hand out a secret in the browser (its package has a
    module `sign_in`, see agent_desk.connectors.contract.SignIn). `anonymous`: reading needs no account; where keys of
    options are named, at least one of them must then be given. None: reading needs an account. `markup`: how replies are
    written there, `plain`, `markdown` or `html`. `recognise`: tried in this order on an address of which the user does not
    know what stands there. `hosts`: names of servers that are this network's own, known without asking. `user_help`: when a
    user name is wanted although `needs_user` is not set (English source text).
    """

    name: str
    label: str
    default_url: str
    auth: str
    needs_user: bool
    secret_label: str
    secret_help: str
    reads: tuple[str, ...]
    writes: frozenset[Capability]
    idempotency: Idempotency
    settle: float
    poll: float
    answers: Answers
    proof: str
    public_by_default: bool
    limits: Limits
    colour: str
    options: tuple[Option, ...] = field(default=())
    hidden: bool = False
    browser: bool = False
    anonymous: tuple[str, ...] | None = None
    markup: str = "plain"
    recognise: tuple[Probe, ...] = ()
    hosts: tuple[str, ...] = ()
    user_help: str = ""


def parse(text: str) -> Manifest:
    """Read a manifest.toml; raises Unexpected with the reason where it does not fit."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        sign_in, delivery, limits = raw["sign_in"], raw["delivery"], raw.get("limits", {})
        return Manifest(
            name=str(raw["name"]),
            label=str(raw["label"]),
            default_url=str(raw.get("default_url", "")),
            auth=str(sign_in["auth"]),
            needs_user=bool(sign_in.get("needs_user", False)),
            secret_label=str(sign_in.get("secret_label", "")),
            secret_help=str(sign_in.get("secret_help", "")),
            reads=tuple(str(item) for item in raw["reads"]),
            writes=frozenset(Capability(item) for item in raw["writes"]),
            idempotency=Idempotency(delivery["idempotency"]),
            settle=float(delivery.get("settle", 30)),
            poll=float(raw["poll"]),
            answers=Answers(raw.get("answers", "target")),
            proof=str(raw["proof"]),
            public_by_default=bool(raw.get("public", True)),
            limits=Limits(
                text_max=int(limits.get("text_max", 0)),
                unit=LengthUnit(limits.get("unit", "characters")),
                bytes_max=int(limits.get("bytes_max", 0)),
                media_max=int(limits.get("media_max", 0)),
                media_bytes_max=int(limits.get("media_bytes_max", 0)),
                media_types=tuple(str(item) for item in limits.get("media_types", ())),
                alt_max=int(limits.get("alt_max", 0)),
                url_length=int(limits.get("url_length", 0)),
                short_mentions=bool(limits.get("short_mentions", False)),
                counts_warning=bool(limits.get("counts_warning", False)),
            ),
            colour=str(raw.get("colour", "#5c6472")),
            options=tuple(Option(**option) for option in raw.get("option", ())),
            hidden=bool(raw.get("hidden", False)),
            browser=bool(sign_in.get("browser", False)),
            anonymous=tuple(str(key) for key in sign_in["anonymous"]) if "anonymous" in sign_in else None,
            markup=str(raw.get("markup", "plain")),
            recognise=tuple(_probe(item) for item in raw.get("recognise", ())),
            hosts=tuple(str(host) for host in raw.get("hosts", ())),
            user_help=str(sign_in.get("user_help", "")),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Unexpected(f"manifest does not fit: {error!r}") from error


def _probe(raw: dict[str, Any]) -> Probe:
    needs = tuple(str(key) for key in raw["needs"])
    if not needs:
        raise ValueError("a probe that needs nothing recognises everything")
    return Probe(str(raw["path"]), needs)
