"""A made-up language for tests: every text of the program in Hebrew letters and a third longer, read from the right."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

from tests.translations.collecting import template, texts

CODE = "he"
"""The code under which it is installed: the locale of a real language gives direction, dates and names of days."""

_LONGER = 3
"""One letter more for so many."""


def install(folder: Path) -> Path:
    """Write its catalogue into a folder of catalogues, made from the texts as they stand in the code; returns the folder."""
    catalogue = template(texts())
    catalogue.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: disguised(entry.msgid), 1: disguised(entry.msgid_plural)}
        else:
            entry.msgstr = disguised(entry.msgid)
    place = folder / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    catalogue.save(str(place / "agent_desk.po"))
    return folder


def disguised(text: str) -> str:
    """The text in Hebrew letters and longer; what is filled in stays as it is."""
    out = ""
    for words, name, _, _ in string.Formatter().parse(text):
        out += "".join(_letters(words)) + (f"{{{name}}}" if name is not None else "")
    return out


def _letters(words: str) -> Iterator[str]:
    count = 0
    for sign in words:
        if not (sign.isascii() and sign.isalpha()):
            yield sign
            continue
        letter = chr(ord("א") + ord(sign.lower()) % 27)
        count += 1
        yield letter * 2 if count % _LONGER == 0 else letter
