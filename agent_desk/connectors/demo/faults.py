"""What can go wrong at the demo network on request, and what a caller then sees, as on a real wire."""

from __future__ import annotations

from collections.abc import Callable

from agent_desk.connectors.demo.world import World
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
    WrongUse,
)
from agent_desk.domain.frozen import frozen

WRITES = frozenset({"send", "act"})
READS = frozenset({"verify", "fetch", "thread", "find_sent"})
CALLS = READS | WRITES
LATE = 5_000
RATE_WAIT = 20_000


@frozen
class Fault:
    """One way to fail. `taken`: the network did what was asked before it failed (`late`: some seconds after). `calls`:
    which calls it strikes unless the request names one. `error` makes what the caller sees from (now in UTC
    milliseconds, whether the call writes); None where nothing is raised."""

    name: str
    error: Callable[[int, bool], ConnectorError] | None
    taken: bool = False
    calls: frozenset[str] = CALLS


def _lost(what: str) -> Callable[[int, bool], ConnectorError]:
    return lambda _now, writes: OutcomeUnknown(what) if writes else Unreachable(what)


def _unreadable(_now: int, writes: bool) -> ConnectorError:
    return OutcomeUnknown("malformed answer") if writes else Unexpected("malformed answer", '{"posts": [{')


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("refused", lambda _now, _writes: Unreachable("connection refused")),
        Fault("reset-before", _lost("connection reset")),
        Fault("reset-after", _lost("connection reset"), taken=True, calls=WRITES),
        Fault("silence-before", _lost("no answer in time")),
        Fault("silence-after", _lost("no answer in time"), taken=True, calls=WRITES),
        Fault("late", _lost("no answer in time"), taken=True, calls=frozenset({"send"})),
        Fault("half-answer", _lost("answer cut off"), taken=True),
        Fault("malformed", _unreadable, taken=True),
        Fault("500", _lost("server error 500")),
        Fault("500-after", _lost("server error 500"), taken=True, calls=WRITES),
        Fault("502", _lost("gateway error 502")),
        Fault("rate-limited", lambda _now, _writes: RateLimited(None, "too many requests")),
        Fault("rate-limited-until", lambda now, _writes: RateLimited(now + RATE_WAIT, "too many requests")),
        Fault("401", lambda _now, _writes: SignInAgain("the session was revoked")),
        Fault("rejected", lambda _now, _writes: Rejected("The community rules do not allow this."), calls=WRITES),
        Fault("locked", lambda _now, _writes: Rejected("This conversation is closed.", code="locked"), calls=WRITES),
        Fault("gone", lambda _now, _writes: Gone("the post was deleted"), calls=WRITES),
        Fault("held", None, taken=True, calls=frozenset({"send"})),
        Fault("cannot-tell", None, taken=True, calls=frozenset({"find_sent"})),
    )
}


def request(fault: str, *, call: str = "", times: int = 0, place: str = "") -> dict[str, str | int]:
    """A fault as it is kept in the file; raises WrongUse for an unknown one. `times` 0: until it is cleared."""
    if fault not in FAULTS or (call and call not in CALLS):
        raise WrongUse(f"no such fault: {fault}@{call}")
    return {"fault": fault, "call": call, "times": times, "place": place}


def parse(option: str) -> list[dict[str, str | int]]:
    """The option `fault`, NAME[@CALL][*TIMES] separated by commas; raises WrongUse where it does not fit."""
    found = []
    for item in filter(None, (part.strip() for part in option.split(","))):
        head, _, times = item.partition("*")
        name, _, call = head.partition("@")
        if times and not times.isdecimal():
            raise WrongUse(f"not a number of times: {item}")
        found.append(request(name, call=call, times=int(times or 0)))
    return found


def strike(world: World, option: str, place: str, call: str) -> Fault | None:
    """The fault that strikes this call, if any, and count it: those in the file go first, then the venue's option."""
    for kept in world.faults:
        if _meets(kept, place, call):
            if kept["times"]:
                kept["times"] -= 1
                world.faults = [other for other in world.faults if other is not kept or kept["times"]]
                world.dirty = True
            return FAULTS[kept["fault"]]
    for index, wanted in enumerate(parse(option)):
        mark = f"{place}:{option}:{index}"
        used = world.spent.get(mark, 0)
        if _meets(wanted, place, call) and (not wanted["times"] or used < int(wanted["times"])):
            if wanted["times"]:
                world.spent[mark] = used + 1
                world.dirty = True
            return FAULTS[str(wanted["fault"])]
    return None


def _meets(wanted: dict[str, str | int], place: str, call: str) -> bool:
    if wanted["place"] not in ("", place):
        return False
    return wanted["call"] == call if wanted["call"] else call in FAULTS[str(wanted["fault"])].calls
