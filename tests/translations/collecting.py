"""Finds every text a user may see: what the code hands to `tr`, `ntr`, `marked` and `OwnWords`, what `NotFound` has not
found, and the words of the manifests."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "agent_desk"
TRANSLATIONS = ROOT / "resources" / "translations"
TEMPLATE = TRANSLATIONS / "agent_desk.pot"
Text = tuple[str, str]
"""One text and its plural, which is empty where there is none."""

_CALLS = frozenset({"tr", "marked", "OwnWords"})


def texts(package: Path = PACKAGE) -> dict[Text, list[str]]:
    """Each text with the files it stands in, in the order of files and lines."""
    found: dict[Text, list[str]] = {}
    for path in sorted([*package.rglob("*.py"), *package.rglob("manifest.toml")]):
        source = path.read_text(encoding="utf-8")
        for text in of_manifest(tomllib.loads(source)) if path.suffix == ".toml" else of_code(source):
            shown = path.relative_to(package.parent).as_posix()
            files = found.setdefault(text, [])
            if shown not in files:
                files.append(shown)
    return found


def of_code(source: str) -> Iterator[Text]:
    """The texts in a module, in the order of its lines."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name == "ntr":
            one, many = (_constants(argument) for argument in call.args[:2])
            yield from zip(one, many, strict=True)
        elif name in _CALLS and call.args:
            yield from ((text, "") for text in _constants(call.args[0]) if text)
        elif name == "NotFound":
            nouns = (keyword.value for keyword in call.keywords if keyword.arg == "what")
            yield from ((text, "") for noun in nouns for text in _constants(noun))


def of_manifest(manifest: dict[str, Any]) -> Iterator[Text]:
    """The texts of a network's manifest; names of networks are not translated."""
    sign_in = manifest.get("sign_in", {})
    words = [sign_in.get(key, "") for key in ("secret_label", "secret_help", "user_help")]
    words += [option.get(key, "") for option in manifest.get("option", ()) for key in ("label", "help")]
    yield from ((text, "") for text in (*manifest.get("reads", ()), *words) if text)


def template(found: dict[Text, list[str]]) -> polib.POFile:
    """The texts as a catalogue without translations."""
    result = polib.POFile(wrapwidth=120)
    result.metadata = {
        "Project-Id-Version": "agent-desk",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    plurals = {one: many for one, many in found if many}
    for (one, many), places in found.items():
        if not many and one in plurals:
            continue  # the entry with the plural holds the singular too
        files = [(file, "") for file in places]
        entry = polib.POEntry(msgid=one, occurrences=files)
        if many:
            entry.msgid_plural = many
            entry.msgstr_plural = {0: "", 1: ""}
        result.append(entry)
    return result


def update(folder: Path = TRANSLATIONS, package: Path = PACKAGE) -> list[str]:
    """Write the template anew, and bring every catalogue in line with it: new texts come in untranslated, those that went
    are kept as obsolete. Returns a line about each catalogue."""
    wanted = template(texts(package))
    folder.mkdir(parents=True, exist_ok=True)
    wanted.save(str(folder / TEMPLATE.name))
    lines = [f"{len(wanted)} texts"]
    for path in catalogues(folder):
        catalogue = polib.pofile(str(path), wrapwidth=120)
        catalogue.merge(wanted)
        catalogue.save(str(path))
        lines.append(f"{path.parents[1].name}: {catalogue.percent_translated()} % translated")
    return lines


def catalogues(folder: Path = TRANSLATIONS) -> list[Path]:
    """The catalogues of all languages."""
    return sorted(folder.glob("*/LC_MESSAGES/agent_desk.po"))


def known(catalogue: Iterable[polib.POEntry]) -> set[str]:
    """The texts that a catalogue has, translated or not."""
    return {entry.msgid for entry in catalogue if not entry.obsolete}


def _constants(node: ast.expr) -> list[str]:
    """The text that an argument is, or those between which it chooses."""
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
