"""Links in hostile texts: which may be followed, and where they really lead."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

import regex

from agent_desk.domain.taming import tame

LENGTH_MAX = 2_000
_HOST_MAX = 253
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`{}|^\u2000-\u200f\u2028-\u202f\u3000]")
_SCRIPTS = ("Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Han", "Hiragana", "Katakana", "Hangul", "Bopomofo")
_NAMED_SCRIPT = {name: regex.compile(rf"\p{{Script={name}}}") for name in _SCRIPTS}
_OTHER_LETTER = regex.compile(
    r"[\p{L}--\p{Script=Latin}--\p{Script=Cyrillic}--\p{Script=Greek}--\p{Script=Armenian}"
    r"--\p{Script=Cherokee}--\p{Script=Han}--\p{Script=Hiragana}--\p{Script=Katakana}"
    r"--\p{Script=Hangul}--\p{Script=Bopomofo}]",
    regex.VERSION1,
)
_TOGETHER = (
    {"Han", "Hiragana", "Katakana", "Latin"},
    {"Han", "Bopomofo", "Latin"},
    {"Han", "Hangul", "Latin"},
)
_LOOK_LIKE_LATIN = {"Cyrillic", "Greek", "Armenian", "Cherokee"}


def followable(url: str) -> str:
    """The link as it may be followed: http, https or mailto, with a host, without a user name; else an empty text."""
    url = tame(url[: LENGTH_MAX + 1]).strip().replace(" ", "%20")
    if len(url) > LENGTH_MAX or _FORBIDDEN.search(url):
        return ""
    parts = _split(url)
    if parts is None:
        return ""
    if parts.scheme == "mailto":
        return url if "@" in parts.path and not parts.netloc else ""
    return url if parts.scheme in ("http", "https") and _is_host(parts) else ""


def link_target(url: str) -> str:
    """Where a link leads, in full, for a human to read: a host that mixes scripts or looks like another alphabet's is
    shown in punycode. Empty where the link may not be followed."""
    url = followable(url)
    parts = _split(url)
    if not url or parts is None or parts.scheme == "mailto":
        return url
    host = parts.hostname or ""
    if host.isascii() or not _deceptive(host):
        return url
    return parts._replace(netloc=parts.netloc.lower().replace(host, _punycode(host))).geturl()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return bool(host.strip(".")) and len(host) <= _HOST_MAX and "@" not in parts.netloc and "%" not in host


def _deceptive(host: str) -> bool:
    labels = host.split(".")
    ascii_top = labels[-1].isascii()
    return any(_mixed(scripts) or (ascii_top and scripts & _LOOK_LIKE_LATIN) for scripts in map(_scripts, labels))


def _scripts(label: str) -> set[str]:
    found = {name for name, pattern in _NAMED_SCRIPT.items() if pattern.search(label)}
    return found | {"other"} if _OTHER_LETTER.search(label) else found


def _mixed(scripts: set[str]) -> bool:
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _punycode(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")
