"""How a connector reaches its venue: one origin, bounded answers, no token to another host, and failures that say
whether anything may have been taken."""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3

from agent_desk import __version__
from agent_desk.connectors.http.answer import HttpAnswer
from agent_desk.connectors.http.exchange import (
    BROKEN,
    TooLarge,
    Watch,
    WatchedAdapter,
    new_session,
    read_whole,
    watching,
)
from agent_desk.connectors.http.pacing import Pacer
from agent_desk.domain.errors import ConnectorError, OutcomeUnknown, OwnWords, Unexpected, Unreachable, WrongUse
from agent_desk.domain.frozen import frozen

MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
log = logging.getLogger(__name__)


@frozen
class Timeouts:
    """In seconds. `connect`: until the connection stands; `idle`: between two pieces; `total`: for a whole exchange."""

    connect: float = 5
    idle: float = 10
    total: float = 20


DEFAULT_TIMEOUTS = Timeouts()


@frozen
class AuditLine:
    """One exchange for the log: never a query, header, body or secret. `status` 0: no whole answer. `size`: bytes."""

    method: str
    host: str
    path: str
    status: int
    size: int
    milliseconds: int


def write_audit(line: AuditLine) -> None:
    """The audit line in the program's log."""
    log.info(
        "%s %s%s -> %d, %d bytes, %d ms",
        line.method,
        line.host,
        line.path,
        line.status,
        line.size,
        line.milliseconds,
    )


def user_agent() -> str:
    """How we name ourselves to a venue."""
    return f"agent-desk/{__version__}"


class VenueHttp:
    """One lane's way to one venue. Blocking; one thread at a time."""

    def __init__(
        self,
        base_url: str,
        *,
        now: Callable[[], int],
        pacer: Pacer,
        audit: Callable[[AuditLine], None] = write_audit,
        insecure: bool = False,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
        """`now`: UTC milliseconds. Proxies and certificates come from the environment, except for the loopback.

        Raises WrongUse for an address that is no http(s) address, names a user, or is plain http beyond the loopback
        without `insecure`.
        """
        self.base_url = base_url.rstrip("/")
        self.now = now
        self._insecure = insecure
        self._base = self._checked(base_url)
        self._pacer, self._audit, self._timeouts = pacer, audit, timeouts
        self._adapter = WatchedAdapter(max_retries=0)
        self._session = new_session(self._adapter, user_agent=user_agent())
        self._session.trust_env = not is_loopback(self._base.hostname or "")

    def get(self, path: str, **kwargs: Any) -> HttpAnswer:
        """`request` with GET."""
        return self.request("GET", path, **kwargs)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: object = None,
        data: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        writes: bool = False,
        max_bytes: int = 8_000_000,
        origin: str | None = None,
    ) -> HttpAnswer:
        """One exchange, whatever the status. `path`: below the venue's address, or an address of the same origin;
        another origin only when `origin` names it. `writes`: a lost answer is OutcomeUnknown.

        Raises Unreachable (nothing taken, or a read), OutcomeUnknown, RateLimited (the budget is known to be used up),
        Unexpected (another origin, too large an answer to a read), WrongUse (what was given makes no request).
        """
        target = self._target(path, origin)
        self._pacer.before(method, target.path, writes=writes)
        if writes:
            # A kept connection that the server closes at this very moment cannot be told from a lost answer.
            self._adapter.close()
        sent = {"params": params, "json": json, "data": data, "headers": headers}
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._exchange(method, target, sent, writes=writes, max_bytes=max_bytes)
            self._pacer.learn(method, target.path, answer.status, answer.headers, writes=writes)
            if writes or method != "GET" or answer.status not in REDIRECTS:
                return answer
            target = _followed(target, answer)
            sent["params"] = None
        raise Unexpected("the venue redirects again and again")

    def close(self) -> None:
        """Let go of all connections."""
        self._session.close()

    def _exchange(
        self, method: str, target: SplitResult, sent: Mapping[str, Any], *, writes: bool, max_bytes: int
    ) -> HttpAnswer:
        started, status, size = time.monotonic(), 0, 0
        limits = self._timeouts
        with watching(limits.total, limits.idle, writes=writes) as watch:
            try:
                with self._session.request(
                    method,
                    target.geturl(),
                    **sent,
                    stream=True,
                    allow_redirects=False,
                    timeout=(limits.connect, limits.idle),
                ) as response:
                    body = read_whole(response, max_bytes)
                status, size = response.status_code, len(body)
                return HttpAnswer(status, response.headers, body, response.url or target.geturl(), writes)
            except TooLarge:
                raise _too_large(max_bytes, writes=writes) from None
            except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError) as error:
                raise WrongUse(OwnWords("this makes no request ({kind})", kind=type(error).__name__)) from None
            except BROKEN as error:
                # The library's text quotes the address with its query, which may hold a secret: it goes no further.
                raise _failure(error, watch, writes=writes) from None
            finally:
                elapsed = int((time.monotonic() - started) * 1000)
                self._audit(AuditLine(method, target.hostname or "", target.path, status, size, elapsed))

    def _target(self, path: str, origin: str | None) -> SplitResult:
        if not path.lower().startswith(("http://", "https://")):
            return urlsplit(f"{self.base_url}/{path.lstrip('/')}")
        target = self._checked(path)
        if not any(same_origin(target, allowed) for allowed in (self._base, urlsplit(origin or ""))):
            raise Unexpected("the venue names an address of another host")
        return target

    def _checked(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            fits = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            raise WrongUse(OwnWords("this is not an address")) from None
        if not fits or parts.username is not None or parts.password is not None:
            raise WrongUse(OwnWords("the address has to look like https://example.org, without a user's name in it"))
        if parts.scheme == "http" and not (self._insecure or is_loopback(parts.hostname or "")):
            raise WrongUse(OwnWords("plain http is only allowed to this machine, or with the option insecure=1"))
        return parts


def is_loopback(host: str) -> bool:
    """Whether that name or address is this machine without asking anybody."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_origin(one: SplitResult, other: SplitResult) -> bool:
    """Whether scheme, host and port are the same."""
    return (one.scheme, one.hostname, _port(one)) == (other.scheme, other.hostname, _port(other))


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _followed(here: SplitResult, answer: HttpAnswer) -> SplitResult:
    try:
        there = urlsplit(urljoin(here.geturl(), answer.headers.get("Location", "")))
        upgrade = (here.scheme, there.scheme) == ("http", "https") and there.hostname == here.hostname
        if "Location" in answer.headers and (upgrade or same_origin(here, there)) and there.username is None:
            return there
    except ValueError:
        pass
    raise Unexpected("the venue redirects to another host")


def _too_large(max_bytes: int, *, writes: bool) -> ConnectorError:
    detail = f"the answer is larger than {max_bytes} bytes"
    return OutcomeUnknown(detail) if writes else Unexpected(detail)


def _failure(error: BaseException, watch: Watch, *, writes: bool) -> ConnectorError:
    detail = _why(error)
    return OutcomeUnknown(detail) if writes and watch.sent else Unreachable(detail)


def _why(error: BaseException) -> str:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, urllib3.exceptions.NameResolutionError):
        return "the venue's name cannot be resolved"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let us through"
    if isinstance(error, requests.exceptions.SSLError):
        return "no trustworthy TLS connection to the venue"
    if isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(
        reason, urllib3.exceptions.NewConnectionError
    ):
        return "no connection to the venue"
    if isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)):
        return "the venue did not answer in time"
    return "the connection to the venue broke"
