"""What a lead sees of a team: one column per agent with load, oldest wait and next due, and one for what nobody holds."""

from __future__ import annotations

from agent_desk.domain.assigning import load_of
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import AgentRow, TeamRow
from agent_desk.domain.rows import ConversationRow
from agent_desk.services.ground import Ground


@frozen
class Column:
    """What an agent holds, with `agent` None what nobody does. `load` and `capacity` by the team's weights; `capacity` None:
    no limit. `count`: how many conversations that are not resolved, `waiting`: in how many of them somebody waits.
    `oldest_wait`, `next_due`: UTC milliseconds. `rows`: the first of them, due first, then waiting longest. `drafts`: how many
    the agent left unsent, counted for who is away or offline."""

    agent: AgentRow | None
    load: int
    capacity: int | None
    count: int
    waiting: int
    oldest_wait: int | None
    next_due: int | None
    rows: tuple[ConversationRow, ...]
    drafts: int = 0


@frozen
class Board:
    """The columns of a team (None: of everybody): first what nobody holds, then the agents in the order of the team."""

    team: TeamRow | None
    columns: tuple[Column, ...]


def board(ground: Ground, team_id: str | None, limit: int) -> Board:
    """Small reads; at most `limit` lines a column. Raises NotFound for a team that is not there."""
    read = ground.store.read
    agents = {agent.id: agent for agent in read.roster.agents()}
    team = None if team_id is None else read.roster.team(team_id)
    members = agents if team is None else [one.agent_id for one in team.members if one.agent_id in agents]
    loads = read.holders.loads()
    columns = (
        _column(ground, team, agents[agent_id], load_of(team, loads.get(agent_id, {})), limit) for agent_id in members
    )
    return Board(team, (_column(ground, team, None, 0, limit), *columns))


def _column(ground: Ground, team: TeamRow | None, agent: AgentRow | None, load: int, limit: int) -> Column:
    read = ground.store.read
    whose = (agent.id if agent else None, team.id if team else None)
    heap = read.holders.heap(*whose)
    return Column(
        agent,
        load,
        agent.capacity if agent else None,
        heap.n,
        heap.waiting,
        heap.oldest_wait,
        heap.next_due,
        tuple(read.holders.rows(*whose, limit)),
        len(read.drafts.all(agent.id)) if agent else 0,
    )
