"""Service levels in words, for window and command line alike: names, lengths of time, and every step of a reckoning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent_desk.domain.conversations import Status
from agent_desk.domain.durations import parts_of
from agent_desk.domain.explained import Line, Told
from agent_desk.domain.levels import Basis, ClockState, Metric, Peers, Reopening, StepAct, StepWhen
from agent_desk.domain.roster import Priority
from agent_desk.runtime.language import marked, tr

_SECOND, _MINUTE = 1000, 60_000

METRICS: dict[Metric, str] = {
    Metric.FIRST: marked("First reply"),
    Metric.NEXT: marked("Next reply"),
    Metric.RESOLUTION: marked("Resolution"),
    Metric.VERIFY: marked("Look at a peer's answer"),
}
PRIORITIES: dict[Priority, str] = {
    Priority.LOW: marked("Low"),
    Priority.NORMAL: marked("Normal"),
    Priority.HIGH: marked("High"),
    Priority.URGENT: marked("Urgent"),
}
STATES: dict[ClockState, str] = {
    ClockState.RUNNING: marked("running"),
    ClockState.PAUSED: marked("paused"),
    ClockState.MET: marked("met"),
    ClockState.BREACHED: marked("late, still open"),
    ClockState.BREACHED_MET: marked("late, answered since"),
    ClockState.CANCELLED: marked("cancelled"),
}
BASES: dict[Basis, str] = {
    Basis.POSTED: marked("the venue's time of the post"),
    Basis.FETCHED: marked("when it was fetched here"),
}
PEERS: dict[Peers, str] = {
    Peers.NOTHING: marked("changes nothing"),
    Peers.ENDS: marked("ends the agent's clock"),
    Peers.VERIFY: marked("starts a short clock to look at it"),
}
REOPENINGS: dict[Reopening, str] = {
    Reopening.CONTINUE: marked("goes on where it stopped"),
    Reopening.RESTART: marked("begins anew"),
    Reopening.NONE: marked("stays ended"),
}
STEP_WHENS: dict[StepWhen, str] = {
    StepWhen.AT_RISK: marked("when at risk"),
    StepWhen.BREACH: marked("when late"),
    StepWhen.AFTER: marked("late for"),
}
STEP_ACTS: dict[StepAct, str] = {
    StepAct.NOTIFY_ASSIGNEE: marked("tell who holds it"),
    StepAct.NOTIFY_LEADS: marked("tell the team's leads"),
    StepAct.NOTIFY_SUPERVISORS: marked("tell the supervisors"),
    StepAct.REASSIGN: marked("give it back to the team"),
    StepAct.RAISE_PRIORITY: marked("raise the priority"),
}
PAUSING: dict[str, str] = {"pending": marked("Pending"), "snoozed": marked("Snoozed")}
_DAYS = (
    marked("Monday"),
    marked("Tuesday"),
    marked("Wednesday"),
    marked("Thursday"),
    marked("Friday"),
    marked("Saturday"),
    marked("Sunday"),
)


def zone_of(name: str) -> tzinfo:
    """The zone of that name; this machine's own where there is no such zone, or no name."""
    try:
        return ZoneInfo(name) if name else _own()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _own()


def _own() -> tzinfo:
    return datetime.now(UTC).astimezone().tzinfo or UTC


def weekday(number: int) -> str:
    """The name of a day, 0: Monday."""
    return tr(_DAYS[number])


