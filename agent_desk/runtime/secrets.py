"""Secrets: in the system keyring, in an environment variable, or in memory for this session; nowhere else."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from agent_desk.domain.errors import OwnWords, SecretMissing, SecretUnavailable
from agent_desk.domain.venues import SecretPlace

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)
_REFUSED = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt", "keyrings.cryptfile")


class Vault:
    """The secrets of one workspace. Keyring entries carry the workspace's id, so two workspaces never meet.

    Blocking (the keyring may ask the user to unlock it); any thread but the GUI's. Raises SecretUnavailable.
    """

    def __init__(self, workspace: str) -> None:
        self._service = f"agent-desk/{workspace}"
        self._memory: dict[str, str] = {}

    def check(self) -> str:
        """The name of the keyring in use, once it has really kept and returned something."""
        keyring = _keyring()
        probe = "probe"
        with _Told():
            keyring.set_password(self._service, probe, "kept")
            kept = keyring.get_password(self._service, probe)
            keyring.delete_password(self._service, probe)
        if kept != "kept":
            raise SecretUnavailable(OwnWords("the keyring did not return what it was given"))
        return str(keyring.name)

    def put(self, place: SecretPlace, name: str, secret: str) -> None:
        """Keep a secret in the keyring, or in memory for this session."""
        if place is SecretPlace.KEYRING:
            with _Told():
                _keyring().set_password(self._service, name, secret)
        elif place is SecretPlace.SESSION:
            self._memory[name] = secret

    def get(self, place: SecretPlace, name: str) -> str:
        """The secret; of an environment variable, its value now."""
        secret: str | None = ""
        if place is SecretPlace.KEYRING:
            with _Told():
                secret = _keyring().get_password(self._service, name)
        elif place is SecretPlace.ENVIRONMENT:
            secret = os.environ.get(name)
        elif place is SecretPlace.SESSION:
            secret = self._memory.get(name)
        if secret is None:
            raise SecretMissing(f"no secret under {name!r} ({place})", name=name)
        return secret

    def forget(self, place: SecretPlace, name: str) -> None:
        """Remove a secret; nothing happens where there is none."""
        if place is SecretPlace.SESSION:
            self._memory.pop(name, None)
        elif place is SecretPlace.KEYRING:
            from keyring.errors import PasswordDeleteError

            try:
                with _Told():
                    _keyring().delete_password(self._service, name)
            except PasswordDeleteError:
                return

    def slot(self, place: SecretPlace, name: str) -> VenueSecrets:
        """What a connector gets of a venue's secrets."""
        return VenueSecrets(self, place, name)


class VenueSecrets:
    """The secret and the cached session of one venue; shared by its lanes."""

    def __init__(self, vault: Vault, place: SecretPlace, name: str) -> None:
        self._vault = vault
        self._place = place
        self._name = name
        self._session: str | None = None
        self._asked = place is not SecretPlace.KEYRING

    def secret(self) -> str:
        """The secret as the user gave it; raises SecretUnavailable."""
        return self._vault.get(self._place, self._name)

    def session(self) -> str | None:
        """The cached session."""
        if not self._asked:
            self._asked = True
            try:
                self._session = self._vault.get(self._place, f"{self._name}/session")
            except SecretUnavailable:
                self._session = None
        return self._session

    def keep_session(self, text: str | None) -> None:
        """Keep a session for this and later processes where there is a keyring, else for this process."""
        self._session, self._asked = text, True
        if self._place is SecretPlace.KEYRING:
            try:
                if text is None:
                    self._vault.forget(self._place, f"{self._name}/session")
                else:
                    self._vault.put(self._place, f"{self._name}/session", text)
            except SecretUnavailable as error:
                # A session can be had again; the work that needs it goes on with the one in memory.
                log.info("the keyring did not take a session: %s", error.detail)


class _Told:
    """Translates the keyring's errors, and whatever its backends let through, into SecretUnavailable."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, SecretUnavailable):
            return
        from keyring.errors import PasswordDeleteError

        if isinstance(error, Exception) and not isinstance(error, PasswordDeleteError):
            # Backends raise errors of their own libraries (D-Bus, Win32); to us they all mean: no keyring now.
            raise SecretUnavailable(f"{type(error).__name__}: {error}"[:200]) from error


def _keyring() -> KeyringBackend:
    with _Told():
        import keyring

        backend = keyring.get_keyring()
        # A backend is asked for its priority over the bus, too.
        if type(backend).__module__.startswith(_REFUSED) or not backend.priority:
            raise SecretUnavailable(OwnWords("this machine has no system keyring"))
    return backend
