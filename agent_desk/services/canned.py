"""Canned answers: prepared wordings for each network and language, filled in for the conversation they go into."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Direction
from agent_desk.domain.errors import OwnWords, Refused, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Right
from agent_desk.domain.rows import EVERYBODY, CannedAnswer, CannedVariant, Scope
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground
from agent_desk.services.roster import check_right
from agent_desk.storage.contract import Nouns

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
        """Every canned answer that is everybody's, one's own or of a team of one's own, by its shortcut."""
        return self._seen(self._ground.store.read.canned.all())

    def find(self, prefix: str, limit: int = 8) -> list[CannedAnswer]:
        """Those whose shortcut begins so (with or without the slash), the most used first; then those with it in the title.
        Of several with the same shortcut one's own is told, else the team's."""
        found = self._seen(self._ground.store.read.canned.find(prefix.removeprefix("/")))
        nearest: dict[str, CannedAnswer] = {}
        for answer in found:
            known = nearest.get(answer.shortcut)
            if known is None or _nearness(answer) > _nearness(known):
                nearest[answer.shortcut] = answer
        return [answer for answer in found if nearest[answer.shortcut] is answer][:limit]

    def save(
        self,
        shortcut: str,
        title: str,
        variants: Sequence[CannedVariant],
        answer_id: str | None = None,
        scope: Scope | None = None,
    ) -> CannedSaved:
        """Make one, or change it. `scope`: whose it is from now on; None: as it was, and everybody's when it is new. Raises
        Refused(`shortcut_wrong`, `shortcut_taken`, `empty_answer`, `no_right`), NotFound."""
        shortcut = sound(shortcut).strip().removeprefix("/")
        if not _SHORTCUT.fullmatch(shortcut):
            raise Refused("shortcut_wrong")
        kept = _distinct(variants)
        with self._ground.act() as (nouns, tally):
            before = nouns.canned.get(answer_id).scope if answer_id is not None else None
            scope = scope or before or EVERYBODY
            for one in dict.fromkeys((before or scope, scope)):
                self._check(nouns, one)
            taken = nouns.canned.by_shortcut(shortcut, scope)
            if taken is not None and taken.id != answer_id:
                raise Refused("shortcut_taken", name=shortcut)
            chosen = answer_id or self._ground.new_id()
            answer = nouns.canned.save(chosen, shortcut, sound(title).strip(), kept, scope, self._ground.now())
            tally.add(Changes(canned=frozenset({answer.id})))
        return CannedSaved(answer, tally.changes)

    def remove(self, answer_id: str) -> Changes:
        """Remove one for good. Raises Refused(`no_right`)."""
        with self._ground.act() as (nouns, tally):
            for answer in nouns.canned.all():
                if answer.id == answer_id:
                    self._check(nouns, answer.scope)
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
        variant = best(answer.variants, row.network, _languages(read, conversation_id))
        return fill(self._ground, read, conversation_id, variant.text)

    def _seen(self, answers: Sequence[CannedAnswer]) -> list[CannedAnswer]:
        me = self._ground.me
        teams = {
            team.id
            for team in self._ground.store.read.roster.teams()
            if any(member.agent_id == me for member in team.members)
        }
        return [
            one for one in answers if one.scope == EVERYBODY or one.scope.owner_id == me or one.scope.team_id in teams
        ]

    def _check(self, nouns: Nouns, scope: Scope) -> None:
        """Raises Refused(`no_right`) where who sits here may not write what is of that scope."""
        if scope.owner_id != self._ground.me:
            check_right(nouns.agents.get(self._ground.me), Right.SHARE)

    def written(self) -> dict[str, object]:
        """The canned answers that are everybody's as JSON-fit values, for another desk."""
        answers = [
            {"shortcut": one.shortcut, "title": one.title, "variants": [asdict(variant) for variant in one.variants]}
            for one in self.all()
            if one.scope == EVERYBODY
        ]
        return {"version": FORM, "canned": answers}

    def read(self, told: object) -> Changes:
        """Take over what `written` made; one with the same shortcut is replaced. All or nothing: raises WrongUse, Refused."""
        taken = _read(told)
        with self._ground.act() as (nouns, tally):
            self._check(nouns, EVERYBODY)
            for shortcut, title, variants in taken:
                known = nouns.canned.by_shortcut(shortcut, EVERYBODY)
                answer_id = known.id if known else self._ground.new_id()
                nouns.canned.save(answer_id, shortcut, title, variants, EVERYBODY, self._ground.now())
                tally.add(Changes(canned=frozenset({answer_id})))
        return tally.changes


def _nearness(answer: CannedAnswer) -> int:
    return 2 if answer.scope.owner_id else 1 if answer.scope.team_id else 0


def fill(ground: Ground, nouns: Nouns, conversation_id: str, text: str) -> str:
    """A text with its placeholders filled in for a conversation. Raises NotFound."""
    row = nouns.conversations.row(conversation_id)
    name = row.author_name or row.author_handle
    values = {
        "customer": name,
        "first_name": name.split()[0] if name.split() else "",
        "handle": row.author_handle,
        "agent": nouns.agents.get(ground.me).name,
        "venue": row.venue_label,
        "title": row.title,
        "link": row.url,
        "number": f"#{row.number}",
    }
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _languages(nouns: Nouns, conversation_id: str) -> tuple[str, ...]:
    """In which languages others wrote there last."""
    posts = nouns.messages.of(conversation_id, _LATEST)
    written = [post for post in reversed(posts) if post.direction is not Direction.OURS and post.languages]
    return written[0].languages if written else ()


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
