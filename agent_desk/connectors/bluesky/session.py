"""Signs in by app password and keeps the session: one sign-in serves all lanes and processes until the server ends it.

Facts: com.atproto.server.createSession and refreshSession; a server allows 30 sign-ins in five minutes and 300 a day.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import HttpAnswer, VenueHttp, expect
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.connectors.http.shapes import as_object, needed_text, text_at
from agent_desk.domain.errors import OwnWords, Rejected, SignInAgain, Unexpected, WrongUse

_CREATE = "/xrpc/com.atproto.server.createSession"
_REFRESH = "/xrpc/com.atproto.server.refreshSession"


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """A signed-in session. `user`: as whom it was asked for, so that another user's session is not taken for it."""

    did: str
    handle: str
    access: str
    refresh: str
    user: str


class SignIn:
    """The session of one venue. Blocking; one thread at a time."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        """Raises WrongUse where no user is named: an app password does not tell whose it is."""
        if not access.user.strip():
            raise WrongUse(OwnWords("Bluesky needs the account's handle as user"), what="user")
        self._user = access.user.strip().removeprefix("@")
        self._access, self._wire = access, wire
        self._current: Session | None = None

    def session(self) -> Session:
        """The kept session, else a new one; raises what `VenueHttp.request` raises, and SignInAgain."""
        # A keyring is slow to ask: it is asked once, and again when the server refuses what it gave.
        self._current = self._current or self._kept() or self._created()
        return self._current

    def renewed(self, refused: Session) -> Session:
        """Another session than the one that was refused; raises SignInAgain where the secret is refused too."""
        self._current = None
        self._current = self._other_than(refused)
        return self._current

    def _other_than(self, refused: Session) -> Session:
        kept = self._kept()
        if kept is not None and kept.access != refused.access:
            return kept
        answer = self._wire.request("POST", _REFRESH, headers=bearer(refused.refresh))
        if answer.status in (400, 401):
            # The other lane may have used up this refresh token a moment ago.
            kept = self._kept()
            return kept if kept is not None and kept.access != refused.access else self._created()
        return self._keep(answer)

    def _created(self) -> Session:
        credentials = {"identifier": self._user, "password": self._access.secrets.secret()}
        answer = self._wire.request("POST", _CREATE, json=credentials)
        if answer.status in (400, 401, 403):
            self._access.secrets.keep_session(None)
            raise SignInAgain(reason_of(answer) or OwnWords("the app password was refused"))
        return self._keep(answer)

    def _keep(self, answer: HttpAnswer) -> Session:
        told = as_object(expect(answer, writes=False, now=self._access.now()).json(), "the session")
        try:
            session = Session(
                did=needed_text(told, "did", "the session"),
                handle=text_at(told, "handle"),
                access=needed_text(told, "accessJwt", "the session"),
                refresh=needed_text(told, "refreshJwt", "the session"),
                user=self._user,
            )
        except Unexpected:
            # The error's excerpt would hold the tokens.
            raise Unexpected("the session lacks its tokens") from None
        self._access.secrets.keep_session(json.dumps(asdict(session)))
        return session

    def _kept(self) -> Session | None:
        try:
            session = Session(**json.loads(self._access.secrets.session() or ""))
        except (ValueError, TypeError):
            return None
        return session if session.user == self._user else None


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def expired(answer: HttpAnswer) -> bool:
    """Whether the answer says that the token, not the request, is at fault: a server says it with 400 or 401."""
    if answer.status not in (400, 401):
        return False
    return answer.status == 401 or error_name(answer) in ("ExpiredToken", "InvalidToken")


def error_name(answer: HttpAnswer) -> str:
    """The name of an XRPC error, empty where the answer has none."""
    try:
        value = answer.json()
    except Unexpected:
        return ""
    return text_at(value, "error") if isinstance(value, dict) else ""


class XrpcRefusal(Rejected):
    """A refusal with the network's own name for it (`InvalidSwap`, `RecordNotFound`)."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
