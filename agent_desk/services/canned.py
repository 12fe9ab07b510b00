"""Canned answers: prepared wordings for each network and language, filled in for the conversation they go into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Direction
from agent_desk.domain.errors import OwnWords, Refused, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import CannedAnswer, CannedVariant
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground

PLACEHOLDERS = ("customer", "first_name", "handle", "agent", "venue", "title", "link", "number")
"""What can stand in braces; anything else in braces stays as it is typed."""
FORM = 1
_SHORTCUT = re.compile(r"[^\s/{}]{1,40}")
_PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")
_LATEST = 20


@frozen
class CannedSaved:
    """A canned answer as it stands now, and what it touched."""

    answer: CannedAnswer
    changes: Changes


class Canned:
    """Reads on any thread; acts on the write lane."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def all(self) -> list[CannedAnswer]:
        """Every canned answer by its shortcut."""
        return self._ground.store.read.canned.all()

    def find(self, prefix: str, limit: int = 8) -> list[CannedAnswer]:
        """Those whose shortcut begins so (with or without the slash), the most used first; then those with it in the title."""
        return self._ground.store.read.canned.find(prefix.removeprefix("/"), limit)

    def save(
        self, shortcut: str, title: str, variants: Sequence[CannedVariant], answer_id: str | None = None
    ) -> CannedSaved:
        """Make one, or change it. Raises Refused(`shortcut_wrong`, `shortcut_taken`, `empty_answer`), NotFound."""
        shortcut = sound(shortcut).strip().removeprefix("/")
        if not _SHORTCUT.fullmatch(shortcut):
            raise Refused("shortcut_wrong")
        kept = _distinct(variants)
        with self._ground.act() as (nouns, tally):
            if answer_id is not None:
                nouns.canned.get(answer_id)
            taken = nouns.canned.by_shortcut(shortcut)
            if taken is not None and taken.id != answer_id:
                raise Refused("shortcut_taken", name=shortcut)
            chosen = answer_id or self._ground.new_id()
            answer = nouns.canned.save(chosen, shortcut, sound(title).strip(), kept, self._ground.now())
            tally.add(Changes(canned=frozenset({answer.id})))
        return CannedSaved(answer, tally.changes)

    def remove(self, answer_id: str) -> Changes:
        """Remove one for good."""
        with self._ground.act() as (nouns, tally):
            if nouns.canned.remove(answer_id):
                tally.add(Changes(canned=frozenset({answer_id})))
        return tally.changes

    def used(self, answer_id: str) -> Changes:
        """It went into a reply: it is offered earlier from now on."""
        with self._ground.act(durable=False) as (nouns, tally):
            nouns.canned.used(answer_id, self._ground.now())
            tally.add(Changes(canned=frozenset({answer_id})))
        return tally.changes

    def text_for(self, answer: CannedAnswer, conversation_id: str) -> str:
        """The wording for the venue's network and the customer's language, filled in for this conversation."""
        read = self._ground.store.read
        row = read.conversations.row(conversation_id)
        posts = read.messages.of(conversation_id, _LATEST)
        written = [post for post in reversed(posts) if post.direction is not Direction.OURS and post.languages]
        languages = written[0].languages if written else ()
        name = row.author_name or row.author_handle
        values = {
            "customer": name,
            "first_name": name.split()[0] if name.split() else "",
            "handle": row.author_handle,
            "agent": read.agents.get(self._ground.me).name,
            "venue": row.venue_label,
            "title": row.title,
            "link": row.url,
            "number": f"#{row.number}",
        }
        variant = best(answer.variants, row.network, languages)
        return _PLACEHOLDER.sub(lambda found: values[found[1]], variant.text)

    def written(self) -> dict[str, object]:
        """All canned answers as JSON-fit values, for another desk."""
        answers = [
            {"shortcut": one.shortcut, "title": one.title, "variants": [asdict(variant) for variant in one.variants]}
            for one in self.all()
        ]
        return {"version": FORM, "canned": answers}

    def read(self, told: object) -> Changes:
        """Take over what `written` made; one with the same shortcut is replaced. All or nothing: raises WrongUse, Refused."""
        taken = _read(told)
        with self._ground.act() as (nouns, tally):
            for shortcut, title, variants in taken:
                known = nouns.canned.by_shortcut(shortcut)
                answer_id = known.id if known else self._ground.new_id()
                nouns.canned.save(answer_id, shortcut, title, variants, self._ground.now())
                tally.add(Changes(canned=frozenset({answer_id})))
        return tally.changes


def best(variants: Sequence[CannedVariant], network: str, languages: Sequence[str]) -> CannedVariant:
    """The variant that says most of this network and these languages without saying another; else the most general one."""
    primary = [language.partition("-")[0].lower() for language in languages]

    def fit(variant: CannedVariant) -> int:
        wrong_network = variant.network not in ("", network)
        wrong_language = variant.language != "" and variant.language.partition("-")[0].lower() not in primary
        said = (variant.network != "") + 2 * (variant.language != "")
        return said if not (wrong_network or wrong_language) else -1 - said

    return max(variants, key=fit)


def _distinct(variants: Sequence[CannedVariant]) -> tuple[CannedVariant, ...]:
    kept = {
        (one.network, one.language.lower()): CannedVariant(sound(one.text), one.network, one.language.lower())
        for one in variants
        if one.text.strip()
    }
    if not kept:
        raise Refused("empty_answer")
    return tuple(kept.values())


def _read(told: object) -> list[tuple[str, str, tuple[CannedVariant, ...]]]:
    if not isinstance(told, Mapping) or told.get("version") != FORM or not isinstance(told.get("canned"), list):
        raise WrongUse(OwnWords("this is no file of canned answers of a version that is known here"))
    found: list[tuple[str, str, tuple[CannedVariant, ...]]] = []
    for one in told["canned"]:
        try:
            shortcut, title = str(one["shortcut"]), str(one.get("title", ""))
            variants = [CannedVariant(**{name: str(value) for name, value in item.items()}) for item in one["variants"]]
        except (KeyError, TypeError, AttributeError) as error:
            raise WrongUse(OwnWords("a canned answer that cannot be read: {answer}", answer=str(one)[:100])) from error
        if not _SHORTCUT.fullmatch(shortcut):
            raise Refused("shortcut_wrong", shortcut)
        found.append((sound(shortcut), sound(title), _distinct(variants)))
    return found
