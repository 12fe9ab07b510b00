"""What hangs in a post as Discourse shows it: its pictures, videos and files, and addresses made whole."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from agent_desk.connectors.http import clean_text
from agent_desk.domain.posts import Media, MediaKind

_MOST = 40
_LONGEST = 2000
_DECORATION = frozenset({"emoji", "avatar", "site-icon", "onebox-avatar", "ytp-thumbnail-image"})
_RELATIVE = re.compile(r"""(<a\b[^<>]{0,500}?\bhref=["'])(/[^"'<>]{0,2000})(["'])""", re.IGNORECASE)
_EMOJI = re.compile(r"""<img\b(?=[^<>]{0,1000}\bclass=["'][^"'<>]*\bemoji\b)[^<>]{0,1000}>""", re.IGNORECASE)
_TITLE = re.compile(r"""\b(?:title|alt)=["'](:[\w+-]{1,60}:(?:t\d:)?)["']""")


def readable(cooked: str, base_url: str) -> str:
    """The body with addresses that lead somewhere outside of the community too, and emoji by their names."""
    whole = _RELATIVE.sub(lambda found: found[1] + web_address(found[2], base_url) + found[3], cooked)
    return _EMOJI.sub(_named, whole)


def media_of(cooked: str, base_url: str) -> tuple[Media, ...]:
    """Pictures (as large as the post links to), videos and files of a body, at most forty; each once."""
    if "<img" not in cooked and "attachment" not in cooked and "video" not in cooked:
        return ()
    finder = _Finder(base_url)
    finder.feed(cooked)
    finder.close()
    found: dict[str, Media] = {}
    for item in finder.found:
        found.setdefault(item.url, item)
    return tuple(item for url, item in found.items() if url)[:_MOST]


def web_address(address: str, base_url: str) -> str:
    """An address of the community's made whole; empty where it is no web address."""
    try:
        whole = urljoin(base_url + "/", address.strip())
    except ValueError:
        return ""
    return whole if whole.startswith(("https://", "http://")) and len(whole) <= _LONGEST else ""


class _Finder(HTMLParser):
    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.found: list[Media] = []
        self._base = base_url
        self._around = ""
        self._file: Media | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        if tag == "a":
            self._around = given.get("href", "") if "lightbox" in classes else ""
            if "attachment" in classes:
                self._file = Media(MediaKind.FILE, self._whole(given.get("href", "")))
        elif tag == "img" and not classes & _DECORATION:
            self._picture(given)
        elif tag in ("video", "source") and given.get("src"):
            self.found.append(Media(MediaKind.VIDEO, self._whole(given["src"])))
        elif "data-video-src" in given:
            poster = self._whole(given.get("data-thumbnail-src", ""))
            self.found.append(Media(MediaKind.VIDEO, self._whole(given["data-video-src"]), thumb_url=poster))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._around = ""
            if self._file is not None:
                self.found.append(self._file)
                self._file = None

    def handle_data(self, data: str) -> None:
        if self._file is not None and not self._file.title:
            self._file = Media(MediaKind.FILE, self._file.url, title=clean_text(data, 200))

    def _picture(self, given: dict[str, str]) -> None:
        shown = self._whole(given.get("src", ""))
        full = self._whole(self._around) if self._around else shown
        alt = clean_text(given.get("alt", ""), 500)
        size = (_pixels(given.get("width", "")), _pixels(given.get("height", "")))
        self.found.append(Media(MediaKind.IMAGE, full, alt, shown if full != shown else "", "", *size))

    def _whole(self, address: str) -> str:
        return web_address(address, self._base) if address else ""


def _named(found: re.Match[str]) -> str:
    name = _TITLE.search(found[0])
    return name[1] if name else ""


def _pixels(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
