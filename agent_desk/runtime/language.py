"""The language of this process: gettext without Qt, from catalogues that are read as the translators write them.

A `.po` file is read where others would compile it first: nothing can be stale or forgotten at packing, and its few
thousand lines cost some milliseconds, only where another language than English is wanted.
"""

from __future__ import annotations

import gettext
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from json import loads
from pathlib import Path

from agent_desk.domain.errors import Param
from agent_desk.runtime.places import resources_dir

log = logging.getLogger(__name__)

DOMAIN = "agent_desk"
SOURCE = "en"
"""The language of the texts in the program itself."""


class _Catalogue(gettext.NullTranslations):
    """The texts of one language; what it lacks stays English."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        super().__init__()
        self._one: dict[str, str] = {}
        self._many: dict[str, tuple[str, ...]] = {}
        self._form = gettext.c2py("n != 1")
        for entry in entries:
            if not entry.id:
                self._read_head(entry.said[0])
            elif all(entry.said):
                self._one[entry.id] = entry.said[0]
                if entry.many:
                    self._many[entry.id] = tuple(entry.said)

    def gettext(self, message: str) -> str:
        return self._one.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._many.get(msgid1)
        if forms is None:
            return msgid1 if n == 1 else msgid2
        at = self._form(n)
        return forms[at] if at < len(forms) else forms[-1]

    def _read_head(self, head: str) -> None:
        for line in head.split("\n"):
            name, _, value = line.partition(":")
            if name.strip().lower() == "plural-forms" and "plural=" in value:
                self._form = gettext.c2py(value.partition("plural=")[2].strip().rstrip(";"))


@dataclass(slots=True)
class _Entry:
    id: str
    many: bool
    said: list[str]
    fuzzy: bool = False


@dataclass(slots=True)
class _Language:
    code: str
    catalogue: gettext.NullTranslations
    figure: Callable[[int], str]


_language = _Language(SOURCE, gettext.NullTranslations(), str)


def use_language(language: str, folder: Path | None = None) -> None:
    """Switch the texts of this process to a language (`de`, `pt_BR`); without a catalogue the English source texts remain.

    `folder`: where the catalogues lie, else the program's own. A catalogue that cannot be read is logged and left out.
    """
    found = _catalogue(language, folder or translations_dir())
    try:
        catalogue = _Catalogue(_entries(found.read_text(encoding="utf-8"))) if found else gettext.NullTranslations()
    except (OSError, ValueError, LookupError) as error:
        log.warning("the translation %s could not be read: %s", found, error)
        catalogue = gettext.NullTranslations()
        found = None
    _language.code = language if found or language.startswith(SOURCE) else SOURCE
    _language.catalogue = catalogue


def use_figures(figure: Callable[[int], str]) -> None:
    """How `ntr` writes a number from now on; plain digits until this is called, as programs read them."""
    _language.figure = figure


def language() -> str:
    """The language in use, as it was asked for; English where there was no catalogue."""
    return _language.code


def installed_languages(folder: Path | None = None) -> list[str]:
    """The languages there is a catalogue for, English among them, sorted."""
    found = (folder or translations_dir()).glob(f"*/LC_MESSAGES/{DOMAIN}.po")
    return sorted({SOURCE, *(path.parents[1].name for path in found)})


def best_language(wanted: Iterable[str], folder: Path | None = None) -> str:
    """The first of these (BCP 47 or POSIX: `de-AT`, `de_AT.UTF-8`) that is installed, itself or its base; else English."""
    installed = set(installed_languages(folder))
    for name in wanted:
        whole = name.partition(".")[0].partition("@")[0].replace("-", "_")
        for code in (whole, whole.partition("_")[0]):
            if code in installed:
                return code
    return SOURCE


def translations_dir() -> Path:
    """Where the catalogues of the program lie: `<language>/LC_MESSAGES/agent_desk.po`."""
    return resources_dir() / "translations"


def tr(text: str, /, **params: Param) -> str:
    """The text in the user's language with its parameters filled in."""
    translated = _language.catalogue.gettext(text) if text else ""
    return translated.format(**params) if params else translated


def ntr(one: str, many: str, n: int, /, **params: Param) -> str:
    """Like `tr`, in the plural form for `n`, which fills `{n}` as the locale writes it."""
    return _language.catalogue.ngettext(one, many, n).format(n=_language.figure(n), **params)


def marked(text: str) -> str:
    """Marks a text for translation where it stands as data; the catalogue translates it when it is shown."""
    return text


def _catalogue(language: str, folder: Path) -> Path | None:
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    return path if language.replace("_", "").isalnum() and path.is_file() else None


def _entries(text: str) -> Iterator[_Entry]:
    """The entries of a catalogue: those that are translated and that no translator has to look at again."""
    for block in text.split("\n\n"):
        entry = _entry(block)
        if entry is not None and entry.said and not entry.fuzzy:
            yield entry


def _entry(block: str) -> _Entry | None:
    parts: dict[str, list[str]] = {}
    name, fuzzy = "", False
    for line in block.split("\n"):
        if line.startswith("#,"):
            fuzzy = "fuzzy" in line
        elif line.startswith("#") or not line:
            continue
        elif line.startswith('"'):
            parts[name].append(str(loads(line)))
        else:
            name, _, value = line.partition(" ")
            parts[name] = [str(loads(value))]
    if "msgid" not in parts:
        return None
    said = ["".join(value) for name, value in parts.items() if name.startswith("msgstr")]
    return _Entry("".join(parts["msgid"]), "msgid_plural" in parts, said, fuzzy)
