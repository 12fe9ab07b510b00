"""What a status means to us: one table from an HTTP answer to the errors of the contract."""

from __future__ import annotations

import html
import re
import unicodedata

from agent_desk.connectors.http.answer import HttpAnswer, JsonValue
from agent_desk.connectors.http.pacing import wait_until
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
)

_REASON_KEYS = ("message", "error_description", "detail", "reason", "title", "error", "errors")
_TAG = re.compile(r"<(?:script|style)\b.*?(?:</(?:script|style)\s*>|$)|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)
_READ_OF_A_REASON = 4000
_HTML_START = (b"<!doctype html", b"<html")
_NOT_YET = frozenset({408, 421, 425})
_MAYBE_DONE_ELSEWHERE = frozenset({302, 303})


def expect(answer: HttpAnswer, *, writes: bool, now: int) -> HttpAnswer:
    """The answer itself when it is a success; otherwise raises what it means. `now`: UTC milliseconds.

    A connector looks at what its network means differently before it calls this. 302 and 303 after a write may say
    "done, look there", so the outcome is unknown; 301, 307 and 308 say that nothing was done.
    """
    page = _is_html(answer)
    if answer.ok and not page:
        return answer
    raise _meaning(answer, page=page, writes=writes, now=now)


def _meaning(answer: HttpAnswer, *, page: bool, writes: bool, now: int) -> ConnectorError:
    status, what = answer.status, f"HTTP {answer.status}"
    if answer.ok:
        what = "a web page came where data was due"
        return OutcomeUnknown(what) if writes else Unreachable(what)
    if status == 429:
        return RateLimited(wait_until(answer.headers, now), what)
    if status == 401:
        return SignInAgain(reason_of(answer) or what)
    if status in _NOT_YET or (page and not writes and status >= 400):
        return Unreachable(what)
    if 300 <= status < 400:
        return (
            OutcomeUnknown(what) if writes and status in _MAYBE_DONE_ELSEWHERE else Unexpected(what, _excerpt(answer))
        )
    if status in (404, 410) and not page:
        return Gone(reason_of(answer) or what)
    if 400 <= status < 500 and status not in (404, 405, 406, 410):
        return Rejected(reason_of(answer) or what)
    if status >= 500:
        return OutcomeUnknown(what) if writes else Unreachable(what)
    return Unexpected(what, _excerpt(answer))


def reason_of(answer: HttpAnswer) -> str:
    """The venue's own words for a refusal as plain text, at most 500 characters; empty when it gives none."""
    try:
        value = answer.json()
    except (Unexpected, OutcomeUnknown):
        return clean_text(answer.text())
    return clean_text(_words(value))


def clean_text(text: str, limit: int = 500) -> str:
    """Hostile text made plain: no tags, no control or direction-changing characters, one line, `limit` characters."""
    bare = html.unescape(_TAG.sub(" ", text[:_READ_OF_A_REASON]))
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in bare)
    return " ".join(shown.split())[:limit]


def _words(value: JsonValue, depth: int = 0) -> str:
    if isinstance(value, str):
        return value
    if depth < 4 and isinstance(value, list):
        return "; ".join(filter(None, (_words(item, depth + 1) for item in value[:5])))
    if depth < 4 and isinstance(value, dict):
        found = (_words(value[key], depth + 1) for key in _REASON_KEYS if key in value)
        return next(filter(None, found), "")
    return ""


def _is_html(answer: HttpAnswer) -> bool:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if "json" in kind:
        return False
    return kind in ("text/html", "application/xhtml+xml") or answer.body[:200].lstrip().lower().startswith(_HTML_START)


def _excerpt(answer: HttpAnswer) -> str:
    return clean_text(answer.text())
