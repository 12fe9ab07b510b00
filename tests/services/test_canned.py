"""Canned answers: found by what is typed, in the wording that fits, filled in, and carried from desk to desk."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from agent_desk.domain.errors import Refused, WrongUse
from agent_desk.domain.roster import Member, TeamRow
from agent_desk.domain.rows import CannedVariant, Scope
from agent_desk.services.canned import best
from tests.services.refusing import refused
from tests.services.test_ingest import post
from tests.services.workspace import Process

PLAIN = CannedVariant("plain")
GERMAN = CannedVariant("german", language="de")
FAKE = CannedVariant("fake", network="fake")
BOTH = CannedVariant("both", network="fake", language="de")
OTHER = CannedVariant("other", network="other")


@pytest.mark.parametrize(
    ("variants", "languages", "chosen"),
    [
        ([PLAIN, GERMAN, FAKE, BOTH], ["de-AT"], "both"),
        ([PLAIN, GERMAN, FAKE, BOTH], ["fr"], "fake"),
        ([PLAIN, GERMAN, FAKE], ["de"], "german"),
        ([OTHER, PLAIN, GERMAN], [], "plain"),
        ([OTHER, GERMAN], ["fr"], "other"),
    ],
)
def test_the_variant_that_fits_best_is_taken(
    variants: list[CannedVariant], languages: Sequence[str], chosen: str
) -> None:
    assert best(variants, "fake", languages).text == chosen


def test_placeholders_are_filled_and_others_stay_as_typed(empty_desk: Process) -> None:
    empty_desk.agent.set("Ida", "")
    empty_desk.take(
        [post("a", author="ann", languages=("de",)), post("o", author="brand", parent="a", languages=("en",))]
    )
    conversation = empty_desk.conversation("p1")
    text = (
        "{first_name} ({handle}, {customer}): {number} {title} at {venue}, {agent}{link} {order} {customer.x} {{agent}}"
    )
    answer = empty_desk.canned.save(
        "x", "", [CannedVariant(text), CannedVariant("Hallo {first_name}", language="DE")]
    ).answer
    assert empty_desk.canned.text_for(answer, conversation) == "Hallo Ann"
    plain = empty_desk.canned.save("y", "", [CannedVariant(text)]).answer
    number = empty_desk.inbox.row(conversation).number
    assert empty_desk.canned.text_for(plain, conversation) == (
        f"Ann (ann, Ann): #{number} A thread at Fake, Ida {{order}} {{customer.x}} {{Ida}}"
    )


def test_what_is_used_most_is_offered_first(empty_desk: Process) -> None:
    canned = empty_desk.canned
    for shortcut, title in (("thanks", "Thank you"), ("then", "And then"), ("late_parcel", "A late th%ng")):
        canned.save(f"/{shortcut}", title, [PLAIN])
    canned.used(next(one.id for one in canned.all() if one.shortcut == "then"))
    assert [one.shortcut for one in canned.find("/th")] == ["then", "thanks", "late_parcel"]
    assert [one.shortcut for one in canned.find("TH", limit=1)] == ["then"]
    assert [one.shortcut for one in canned.find("th%")] == ["late_parcel"]
    assert canned.find("_") == []
    assert (canned.find("then")[0].used, canned.find("then")[0].used_at) == (1, empty_desk.clock())


@pytest.mark.parametrize("shortcut", ["", " ", "two words", "a/b", "{a}", "x" * 41])
def test_a_shortcut_is_one_word(empty_desk: Process, shortcut: str) -> None:
    with refused("shortcut_wrong"):
        empty_desk.canned.save(shortcut, "", [PLAIN])


def test_a_shortcut_stands_for_one_answer_with_words(empty_desk: Process) -> None:
    first = empty_desk.canned.save("hi", "Hello", [PLAIN]).answer
    with refused("shortcut_taken"):
        empty_desk.canned.save("hi", "", [PLAIN])
    with refused("empty_answer"):
        empty_desk.canned.save("ho", "", [CannedVariant(" ")])
    again = empty_desk.canned.save("hello", "Hello", [GERMAN], first.id).answer
    assert (again.id, again.shortcut, again.variants) == (first.id, "hello", (GERMAN,))
    assert empty_desk.canned.remove(first.id)
    assert not empty_desk.canned.remove(first.id)


def test_canned_answers_travel_as_json(empty_desk: Process) -> None:
    empty_desk.canned.save("hi", "Hello", [PLAIN, GERMAN])
    told = json.loads(json.dumps(empty_desk.canned.written()))
    told["canned"][0]["title"] = "Hello again"
    told["canned"].append({"shortcut": "bye", "variants": [{"text": "Bye"}]})
    assert len(empty_desk.canned.read(told).canned) == 2
    assert [(one.shortcut, one.title, len(one.variants)) for one in empty_desk.canned.all()] == [
        ("bye", "", 1),
        ("hi", "Hello again", 2),
    ]
    for wrong in (
        {},
        {"version": 9, "canned": []},
        {"version": 1, "canned": [{"variants": []}]},
        {"version": 1, "canned": [1]},
    ):
        with pytest.raises(WrongUse):
            empty_desk.canned.read(wrong)


def test_answers_are_ones_own_a_teams_or_everybodys(empty_desk: Process) -> None:
    canned, me = empty_desk.canned, empty_desk.ground.me
    jo = empty_desk.roster.add("Jo", "jo").agent.id
    team = empty_desk.roster.save_team(TeamRow("", 0, "Parcels", members=(Member(jo),)), new=True).team.id
    canned.save("hi", "For all", [PLAIN])
    canned.save("hi", "The team's", [PLAIN], scope=Scope(team_id=team))
    mine = canned.save("hi", "Mine", [PLAIN], scope=Scope(owner_id=me)).answer
    assert [one.title for one in canned.find("hi")] == ["Mine"], "the nearest of the same name"
    assert sorted(one.title for one in canned.all()) == ["For all", "Mine"]
    with pytest.raises(Refused):
        canned.save("hi", "Again", [PLAIN], scope=Scope(owner_id=me))
    assert canned.save("hi", "Still mine", [PLAIN], mine.id).answer.scope == Scope(owner_id=me)
    empty_desk.ground.seat.agent_id = jo
    assert [one.title for one in canned.find("hi")] == ["The team's"]
    for act in (
        lambda: canned.save("ho", "", [PLAIN]),
        lambda: canned.save("ho", "", [PLAIN], scope=Scope(team_id=team)),
        lambda: canned.save("hi", "Taken over", [PLAIN], mine.id, Scope(owner_id=jo)),
        lambda: canned.remove(mine.id),
    ):
        with pytest.raises(Refused):
            act()
    canned.save("ho", "Hers", [PLAIN], scope=Scope(owner_id=jo))
    assert "For all" in str(canned.written())
    assert "Hers" not in str(canned.written()), "what another desk gets is what everybody has"
