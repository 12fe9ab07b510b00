"""The one tree of errors: each carries a code and parameters that the text catalogue turns into what happened, what was
kept and what to do."""

from __future__ import annotations

from typing import Self

Param = str | int | None


class OwnWords(str):
    """A detail in the program's own words: English where it is a string, as in the log; the text catalogue renders
    `template` with `params` in the user's language. Words of a venue or a system are plain strings."""

    __slots__ = ("params", "template")
    template: str
    params: dict[str, Param]

    def __new__(cls, template: str, /, **params: Param) -> Self:
        made = super().__new__(cls, template.format(**params))
        made.template, made.params = template, params
        return made


class DeskError(Exception):
    """Root of everything this program raises on purpose.

    `code` names the entry in the text catalogue (agent_desk.runtime.texts); `params` fill it. Neither ever holds a secret.
    """

    code = "error"

    def __init__(self, detail: str = "", **params: Param) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.params: dict[str, Param] = {"detail": detail, **params}


class WrongUse(DeskError):
    """The caller asked for something that does not exist or does not fit; nothing was changed."""

    code = "wrong_use"


class NotFound(WrongUse):
    """No such venue, conversation, message or delivery here."""

    code = "not_found"


class Refused(DeskError):
    """A rule of the desk forbids the act in the present state; nothing was changed. `code` is set per case."""

    def __init__(self, code: str, detail: str = "", **params: Param) -> None:
        super().__init__(detail, **params)
        self.code = code


class MachineError(DeskError):
    """The machine does not give what is needed (keyring, display, disk)."""

    code = "machine"


class SecretUnavailable(MachineError):
    """The keyring cannot be used."""

    code = "secret_unavailable"


class SecretMissing(SecretUnavailable):
    """There is no secret where the venue's should lie: the variable is not set, or the keyring's entry is gone."""

    code = "secret_missing"


class TranslationFailed(MachineError):
    """The command that translates did not do its work; `detail` says why, in its own words where it had any."""

    code = "translation_failed"


class StoreError(DeskError):
    """The local database cannot do what was asked; nothing that was acknowledged before is lost."""

    code = "store"


class StoreBusy(StoreError):
    """Another process held the database longer than we wait."""

    code = "store_busy"


class StoreFull(StoreError):
    """The disk is full or read-only; the act was not saved and has to be repeated."""

    code = "store_full"


class StoreDamaged(StoreError):
    """The database is damaged: it is set aside and rebuilt at the next start."""

    code = "store_damaged"


class StoreTooNew(StoreError):
    """The database was written by a newer version of this program; it was left untouched."""

    code = "store_too_new"


class ConnectorError(DeskError):
    """Root of what a connector may raise; the subclasses say what the caller can do."""

    code = "connector"


class Unreachable(ConnectorError):
    """The venue did not serve us and surely took nothing from us: try again later."""

    code = "unreachable"


class OutcomeUnknown(ConnectorError):
    """A write may or may not have happened: read back before anything else."""

    code = "outcome_unknown"


class RateLimited(ConnectorError):
    """The venue asks us to wait; surely nothing was taken. `until`: UTC milliseconds, None when it does not say."""

    code = "rate_limited"

    def __init__(self, until: int | None, detail: str = "") -> None:
        super().__init__(detail, until=until)
        self.until = until


class SignInAgain(ConnectorError):
    """The venue no longer accepts our credentials; surely nothing was taken."""

    code = "sign_in_again"


class MembersOnly(SignInAgain):
    """We came without credentials, and the venue shows that only to who is signed in."""

    code = "members_only"


class Rejected(ConnectorError):
    """The venue understood and refused, with its own words in `reason`; the same request would be refused again."""

    code = "rejected"

    def __init__(self, reason: str, *, code: str = "rejected") -> None:
        super().__init__(reason, reason=reason)
        self.reason = reason
        self.code = code


class Gone(ConnectorError):
    """What we addressed no longer exists at the venue."""

    code = "gone"


class Unexpected(ConnectorError):
    """The venue answered something its contract does not know (also: too large, too deep, not JSON); `payload` is a
    shortened excerpt, at most 500 characters, for the log. For a write this is raised only where nothing was taken."""

    code = "unexpected"

    def __init__(self, detail: str, payload: str = "") -> None:
        super().__init__(detail)
        self.payload = payload[:500]