def span(milliseconds: int) -> str:
    """A length of working time: `30 min`, `4 h`, `1 h 30 min`, `45 s`. Days are left out: how long one is, differs."""
    whole = abs(milliseconds)
    if whole < _MINUTE:
        return tr("{seconds} s", seconds=whole // _SECOND)
    hours, rest = parts_of(whole // _MINUTE)
    if not hours:
        return tr("{minutes} min", minutes=rest)
    if not rest:
        return tr("{hours} h", hours=hours)
    return tr("{hours} h {minutes} min", hours=hours, minutes=rest)


def moment(at: int, zone: tzinfo) -> str:
    """A moment by the clock on the wall: `Friday 2026-11-27 16:45`, with seconds where there are any."""
    local = datetime.fromtimestamp(at // _SECOND, zone)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return tr("{weekday} {day} {clock}", weekday=weekday(local.weekday()), day=local.date().isoformat(), clock=clock)


def day_name(day: str) -> str:
    """A local date with its weekday: `Friday 2026-11-27`."""
    return tr("{weekday} {day}", weekday=weekday(date.fromisoformat(day).weekday()), day=day)


def wall(minute: int) -> str:
    """Minutes after midnight as `09:15`."""
    return f"{minute // 60:02}:{minute % 60:02}"


LINES: dict[str, str] = {
    "": "",
    "policy": marked("Policy “{policy}”, version {number}."),
    "target": marked("{metric} at priority {priority}: {target_ms} of working time."),
    "calendar": marked("Hours: calendar “{calendar}”, version {number}, in the zone {zone}."),
    "all_hours": marked("Hours: all hours of all days."),
    "start": marked("Time begins {at}."),
    "start_closed": marked("That is outside working hours; the first working minute is {at}."),
    "counted": marked("{day}, {from_wall} to {to_wall}: {worked_ms} count, {left_ms} are left."),
    "counted_last": marked("{day}, {from_wall} to {to_wall}: {worked_ms} count, and that is all."),
    "closed": marked("{day}: no working hours."),
    "closed_days": marked("{day} to {until_day}: no working hours."),
    "after_hours": marked("{day}: the working hours are over."),
    "holiday": marked("{day}: holiday, {name}."),
    "other_hours": marked("{day}: other hours than usual, {spans}."),
    "no_policy": marked("No policy is set up, so nothing is promised."),
    "no_clock": marked("No policy fits this conversation, or nobody waits in it: there is no clock."),
    "clock": marked("{metric}: {state}."),
    "post": marked("It began with post {number} of {author}, posted {at} by the venue's clock."),
    "lag": marked("It was fetched {lag_ms} later, {at}."),
    "from_fetched": marked("Under this policy time counts from when the post was fetched."),
    "policy_chosen": marked("It was chosen for this conversation."),
    "policy_first": marked("It is number {place} of {count} in the order, and the first that fits."),
    "passed_over": marked("“{policy}” comes before it and does not fit: it asks for {field}."),
    "peer_window": marked("Others may answer first for {window_ms}; our time begins after that."),
    "paused": marked("Paused {at}: {reason}. {left_ms} are left."),
    "resumed": marked("It goes on {at}."),
    "resumed_by_post": marked("The customer wrote, so it goes on {at}."),
    "hours_changed": marked("From {at} on the hours of another team count."),
    "policy_changed": marked("Another version of the policy holds for it since {at}."),
    "policy_removed": marked("The policy was removed {at}."),
    "priority_changed": marked("The priority is {priority} since {at}; the target counts from the start as before."),
    "cancelled": marked("Cancelled {at}: {reason}."),
    "ended": marked("It ended {at}."),
    "met_by": marked("Answered {at} with post {number} of {author}."),
    "in_time": marked("In time: {worked_ms} of working time, {left_ms} to spare."),
    "too_late": marked("Late by {late_ms} of working time: it took {worked_ms}."),
    "paused_now": marked("Paused since {at}: {reason}. It falls due once it goes on."),
    "left_now": marked("Now, {at}, {left_ms} of working time are left."),
    "late_now": marked("Now, {at}, it is late by {late_ms} of working time."),
    "met_when_sent": marked("An answer waits in the outbox since {at}: it counts when the venue has it."),
    "due": marked("Due {at}; one second later is late."),
    "due_wall": marked("By the clocks of {zone}, where the calendar is, that is {due_day}, {due_wall}."),
    "risk": marked(
        "At risk from {at} on: then {margin_ms} or less are left ({share} % of the target, at least {least_ms})."
    ),
}


def said(line: Line, zone: tzinfo, more: Mapping[str, str] | None = None) -> str:
    """One step of a reckoning in words, indented by its depth. `zone`: in which moments are told; `more`: names for ids, such
    as of agents and venues."""
    template = LINES[line.code]
    params = {name: _shown(name, value, zone, more or {}) for name, value in line.params.items()}
    return "  " * line.depth + (tr(template, **params) if template else "")


def _shown(name: str, value: Told, zone: tzinfo, more: Mapping[str, str]) -> str:
    kind = name.rpartition("_")[2]
    if value is None:
        return ""
    if isinstance(value, int):
        shown: Callable[[int], str] | None = {"ms": span, "wall": wall}.get(kind)
        if shown is not None:
            return shown(value)
        return moment(value, zone) if kind == "at" else str(value)
    if kind == "day":
        return day_name(value)
    if name in _CODES and value in _CODES[name]:
        return tr(_CODES[name][value])
    return more.get(value, value)


_FIELDS: dict[str, str] = {
    "venues": marked("other venues"),
    "networks": marked("other networks"),
    "kinds": marked("other kinds of conversations"),
    "teams": marked("other teams"),
    "languages": marked("other languages"),
    "tags": marked("other tags"),
}
REASONS: dict[str, str] = {
    Status.PENDING.value: marked("the conversation is pending"),
    Status.SNOOZED.value: marked("the conversation is snoozed"),
    Status.RESOLVED.value: marked("the conversation is resolved"),
    "merged": marked("it goes on in another conversation"),
    "not_promised": marked("nothing is promised for it any more"),
    "policy_removed": marked("its policy was removed"),
    "venue_removed": marked("its venue was removed"),
    "peer": marked("a peer answered"),
    "answered_by_peer": marked("a peer answered"),
    "answered_by_us": marked("we answered"),
    "no_answer_needed": marked("no answer was needed"),
    "not_relevant": marked("the post was not relevant"),
    "moderated": marked("the post was moderated"),
    "idea": marked("it was taken as an idea"),
    "deleted_by_author": marked("the author deleted the post"),
    "expired_by_rule": marked("it expired by rule"),
    "before_we_started": marked("it is from before we started"),
}
_CODES: dict[str, Mapping[str, str]] = {
    "metric": {metric.value: words for metric, words in METRICS.items()},
    "priority": {priority.name.lower(): words for priority, words in PRIORITIES.items()},
    "state": {state.value: words for state, words in STATES.items()},
    "field": _FIELDS,
    "reason": REASONS,
}
