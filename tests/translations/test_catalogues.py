"""No text of the program is missing from the template, and no translation loses a parameter of its text."""

from __future__ import annotations

import string
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from agent_desk.runtime.language import best_language, installed_languages, language, ntr, tr, use_language
from tests.translations.collecting import TEMPLATE, catalogues, known, of_code, of_manifest, texts, update


@pytest.fixture(autouse=True)
def english() -> object:
    """Whatever a test speaks, the next one speaks English."""
    yield
    use_language("en")


def test_no_text_is_missing_from_the_template() -> None:
    wanted = {one for one, _ in texts()}
    there = known(polib.pofile(str(TEMPLATE)))
    assert wanted - there == set(), "run: python3 dev.py texts"


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parents[1].name)
def test_a_catalogue_knows_every_text_and_loses_no_parameter(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    assert known(polib.pofile(str(TEMPLATE))) - known(catalogue) == set(), "run: python3 dev.py texts"
    for entry in catalogue:
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            allowed = parameters(entry.msgid) | parameters(entry.msgid_plural or "")
            assert parameters(said) <= allowed, entry.msgid
            if said and not entry.msgid_plural:
                assert parameters(said) == allowed, entry.msgid


def parameters(text: str) -> set[str]:
    """The names that a text wants filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('tr("a" "b")', [("ab", "")]),
        ('texts.tr("a", n=1)', [("a", "")]),
        ('X = (marked("a"), marked("b"))', [("a", ""), ("b", "")]),
        ('ntr("{n} dog", "{n} dogs", 3)', [("{n} dog", "{n} dogs")]),
        ('tr("a" if x else "b")', [("a", ""), ("b", "")]),
        ("tr(words)", []),
        ('raise Gone(OwnWords("no {name}", name=x))', [("no {name}", "")]),
        ('raise NotFound(f"post {x}", what="post", name=x)', [("post", "")]),
    ],
)
def test_texts_are_found_in_code(source: str, expected: list[tuple[str, str]]) -> None:
    assert list(of_code(source)) == expected


def test_texts_are_found_in_manifests() -> None:
    manifest = {
        "label": "Net",
        "reads": ["posts"],
        "sign_in": {"secret_label": "Token", "secret_help": "There."},
        "option": [{"key": "tags", "label": "Tags", "help": "Some."}],
    }
    assert [one for one, _ in of_manifest(manifest)] == ["posts", "Token", "There.", "Tags", "Some."]


def _translate(folder: Path, code: str, plural: str, **said: str | list[str]) -> None:
    """Write a catalogue as a translator would."""
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": plural}
    for text, words in said.items():
        if isinstance(words, str):
            catalogue.append(polib.POEntry(msgid=text, msgstr=words))
        else:
            forms = dict(enumerate(words))
            catalogue.append(polib.POEntry(msgid=f"{{n}} {text}", msgid_plural=f"{{n}} {text}s", msgstr_plural=forms))
    path = folder / code / "LC_MESSAGES" / "agent_desk.po"
    path.parent.mkdir(parents=True)
    catalogue.save(str(path))


def test_plural_forms_are_those_of_the_language(tmp_path: Path) -> None:
    polish = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    _translate(tmp_path, "pl", polish, dog=["{n} pies", "{n} psy", "{n} psów"])
    use_language("pl", tmp_path)
    assert [ntr("{n} dog", "{n} dogs", n) for n in (1, 3, 5, 22)] == ["1 pies", "3 psy", "5 psów", "22 psy"]
    assert ntr("{n} cat", "{n} cats", 1) == "1 cat"


def test_what_is_not_translated_or_uncertain_stays_english(tmp_path: Path) -> None:
    _translate(tmp_path, "de", "nplurals=2; plural=(n != 1);", Send="Senden", Quit="", Search="Sucht")
    path = tmp_path / "de" / "LC_MESSAGES" / "agent_desk.po"
    catalogue = polib.pofile(str(path))
    entry = catalogue.find("Search")
    assert entry is not None
    entry.flags.append("fuzzy")
    catalogue.save(str(path))
    use_language("de", tmp_path)
    assert (tr("Send"), tr("Quit"), tr("Search"), tr("")) == ("Senden", "Quit", "Search", "")
    assert language() == "de"


@pytest.mark.parametrize("broken", ["msgid unquoted", 'msgid "a"\nmsgstr "b', '"hangs in the air"'])
def test_a_broken_catalogue_costs_the_translation_only(
    tmp_path: Path, broken: str, expect_log: Callable[[str], None]
) -> None:
    expect_log("could not be read")
    path = tmp_path / "de" / "LC_MESSAGES" / "agent_desk.po"
    path.parent.mkdir(parents=True)
    path.write_text(broken, encoding="utf-8")
    use_language("de", tmp_path)
    assert (tr("Send"), language()) == ("Send", "en")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(["de-AT", "en"], "de"), (["de_DE.UTF-8"], "de"), (["ja", "de"], "de"), (["ja"], "en"), (["C"], "en"), ([], "en"),
     (["pt-BR"], "pt_BR"), (["../de"], "en")],
)  # fmt: skip
def test_the_best_language_is_the_first_that_is_there(tmp_path: Path, wanted: list[str], found: str) -> None:
    for code in ("de", "pt_BR"):
        _translate(tmp_path, code, "nplurals=2; plural=(n != 1);")
    assert best_language(wanted, tmp_path) == found
    assert installed_languages(tmp_path) == ["de", "en", "pt_BR"]


def test_an_update_keeps_what_was_translated(tmp_path: Path) -> None:
    package = tmp_path / "agent_desk"
    package.mkdir()
    (package / "one.py").write_text('tr("Send"); ntr("{n} dog", "{n} dogs", 2); tr("Old")', encoding="utf-8")
    folder = tmp_path / "translations"
    _translate(folder, "de", "nplurals=2; plural=(n != 1);", Send="Senden", Old="Alt")
    update(folder, package)
    (package / "one.py").write_text('tr("Send"); ntr("{n} dog", "{n} dogs", 2); tr("New")', encoding="utf-8")
    assert update(folder, package) == ["3 texts", "de: 33 % translated"]
    use_language("de", folder)
    assert (tr("Send"), tr("Old"), tr("New")) == ("Senden", "Old", "New")
