"""Secrets: in a real keyring, in the environment, for this session; never anywhere else, and never silently lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from agent_desk.domain.errors import SecretUnavailable
from agent_desk.domain.venues import SecretPlace
from agent_desk.runtime.secrets import Vault


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyring package remembers the backend that it found first in this process."""
    monkeypatch.setattr("keyring.core._keyring_backend", None)


SECRET = "abcd-efgh-ijkl-mnop ünï"


@pytest.mark.usefixtures("real_keyring")
def test_a_keyring_keeps_secret_and_session_for_later_processes() -> None:
    vault = Vault("workspace-1")
    assert vault.check()
    vault.put(SecretPlace.KEYRING, "venue", SECRET)
    vault.slot(SecretPlace.KEYRING, "venue").keep_session("{}")
    later = Vault("workspace-1").slot(SecretPlace.KEYRING, "venue")
    assert (later.secret(), later.session()) == (SECRET, "{}")
    with pytest.raises(SecretUnavailable):
        Vault("workspace-2").get(SecretPlace.KEYRING, "venue")
    later.keep_session(None)
    assert Vault("workspace-1").slot(SecretPlace.KEYRING, "venue").session() is None
    vault.forget(SecretPlace.KEYRING, "venue")
    vault.forget(SecretPlace.KEYRING, "venue")
    with pytest.raises(SecretUnavailable):
        vault.get(SecretPlace.KEYRING, "venue")


def test_without_a_keyring_nothing_is_kept_anywhere_else() -> None:
    vault = Vault("workspace-1")
    with pytest.raises(SecretUnavailable):
        vault.check()
    with pytest.raises(SecretUnavailable) as raised:
        vault.put(SecretPlace.KEYRING, "venue", SECRET)
    assert SECRET not in str(raised.value)
    with pytest.raises(SecretUnavailable):
        vault.get(SecretPlace.KEYRING, "venue")


def test_without_a_keyring_a_session_still_serves_this_process() -> None:
    slot = Vault("workspace-1").slot(SecretPlace.KEYRING, "venue")
    assert slot.session() is None
    slot.keep_session("token")
    assert slot.session() == "token"
    slot.keep_session(None)
    assert slot.session() is None


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_a_keyring_that_keeps_nothing_is_refused(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    with pytest.raises(SecretUnavailable):
        Vault("workspace-1").put(SecretPlace.KEYRING, "venue", SECRET)


def test_a_keyring_whose_bus_is_gone_is_told_as_such(
    real_keyring: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault("workspace-1")
    assert vault.check()
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    with pytest.raises(SecretUnavailable):
        vault.check()
    with pytest.raises(SecretUnavailable):
        vault.put(SecretPlace.KEYRING, "venue", SECRET)


def test_a_secret_of_the_environment_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slot = Vault("workspace-1").slot(SecretPlace.ENVIRONMENT, "MY_SECRET")
    with pytest.raises(SecretUnavailable, match="MY_SECRET"):
        slot.secret()
    monkeypatch.setenv("MY_SECRET", SECRET)
    assert slot.secret() == SECRET


def test_a_secret_for_this_session_ends_with_the_vault() -> None:
    vault = Vault("workspace-1")
    vault.put(SecretPlace.SESSION, "venue", SECRET)
    assert vault.slot(SecretPlace.SESSION, "venue").secret() == SECRET
    vault.forget(SecretPlace.SESSION, "venue")
    with pytest.raises(SecretUnavailable):
        vault.get(SecretPlace.SESSION, "venue")
    assert Vault("workspace-1").slot(SecretPlace.NONE, "").secret() == ""
