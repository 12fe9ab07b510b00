"""No text of the program is missing from the template, and no translation loses a parameter of its text."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
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


COMPLETE = ("de",)
"""Languages that say everything; others may lag behind and show English where they do."""

SAME = {
    "de": {
        *("Agent Desk", "ALT {words}", "Emoji", "Filter", "+ Filter", "Hashtags", "Karma", "Likes", "Link", "Person"),
        *("Status", "Video", "in {seconds} s", "in {span}", "{n} kB", "{n} MB", "{minutes} min", "{hours} h {minutes}"),
        *("{what} – Agent Desk", "Agent Desk: {state}"),
        *("Handle", "Median", "Name", "Normal", "Region", "Spam", "Standard", "Team", "Team {team}", "Teams", "normal"),
        *("{hours} h", "{hours} h {minutes} min", "{n} h", "{seconds} s", "0 min"),
    }
}
"""What a language rightly says as English does: names, units, words that both have."""


def _entries(code: str) -> polib.POFile:
    return polib.pofile(str(TEMPLATE.parent / code / "LC_MESSAGES" / "agent_desk.po"))


def _current(code: str) -> Iterator[polib.POEntry]:
    return (entry for entry in _entries(code) if not entry.obsolete)


def _said(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parents[1].name)
def test_a_catalogue_knows_every_text_and_loses_no_parameter(path: Path) -> None:
    code = path.parents[1].name
    assert known(polib.pofile(str(TEMPLATE))) - known(_entries(code)) == set(), "run: python3 dev.py texts"
    assert [wrong for entry in _current(code) for wrong in parameters_wrong(entry)] == []


def parameters_wrong(entry: polib.POEntry) -> list[str]:
    """The translations of an entry that lose or invent a parameter. The plural form for one may leave the number out."""
    wanted = parameters(entry.msgid_plural or entry.msgid)
    return [
        f"{entry.msgid} → {said}"
        for at, said in enumerate(_said(entry))
        if said
        if parameters(said) != wanted
        if not (entry.msgid_plural and at == 0 and parameters(said) | {"n"} == wanted | {"n"})
    ]


@pytest.mark.parametrize("code", COMPLETE)
def test_a_complete_language_says_every_text(code: str) -> None:
    assert [entry.msgid for entry in _current(code) if not all(_said(entry))] == []
    assert [entry.msgid for entry in _current(code) if entry.fuzzy] == []


@pytest.mark.parametrize("code", COMPLETE)
def test_nothing_is_left_in_english(code: str) -> None:
    left = {
        entry.msgid
        for entry in _current(code)
        if entry.msgid in _said(entry) and any(map(str.isalpha, _bare(entry.msgid)))
    }
    assert left == SAME[code]


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parents[1].name)
def test_the_signs_at_the_ends_are_kept(path: Path) -> None:
    """Dots say that a question follows, a colon that words come after it, arrows where something lies."""
    wrong = [
        f"{entry.msgid} → {said}"
        for entry in _current(path.parents[1].name)
        for said in _said(entry)
        if said
        if (said[0].isspace(), said[-1].isspace()) != (entry.msgid[0].isspace(), entry.msgid[-1].isspace())
        or any(entry.msgid.endswith(sign) != said.endswith(sign) for sign in ("…", ":", ": {detail}", "?", "↗"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("one", "many", "said", "wrong"),
    [
        ("{a} b", "", ["{a} c"], 0),
        ("{a} b", "", ["c"], 1),
        ("{a} b", "", ["{a} {b}"], 1),
        ("{n} of {a}", "{n} of {a}", ["{a}", "{n}: {a}"], 0),
        ("{n} of {a}", "{n} of {a}", ["{n}", "{a}"], 2),
    ],
)
def test_lost_parameters_are_found(one: str, many: str, said: list[str], wrong: int) -> None:
    entry = polib.POEntry(msgid=one, msgid_plural=many, msgstr="" if many else said[0])
    entry.msgstr_plural = dict(enumerate(said)) if many else {}
    assert len(parameters_wrong(entry)) == wrong


def parameters(text: str) -> set[str]:
    """The names that a text wants filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _bare(text: str) -> str:
    """A text without the names that are filled in."""
    return "".join(words for words, _, _, _ in string.Formatter().parse(text))


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
