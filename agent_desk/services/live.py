"""How the work stands right now, for panels and the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from agent_desk.domain.assigning import load_of
from agent_desk.domain.balance import day_of, span_of
from agent_desk.domain.coverage import Coverage
from agent_desk.domain.histograms import MEDIAN, NINETIETH, rank
from agent_desk.domain.levels import Metric
from agent_desk.domain.live import AgentLine, Decided, Group, GroupLine, Live, LiveFilter, LiveTile, Spread
from agent_desk.domain.roster import AgentRow, TeamRow
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.sums import Kept, Standing
from agent_desk.services.coverage import coverage
from agent_desk.services.figure_days import goal_of, require_figures, zone_of
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns

_HOUR = 3600 * 1000


class LiveFigures:
    """Reads; not on the GUI thread: a large workspace takes up to 0.3 s. Raises Refused(`no_right`) for those who may not
    see figures."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def figures(self, filter_: LiveFilter | None = None) -> Live:
        """Everything the panels show."""
        require_figures(self._ground)
        filter_ = filter_ or LiveFilter()
        read, now = self._ground.store.read, self._ground.now()
        standings = [one for one in read.live.standings(now) if _fits(one, filter_)]
        decided = read.live.today(self._midnight(read, now), now, filter_)
        arrivals, answers = read.live.last_posts(now - _HOUR, now, filter_.venue_id)
        venues = {venue.id: venue.label for venue in read.venues.all() if filter_.venue_id in (None, venue.id)}
        teams = {team.id: team for team in read.roster.teams() if filter_.team_id in (None, team.id)}
        unassigned = _group(one for one in standings if not one.agent_id)
        return Live(
            at=now,
            filter=filter_,
            coverage=_covering(self._ground, filter_),
            whole=_group(standings),
            late_by=_late_by(standings),
            unassigned_due=unassigned.due_hour,
            today=_decided(decided),
            today_by={
                metric: _decided(one for one in decided if one.metric == metric)
                for metric in Metric
                if any(one.metric == metric for one in decided)
            },
            goal=goal_of(read),
            first_today=_spread(one.worked for one in decided if one.metric == Metric.FIRST and one.worked is not None),
            arrivals=arrivals,
            answers=answers,
            narrowed=(filter_.team_id, filter_.agent_id, filter_.language) != (None, None, None),
            teams=_lines(standings, {team.id: team.name for team in teams.values()}, lambda one: one.team_id),
            agents=_agents(read, standings, teams, filter_),
            venues=_lines(standings, venues, lambda one: one.venue_id),
            languages=_lines(standings, {}, lambda one: one.language, named=True),
            unassigned=unassigned,
        )

    def rows(self, filter_: LiveFilter, tile: LiveTile = LiveTile.HELD, limit: int = 200) -> list[ConversationRow]:
        """The conversations behind a tile, most urgent first: what is late or due by its due time, what waits by how long,
        the others the latest first."""
        require_figures(self._ground)
        read, now = self._ground.store.read, self._ground.now()
        hourly = tile in (LiveTile.ARRIVALS_HOUR, LiveTile.ANSWERS_HOUR)
        start = now - _HOUR if hourly else self._midnight(read, now)
        return read.live.rows(filter_, tile, start, now, limit)

    def _midnight(self, read: Nouns, now: int) -> int:
        zone = zone_of(read)
        return span_of(day_of(now, zone), zone).start


def _covering(ground: Ground, filter_: LiveFilter) -> Coverage:
    whole = coverage(ground)
    return whole if filter_.venue_id is None else whole.of_venue(filter_.venue_id)


def _fits(one: Standing, filter_: LiveFilter) -> bool:
    return (
        filter_.team_id in (None, one.team_id)
        and filter_.venue_id in (None, one.venue_id)
        and filter_.language in (None, one.language)
        and filter_.agent_id in (None, one.agent_id)
    )


def _group(standings: Iterable[Standing]) -> Group:
    found = list(standings)
    return Group(
        sum(one.held for one in found),
        sum(one.waiting for one in found),
        min((one.oldest_wait for one in found if one.oldest_wait is not None), default=None),
        sum(one.late for one in found),
        sum(one.due_hour for one in found),
        min((one.next_due for one in found if one.next_due is not None), default=None),
    )


def _late_by(standings: Iterable[Standing]) -> dict[Metric, int]:
    found: dict[Metric, int] = {}
    for one in standings:
        if one.late:
            metric = Metric(one.clock)
            found[metric] = found.get(metric, 0) + one.late
    return found


def _lines(
    standings: Iterable[Standing], names: Mapping[str, str], key: Callable[[Standing], str], *, named: bool = False
) -> tuple[GroupLine, ...]:
    """One line for each name and for whatever else there is. `named`: a key is its own name."""
    parts: dict[str, list[Standing]] = {name: [] for name in names}
    for one in standings:
        parts.setdefault(key(one), []).append(one)
    lines = (GroupLine(name, name if named else names.get(name, ""), _group(part)) for name, part in parts.items())
    order = {name: at for at, name in enumerate(names)}
    return tuple(sorted(lines, key=lambda line: (not line.key, order.get(line.key, len(order)), -line.group.waiting)))


def _decided(promises: Iterable[Kept]) -> Decided:
    late = [one.late for one in promises]
    return Decided(late.count(False), late.count(True))


def _spread(durations: Iterable[int]) -> Spread:
    found = sorted(durations)
    if not found:
        return Spread(0, None, None)
    return Spread(len(found), found[rank(len(found), MEDIAN)], found[rank(len(found), NINETIETH)])


def _agents(
    read: Nouns, standings: list[Standing], teams: Mapping[str, TeamRow], filter_: LiveFilter
) -> tuple[AgentLine, ...]:
    loads = read.holders.loads()
    members = {agent.id: [team for team in teams.values() if _in(team, agent)] for agent in read.roster.agents()}
    found = []
    for agent in read.roster.agents():
        mine = members[agent.id]
        if filter_.agent_id not in (None, agent.id) or (filter_.team_id and not mine):
            continue
        found.append(
            AgentLine(
                agent.id,
                agent.name,
                agent.handle,
                tuple(team.id for team in mine),
                agent.presence,
                agent.presence_reason,
                agent.presence_at,
                load_of(mine[0] if mine else None, loads.get(agent.id, {})),
                agent.capacity,
                _group(one for one in standings if one.agent_id == agent.id),
            )
        )
    return tuple(found)


def _in(team: TeamRow, agent: AgentRow) -> bool:
    return any(member.agent_id == agent.id for member in team.members)
