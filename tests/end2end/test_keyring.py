"""Where secrets are: in the system's keyring and nowhere else, one workspace's never in another's."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.end2end.desk_process import Done, Program
from tests.end2end.fault_cases import OnBluesky, OnWordPress
from tests.venues.bluesky_network import BlueskyNetwork
from tests.venues.wordpress_site import WordPressSite

pytestmark = pytest.mark.servers

# What is kept in the keyring, asked in a process that has it: the desk's own words for it are not taken on trust.
_LOOK = """
import json, secretstorage
bus = secretstorage.dbus_init()
found = {}
for item in secretstorage.get_default_collection(bus).get_all_items():
    attributes = item.get_attributes()
    found.setdefault(attributes["service"], {})[attributes["username"]] = item.get_secret().decode()
print(json.dumps(found))
"""


def _places_with(folder: Path, secrets: list[str]) -> Iterator[str]:
    """Files below a folder that hold one of the secrets, plain or as Basic sign-in spells it; archives unpacked."""
    forms = [form for secret in secrets for form in (secret, base64.b64encode(secret.encode()).decode().rstrip("="))]
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        contents = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                contents = [archive.read(name) for name in archive.namelist()]
        if any(form.encode() in content for form in forms for content in contents):
            yield path.name


def _add(program: Program, network: str, url: str, user: str, secret: str) -> Done:
    return program.run("venue", "add", network, "--url", url, "--user", user, "--secret-stdin", stdin=secret + "\n")


def test_a_secret_is_in_the_keyring_and_nowhere_else(
    wordpress: WordPressSite, bluesky: BlueskyNetwork, keyring_environment: Mapping[str, str], tmp_path: Path
) -> None:
    brand, customer = bluesky.create_account("keybrand.test"), bluesky.create_account("keycustomer.test")
    on_wordpress, on_bluesky = OnWordPress(wordpress), OnBluesky(bluesky, brand, customer)
    on_wordpress.ask("Is it safe?")
    on_bluesky.ask("Is it safe here?")
    program = Program(tmp_path / "desk", keyring_environment)
    added = [
        _add(program, "wordpress", on_wordpress.url, wordpress.brand.name, on_wordpress.secret),
        _add(program, "bluesky", on_bluesky.url, brand.handle, on_bluesky.secret),
    ]
    assert [done.code for done in added] == [0, 0], [done.said for done in added]
    # A restart later everything works without anybody giving a secret again.
    done = [
        program.run("--verbose", "sync", "--once"),
        program.run("reply", program.conversation("safe?").id, "--text", "It is.", "--now"),
        program.run("reply", program.conversation("safe here").id, "--text", "It is.", "--now"),
        program.run("venue", "check"),
        program.run("doctor", "--bundle", str(tmp_path / "bundle.zip")),
    ]
    assert [one.code for one in done] == [0] * 5, [one.said for one in done]
    kept = _kept(program)
    sessions = [value for name, value in kept.items() if name.endswith("/session")]
    assert on_wordpress.secret in kept.values()
    assert on_bluesky.secret in kept.values()
    assert len(sessions) == 1
    session = json.loads(sessions[0])
    secrets = [on_wordpress.secret, on_bluesky.secret, session["access"], session["refresh"]]
    assert all(len(secret) > 15 for secret in secrets)
    assert list(_places_with(tmp_path, secrets)) == []
    spoken = "".join(one.said + json.dumps(one.answer) for one in (*added, *done))
    assert not [secret for secret in secrets if secret in spoken]
    for venue in (1, 2):
        assert program.run("venue", "remove", str(venue)).code == 0
    assert _kept(program) == {}


def test_two_workspaces_never_meet(
    wordpress: WordPressSite, keyring_environment: Mapping[str, str], tmp_path: Path
) -> None:
    one, other = (Program(tmp_path / name, keyring_environment) for name in ("one", "other"))
    brand, writer = wordpress.brand, wordpress.writer
    assert _add(one, "wordpress", wordpress.url, brand.name, brand.application_password).code == 0
    assert _add(other, "wordpress", wordpress.url, writer.name, writer.application_password).code == 0
    assert list(_kept(one).values()) == [brand.application_password]
    assert list(_kept(other).values()) == [writer.application_password]
    assert one.run("venue", "remove", "1").code == 0
    assert _kept(one) == {}
    assert other.run("sync", "--once").code == 0


def test_without_a_keyring_nothing_is_kept_and_the_way_out_is_named(wordpress: WordPressSite, tmp_path: Path) -> None:
    program = Program(tmp_path / "desk", {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"})
    brand = wordpress.brand
    refused = _add(program, "wordpress", wordpress.url, brand.name, brand.application_password)
    assert refused.code == 1
    assert "--secret-env" in refused.said
    assert program.run("venue", "list").answer == []
    assert list(_places_with(tmp_path, [brand.application_password])) == []
    named = Program(program.data, {**program.secrets, "BRAND_SECRET": brand.application_password})
    user = ("--user", brand.name, "--secret-env", "BRAND_SECRET")
    assert named.run("venue", "add", "wordpress", "--url", wordpress.url, *user).code == 0
    assert named.run("sync", "--once").code == 0
    assert list(_places_with(tmp_path, [brand.application_password])) == []
    # The variable is gone: that is told, and no reason to lose anything.
    missing = program.run("sync", "--once")
    assert missing.code == 1
    assert "BRAND_SECRET" in missing.said


def _kept(program: Program) -> dict[str, str]:
    """What the keyring holds for this workspace, by name."""
    with program.desk() as desk:
        service = f"agent-desk/{desk.ground.store.read.ledger.workspace()}"
    held = program.python(_LOOK)
    return dict(held.get(service, {}))
