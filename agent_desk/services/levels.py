"""Service levels as people set them: calendars of working hours and policies, in versions that never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import NotFound, Refused
from agent_desk.domain.explained import ClockView, Due, Line
from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import (
    Calendar,
    CalendarBody,
    CalendarVersion,
    Metric,
    Policy,
    PolicyBody,
    PolicyVersion,
)
from agent_desk.domain.promises import check_calendar, check_policy, ordered
from agent_desk.domain.roster import Priority, Right, may
from agent_desk.domain.typed import sound
from agent_desk.runtime.language import language
from agent_desk.services.almanac import Country, changes_of, countries, holidays_of, region_names
from agent_desk.services.clock_stories import clocks_of, story_of
from agent_desk.services.explaining import Promise, due_of
from agent_desk.services.ground import Ground
from agent_desk.services.roster import check_right
from agent_desk.storage.contract import Nouns

NAME_MAX = 80
AHEAD = 366 * 24 * 3600 * 1000
"""How far ahead a version may begin to count, in milliseconds."""


@frozen
class CalendarSaved:
    """A calendar as it stands now, and what saving it touched."""

    calendar: Calendar
    changes: Changes


@frozen
class PolicySaved:
    """A policy as it stands now, and what saving it touched. `stale`: so many conversations have clocks that go over to the
    new version; the house does that in the background, or `Levels.catch_up` does, with progress."""

    policy: Policy
    changes: Changes
    stale: int = 0


class Levels:
    """Reads on any thread; acts on the write lane. Acts raise Refused(`no_right`) where the one who sits here may not set
    levels. Moments are UTC milliseconds."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def may_set(self) -> bool:
        """Whether who sits here may change calendars and policies."""
        return may(self._ground.store.read.agents.get(self._ground.me).role, Right.SET_LEVELS)

    def calendars(self) -> list[Calendar]:
        """All in use, by name, each with its latest version."""
        return self._ground.store.read.levels.calendars()

    def calendar(self, ref: str) -> Calendar:
        """A calendar in use by id or name; raises NotFound."""
        return _found(self.calendars(), ref, "calendar")

    def calendar_versions(self, calendar_id: str) -> list[CalendarVersion]:
        """Every version, the oldest first."""
        return self._ground.store.read.levels.calendar_versions(calendar_id)

    def save_calendar(
        self, name: str, body: CalendarBody, calendar_id: str | None = None, from_at: int | None = None
    ) -> CalendarSaved:
        """Make a calendar, or a new version of one that counts from that moment on (None: from now). The changes of its
        zone's offset are frozen into it. Raises Refused (`level_name_missing`, `level_name_taken`, `levels_moment`,
        `zone_unknown`, and those of agent_desk.domain.promises.check_calendar), NotFound."""
        name = _name(name)
        check_calendar(body)
        now = self._ground.now()
        body = replace(ordered(body), changes=changes_of(body.zone, now if from_at is None else from_at))
        with self._ground.act() as (nouns, tally):
            self._check(nouns)
            known = nouns.levels.calendars()
            _check_name(name, calendar_id, known)
            before = _before(known, calendar_id, "calendar")
            latest = before.latest if before else None
            calendar_id = calendar_id or self._ground.new_id()
            if latest is None or latest.body != body or latest.from_at > (from_at or now):
                number, begins = self._begins(latest, from_at)
                nouns.levels.add_calendar_version(
                    name,
                    CalendarVersion(
                        self._ground.new_id(), calendar_id, number, begins, body, self._ground.me, self._ground.now()
                    ),
                )
            else:
                nouns.levels.rename_calendar(calendar_id, name)
            saved = _found(nouns.levels.calendars(), calendar_id, "calendar")
            tally.add(Changes(levels=frozenset({calendar_id})))
        return CalendarSaved(saved, tally.changes)

    def remove_calendar(self, calendar_id: str) -> Changes:
        """Take a calendar out of use; its versions stay for the clocks that went by them. Raises Refused(`calendar_in_use`)
        with what goes by it, NotFound."""
        with self._ground.act() as (nouns, tally):
            self._check(nouns)
            calendar = _found(nouns.levels.calendars(), calendar_id, "calendar")
            policies, teams, agents = nouns.levels.calendar_users(calendar_id)
            if users := [*policies, *teams, *agents]:
                raise Refused("calendar_in_use", name=calendar.name, users=_some(users))
            nouns.levels.remove_calendar(calendar_id, self._ground.now())
            tally.add(Changes(levels=frozenset({calendar_id})))
        return tally.changes

    def countries(self) -> list[Country]:
        """Countries whose public holidays are known, by code. The first call takes some tenths of a second."""
        return countries()

    def regions(self, country: str) -> dict[str, str]:
        """The names of a country's regions by code; raises Refused(`country_unknown`)."""
        return region_names(country)

    def holidays_of(self, country: str, region: str, years: Iterable[int]) -> dict[str, str]:
        """Public holidays by local date with their names. Raises Refused(`country_unknown`, `region_unknown`)."""
        return holidays_of(country, region, years, language())

    def policies(self) -> list[Policy]:
        """All in use, in the order in which they hold: of several that fit, the first."""
        return self._ground.store.read.levels.policies()

    def policy(self, ref: str) -> Policy:
        """A policy in use by id or name; raises NotFound."""
        return _found(self.policies(), ref, "policy")

    def policy_versions(self, policy_id: str) -> list[PolicyVersion]:
        """Every version, the oldest first."""
        return self._ground.store.read.levels.policy_versions(policy_id)

    def save_policy(
        self,
        name: str,
        body: PolicyBody,
        policy_id: str | None = None,
        *,
        running_too: bool = False,
        from_at: int | None = None,
    ) -> PolicySaved:
        """Make a policy, the last in order, or a new version of one that counts from that moment on (None: from now).
        `running_too`: also for clocks that run. Raises Refused(`level_name_missing`, `level_name_taken`, `levels_moment`, and
        those of agent_desk.domain.promises.check_policy), NotFound."""
        name = _name(name)
        with self._ground.act() as (nouns, tally):
            self._check(nouns)
            check_policy(body, (one.id for one in nouns.levels.calendars()))
            known = nouns.levels.policies()
            _check_name(name, policy_id, known)
            before = _before(known, policy_id, "policy")
            latest = before.latest if before else None
            policy_id = policy_id or self._ground.new_id()
            stale = 0
            if latest is None or latest.body != body or running_too or latest.from_at > self._ground.now():
                number, begins = self._begins(latest, from_at)
                version = PolicyVersion(
                    self._ground.new_id(),
                    policy_id,
                    number,
                    begins,
                    running_too,
                    body,
                    self._ground.me,
                    self._ground.now(),
                )
                nouns.levels.add_policy_version(name, version)
                if latest is None:
                    order = [*(one.id for one in known), policy_id]
                    nouns.levels.set_order(order, begins, self._ground.me)
                if running_too:
                    stale = nouns.ticks.mark_stale(
                        None if latest is None or latest.body.scope != body.scope else policy_id
                    )
            else:
                nouns.levels.rename_policy(policy_id, name)
            saved = _found(nouns.levels.policies(), policy_id, "policy")
            tally.add(Changes(levels=frozenset({policy_id})))
        return PolicySaved(saved, tally.changes, stale)

    def move_policy(self, policy_id: str, position: int) -> Changes:
        """Put a policy in another place of the order, counted from 0; from now on clocks begin by it. Raises NotFound."""
        with self._ground.act() as (nouns, tally):
            self._check(nouns)
            order = [one.id for one in nouns.levels.policies()]
            moved = _found(nouns.levels.policies(), policy_id, "policy").id
            target = [one for one in order if one != moved]
            target.insert(max(0, position), moved)
            if target != order:
                nouns.levels.set_order(target, self._ground.now(), self._ground.me)
                tally.add(Changes(levels=frozenset({policy_id})))
        return tally.changes

    def remove_policy(self, policy_id: str) -> Changes:
        """Take a policy out of use: no clock begins by it any more, and those that run are cancelled. Raises NotFound."""
        with self._ground.act() as (nouns, tally):
            self._check(nouns)
            _found(nouns.levels.policies(), policy_id, "policy")
            now = self._ground.now()
            order = [one.id for one in nouns.levels.policies() if one.id != policy_id]
            nouns.levels.remove_policy(policy_id, now)
            nouns.levels.set_order(order, now, self._ground.me)
            nouns.ticks.mark_stale(policy_id)
            tally.add(Changes(levels=frozenset({policy_id})))
        return tally.changes

    def running(self, policy_id: str) -> int:
        """How many clocks run, are paused or are late and open under a policy: so many go over with `running_too`."""
        return self._ground.store.read.ticks.running(policy_id)

    def due(self, policy_id: str, priority: Priority, from_at: int, metric: Metric = Metric.FIRST) -> Due:
        """When a promise would fall due for a wait that began at that moment, by what counted then, else by what counted first;
        step by step. Raises NotFound, Refused(`no_target`, `never_due`)."""
        nouns = self._ground.store.read
        policy = _found(nouns.levels.policies(), policy_id, "policy")
        version = _at(nouns.levels.policy_versions(policy.id), from_at)
        calendar_id = version.body.calendar_id
        if calendar_id is None:
            return due_of(Promise(policy.name, version.number, version.body), metric, priority, from_at, self.zone())
        hours = _at(nouns.levels.calendar_versions(calendar_id), from_at)
        name = nouns.levels.calendar_name(calendar_id)
        promise = Promise(policy.name, version.number, version.body, name, hours.number, hours.body)
        return due_of(promise, metric, priority, from_at, self.zone())

    def clocks(self, conversation_id: str) -> list[ClockView]:
        """The clocks of a conversation as they stand right now, the oldest first. Raises NotFound."""
        return clocks_of(self._ground, self._ground.store.read.conversations.find(conversation_id))

    def explain(self, conversation_id: str, zone: str | None = None) -> list[Line]:
        """Every step of the reckoning of every clock; agent_desk.runtime.level_words puts them into words. `zone`: in which
        moments will be told, None: `zone()`. Raises NotFound."""
        found = self._ground.store.read.conversations.find(conversation_id)
        return story_of(self._ground, found, self.zone() if zone is None else zone)

    def zone(self) -> str:
        """The zone in which who sits here is told of moments; empty: this machine's."""
        nouns = self._ground.store.read
        return nouns.agents.get(self._ground.me).zone or nouns.choices.zone()

    def catch_up(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Changes:
        """Reckon anew what a new version has made stale, now and in short transactions instead of bit by bit in the
        background. `progress`: told how many conversations of how many are done. What a cancelled run leaves is done in the
        background."""
        from agent_desk.services.ticking import renew_some

        changes, done, whole = Changes(), 0, self._ground.store.read.ticks.stale_left()
        while not cancelled():
            touched, count = renew_some(self._ground, 250)
            if not count:
                break
            done, changes = done + count, changes | touched
            progress(min(done, whole), whole)
        return changes

    def _check(self, nouns: Nouns) -> None:
        check_right(nouns.agents.get(self._ground.me), Right.SET_LEVELS)

    def _begins(self, latest: CalendarVersion | PolicyVersion | None, from_at: int | None) -> tuple[int, int]:
        """Number and moment of the next version. Only the first one may begin in the past: what was promised stays."""
        now = self._ground.now()
        begins = now if from_at is None else from_at
        if begins > now + AHEAD or (latest is not None and begins < max(now, latest.from_at)):
            raise Refused("levels_moment")
        return (latest.number + 1 if latest else 1), begins


T = TypeVar("T", Calendar, Policy)
V = TypeVar("V", CalendarVersion, PolicyVersion)


def _at(versions: Sequence[V], at: int) -> V:
    """The version that counted then, else the first."""
    return next((one for one in reversed(versions) if one.from_at <= at), versions[0])


def _name(name: str) -> str:
    name = " ".join(sound(name).split())[:NAME_MAX]
    if not name:
        raise Refused("level_name_missing")
    return name


def _check_name(name: str, own_id: str | None, known: Sequence[Calendar] | Sequence[Policy]) -> None:
    if any(one.name.casefold() == name.casefold() and one.id != own_id for one in known):
        raise Refused("level_name_taken", name=name)


def _before(known: Sequence[T], own_id: str | None, what: str) -> T | None:
    return None if own_id is None else _found(known, own_id, what)


def _found(known: Sequence[T], ref: str, what: str) -> T:
    for one in known:
        if ref in (one.id, one.name):
            return one
    raise NotFound(f"{what} {ref}", what=what, name=ref)


def _some(names: Sequence[str]) -> str:
    """The first few, for a sentence."""
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
