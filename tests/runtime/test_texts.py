"""Words for everything the core can say: no code without a text, and no text that says less than it must."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import agent_desk
from agent_desk.domain import errors
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.delivery import DeliveryState, Reason
from agent_desk.domain.errors import DeskError, NotFound, OwnWords, Refused, Rejected, StoreFull, Unreachable, WrongUse
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.venues import VenueState
from agent_desk.runtime import level_texts, rule_texts, texts
from agent_desk.runtime.language import use_language

SOURCES = sorted(Path(agent_desk.__file__).parent.rglob("*.py"))


def _trees() -> Iterator[tuple[Path, ast.AST]]:
    for source in SOURCES:
        yield source, ast.parse(source.read_text(encoding="utf-8"))


def _calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in names:
                yield node


def _codes() -> set[str]:
    classes = [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, DeskError)]
    codes = {found.code for found in classes}
    for _, tree in _trees():
        for call in _calls(tree, "Refused"):
            codes |= {str(node.value) for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)}
    return codes


def test_every_error_has_words() -> None:
    assert _codes() - set(texts._ERRORS) == set()


def test_no_words_wait_for_an_error_that_never_comes() -> None:
    assert set(texts._ERRORS) - _codes() == set()


def test_whoever_refuses_tells_what_its_words_speak_of() -> None:
    wrong = []
    for source, tree in _trees():
        for call in _calls(tree, "Refused"):
            if any(one.arg is None for one in call.keywords):
                continue  # what is passed on as it came
            given = {"detail"} | {one.arg for one in call.keywords}
            codes = {str(node.value) for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)}
            wrong += [f"{source}:{call.lineno}: {name}" for code in codes for name in _fields(code) - given]
    assert wrong == []


def test_no_error_has_two_wordings() -> None:
    tables = (level_texts.ERRORS, rule_texts.ERRORS)
    written = Path(texts.__file__).read_text(encoding="utf-8")
    assert [code for table in tables for code in table if f'"{code}": (' in written] == []
    assert not level_texts.ERRORS.keys() & rule_texts.ERRORS.keys()


def _fields(code: str) -> set[str]:
    parsed = (part for template in texts._ERRORS[code] for part in string.Formatter().parse(template))
    return {name for _, name, _, _ in parsed if name}


@pytest.mark.parametrize("code", sorted(texts._ERRORS))
def test_the_words_of_an_error_can_be_filled(code: str) -> None:
    said = str(texts.what_happened(Refused(code, "detail")))
    assert said
    assert not [name for _, name, _, _ in string.Formatter().parse(said) if name]


def test_every_code_of_the_core_has_words() -> None:
    assert all(texts.reason(code) for code in Reason if code is not Reason.NONE)
    assert all(map(texts.delivery_state, DeliveryState))
    assert all(map(texts.status, Status))
    assert all(map(texts.disposition, Disposition))
    assert all(map(texts.kind, ConversationKind))
    assert all(map(texts.venue_state, VenueState))


def test_a_venue_that_refuses_under_a_name_of_its_own_is_quoted() -> None:
    said = str(texts.what_happened(Rejected("Only on weekdays", code="weekend")))
    assert said == "The venue refused: Only on weekdays. Your text was kept."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WrongUse("no time"), "That does not fit: no time. Nothing was changed."),
        (Unreachable(), "The venue cannot be reached. Nothing was lost."),
        (Unreachable("no answer."), "The venue cannot be reached: no answer. Nothing was lost."),
        (StoreFull("x"), "The disk is full or cannot be written. What was saved before is untouched"),
    ],
)
def test_sentences_end_once(error: DeskError, words: str) -> None:
    assert str(texts.what_happened(error)).startswith(words)


def test_what_is_translated_can_be_extracted() -> None:
    """A text that a catalogue shall hold stands in the source as it is: never put together before it is translated."""
    wrong = [
        f"{source}:{call.lineno}"
        for source, tree in _trees()
        for call in _calls(tree, "tr", "ntr", "marked")
        for argument in call.args[:2]
        if isinstance(argument, (ast.JoinedStr, ast.BinOp))
    ]
    assert wrong == []


_TOLD = ("MachineError", "MembersOnly", "Rejected", "SecretUnavailable", "SignInAgain", "Unreachable", "WrongUse")
"""Errors whose details people read as an advice or a reason; those of other kinds are for whoever reads a log."""
_VENUES_OF_OUR_OWN = ("connectors/demo/", "views/pictures/")
"""What stands for a venue speaks the venue's language."""


def test_what_people_are_told_in_our_words_can_be_translated() -> None:
    wrong = [
        f"{source}:{call.lineno}: say OwnWords(…)"
        for source, tree in _trees()
        if not any(part in source.as_posix() for part in _VENUES_OF_OUR_OWN)
        for call in _calls(tree, *_TOLD)
        for argument in call.args[:1]
        for words in (argument.values if isinstance(argument, ast.BoolOp) else [argument])
        if any(map(_says_something, words.values if isinstance(words, ast.JoinedStr) else [words]))
    ]
    assert wrong == []


def _says_something(node: ast.expr) -> bool:
    """Whether it is more than a sign between two values, or a number of HTTP."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and any(map(str.islower, node.value))


@pytest.fixture
def german() -> Iterator[None]:
    """German, and English again afterwards."""
    use_language("de")
    yield
    use_language("en")


def test_own_words_are_said_in_the_language_and_kept_in_english(german: None) -> None:
    error = WrongUse(OwnWords("there is a venue {name} already", name="{Shop}"))
    assert error.detail == str(error) == "there is a venue {Shop} already"
    assert texts.detail(error) == "es gibt schon einen Kanal {Shop}"
    assert (
        str(texts.what_happened(error))
        == "Das passt nicht: es gibt schon einen Kanal {Shop}. Es wurde nichts geändert."
    )


def test_words_of_others_stay_as_they_are(german: None) -> None:
    assert texts.detail(Rejected("Search")) == "Search"
    assert (
        str(texts.what_happened(Rejected("Search {x}")))
        == "Der Kanal hat abgelehnt: Search {x}. Der Text ist erhalten."
    )


def test_what_is_missing_and_how_it_stands_is_said_in_the_language(german: None) -> None:
    assert texts.what_happened(NotFound("venue 7", what="venue", name="7")).what == "Kanal 7 gibt es hier nicht."
    held = Refused("wrong_state", state=DeliveryState.STOPPED)
    assert texts.what_happened(held).what == "Das geht nicht, solange der Stand „Angehalten“ ist."
