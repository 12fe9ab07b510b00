"""Trying a rule on what happened already: which posts it would have touched and how, without touching any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agent_desk.domain.chains import affected, fits, unfolded
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import Does, Effect, Facts, Macro, Rule
from agent_desk.services.ground import Ground
from agent_desk.services.ruling import gathered, known, needs_of

AT_ONCE = 500
"""Posts between two looks whether to go on."""
LISTED = 500
"""Hits that are listed, at most; all are counted."""
DAY = 86_400_000


@frozen
class Hit:
    """A post, or a conversation, the rule would have done something to. `at`: when that was, UTC milliseconds; `text`: of the
    post, the first 200 characters. `effects`: those that would have changed something as things stand now."""

    conversation_id: str
    message_id: str | None
    at: int
    author: str
    text: str
    effects: tuple[Effect, ...]


@frozen
class DryRun:
    """What a rule would have done. `looked`: posts or conversations it was tried on; `matched`: those its conditions hold for;
    `changed`: those of them it would do something to; `conversations`: in how many. `complete`: it was not cancelled."""

    looked: int
    matched: int
    changed: int
    conversations: int
    by_effect: tuple[tuple[Effect, int], ...]
    hits: tuple[Hit, ...]
    complete: bool
    of_posts: bool


def run_dry(
    ground: Ground,
    rule: Rule,
    days: int,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    found: Callable[[tuple[Hit, ...]], None],
) -> DryRun:
    """See agent_desk.services.rules.Rules.dry_run. Any thread."""
    read = ground.store.read
    since = ground.now() - days * DAY
    of_posts = rule.event is Event.POST_ARRIVED
    subjects = read.rules.posts(since) if of_posts else read.rules.standing(since)
    sum_ = _Sum(rule, known(read).macros)
    needs, looked = needs_of([rule]), 0
    while looked < len(subjects) and not cancelled():
        part = subjects[looked : looked + AT_ONCE]
        looked += len(part)
        facts = (facts for _, facts in gathered(ground, read, part, needs, then=of_posts))
        if fresh := sum_.add(facts):
            found(fresh)
        progress(looked, len(subjects))
    return DryRun(
        looked,
        sum_.matched,
        sum_.changed,
        len(sum_.conversations),
        tuple(sum_.by_effect.items()),
        tuple(sum_.hits),
        looked == len(subjects),
        of_posts,
    )


@dataclass(slots=True)
class _Sum:
    rule: Rule
    macros: Mapping[str, Macro]
    matched: int = 0
    changed: int = 0
    conversations: set[str] = field(default_factory=set)
    hits: list[Hit] = field(default_factory=list)
    by_effect: dict[Effect, int] = field(default_factory=dict)

    def add(self, found: Iterable[Facts]) -> tuple[Hit, ...]:
        """Count them in; returns what joins the list."""
        before = len(self.hits)
        for facts in found:
            if not fits(self.rule, facts):
                continue
            self.matched += 1
            if not (effects := _would(facts, unfolded(self.rule.effects, self.macros))):
                continue
            self.changed += 1
            self.conversations.add(facts.conversation_id)
            for effect in effects:
                self.by_effect[effect] = self.by_effect.get(effect, 0) + 1
            if len(self.hits) < LISTED:
                self.hits.append(_hit(facts, effects))
        return tuple(self.hits[before:])


def _would(facts: Facts, effects: Sequence[Effect]) -> tuple[Effect, ...]:
    kept: list[Effect] = []
    for effect in effects:
        after = affected(facts, effect)
        if after != facts or effect.does in (Does.NOTIFY, Does.NOTE):
            kept.append(effect)
        facts = after
    return tuple(kept)


def _hit(facts: Facts, effects: tuple[Effect, ...]) -> Hit:
    author = facts.author or facts.handle
    return Hit(facts.conversation_id, facts.message_id, facts.about_at, author, facts.text[:200], effects)
