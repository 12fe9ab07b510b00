"""States, roles, methods and reasons of assignments in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent_desk.domain.assigning import By, Considered, Criterion, Explanation, Urgency
from agent_desk.domain.roster import AgentRow, Method, Presence, Role
from agent_desk.runtime.texts import marked, tr

_PRESENCE = {
    Presence.AVAILABLE: marked("Available"),
    Presence.BUSY: marked("Busy"),
    Presence.AWAY: marked("Away"),
    Presence.OFFLINE: marked("Offline"),
}
_ROLES = {
    Role.AGENT: marked("Agent"),
    Role.LEAD: marked("Lead"),
    Role.SUPERVISOR: marked("Supervisor"),
    Role.ADMIN: marked("Administrator"),
}
_METHODS = {
    Method.BY_HAND: marked("By hand"),
    Method.ROUND_ROBIN: marked("In turn"),
    Method.LEAST_LOADED: marked("To whoever has least"),
}
_URGENCY = {
    Urgency.OVERDUE: marked("This one is overdue the longest."),
    Urgency.DUE_SOON: marked("This one falls due next."),
    Urgency.PRIORITY: marked("This one has the highest priority."),
    Urgency.WAITING: marked("Here somebody has waited the longest."),
}
_BY = {
    By.ROUND_ROBIN: marked("Handed out in turn"),
    By.LEAST_LOADED: marked("Handed out to whoever has least"),
    By.URGENCY: marked("Served as the most urgent"),
    By.SPREAD: marked("Shared out over the team"),
    By.TAKE_BACK: marked("Taken back, because its agent was away too long"),
    By.TEAM: marked("Came to the team"),
    By.LEAVING: marked("Given back, because its agent left"),
    By.HAND_OVER: marked("Handed over at the end of a shift"),
}


def presence(state: Presence, reason: str = "") -> str:
    """`Away, lunch`."""
    return tr("{state}, {reason}", state=tr(_PRESENCE[state]), reason=reason) if reason else tr(_PRESENCE[state])


def role(of: Role) -> str:
    """What an agent is trusted with."""
    return tr(_ROLES[of])


def method(of: Method) -> str:
    """How a team's conversations are handed out."""
    return tr(_METHODS[of])


def urgency(of: Urgency) -> str:
    """Why a conversation comes first."""
    return tr(_URGENCY[of])


def name_of(agent: AgentRow) -> str:
    """What an agent is called, also where no name was given yet."""
    return agent.name or (f"@{agent.handle}" if agent.handle else tr("Agent {number}", number=agent.number))


def load(held: int, capacity: int | None) -> str:
    """`12/14`, or the load alone where there is no limit."""
    return f"{held}/{capacity}" if capacity is not None else str(held)


def why_not(said: Considered) -> str:
    """Why an agent was not, or would not be, given a conversation; empty for who fits."""
    if said.why_not is None:
        return ""
    return _WHY_NOT[said.why_not](said.details)


def _not_there(details: Mapping[str, str]) -> str:
    state = details.get("presence", "")
    return presence(Presence(state), details.get("reason", "")) if state in set(Presence) else tr("Not there")


_WHY_NOT: dict[Criterion, Callable[[Mapping[str, str]], str]] = {
    Criterion.LEFT: lambda _: tr("Does not work here any more"),
    Criterion.GAVE_UP: lambda _: tr("Gave it away before"),
    Criterion.NOT_THERE: _not_there,
    Criterion.LANGUAGE: lambda details: tr("Does not serve the language {language}", language=details["language"]),
    Criterion.VENUE: lambda _: tr("Does not serve this venue"),
    Criterion.FULL: lambda details: tr(
        "Is full: {load} of {capacity}", load=details["load"], capacity=details["capacity"]
    ),
    Criterion.FAIR_SHARE: lambda details: tr(
        "Was given {given} in {minutes} min already", given=details["given"], minutes=details["minutes"]
    ),
}


def explained(why: Explanation, names: Mapping[str, str]) -> list[str]:
    """An automatic choice in lines: what chose, and each agent who was looked at. `names`: agents by id."""
    lines = [tr(_BY[why.by]), *([urgency(why.reason)] if why.reason else [])]
    for one in why.considered:
        who = names.get(one.agent_id, tr("somebody who left"))
        if one.agent_id == why.chosen:
            said = tr("chosen, with a load of {load}", load=one.details.get("load", "0"))
        else:
            said = why_not(one) or tr("would have fitted, with a load of {load}", load=one.details.get("load", "0"))
        lines.append(tr("{name}: {said}", name=who, said=said))
    return lines
