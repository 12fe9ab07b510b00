"""The words for what goes wrong with calendars and policies: what happened, what was kept, what to do."""

from __future__ import annotations

from agent_desk.runtime.language import marked

_KEPT = marked("Nothing was changed.")
ERRORS: dict[str, tuple[str, str, str]] = {
    "level_name_missing": (marked("A calendar or policy needs a name."), _KEPT, ""),
    "level_name_taken": (marked("The name {name} is taken already."), _KEPT, marked("Choose another name.")),
    "levels_moment": (
        marked("A new version counts from now on or later, at most a year ahead, and not before the one it follows."),
        _KEPT,
        marked("What was promised before stays as it was; choose another moment."),
    ),
    "calendar_week": (marked("A week has seven days, not {count}."), _KEPT, ""),
    "calendar_span": (
        marked("Hours begin before they end, within one day: {span} does not."),
        _KEPT,
        marked("For hours past midnight, end one day at 24:00 and begin the next at 00:00."),
    ),
    "calendar_overlap": (
        marked("The hours {first} and {second} of one day overlap."),
        _KEPT,
        marked("Make one span of both, or shorten one."),
    ),
    "calendar_empty": (
        marked("This calendar has no hours, so nothing would ever fall due by it."),
        _KEPT,
        marked("Give at least one day some hours."),
    ),
    "calendar_day": (marked("“{day}” is no day; write it as 2026-12-24."), _KEPT, ""),
    "calendar_in_use": (
        marked("The calendar {name} is in use: {users}."),
        _KEPT,
        marked("Give those another calendar first."),
    ),
    "calendar_gone": (
        marked("The calendar that this policy names is not there any more."),
        _KEPT,
        marked("Choose another calendar for it."),
    ),
    "zone_unknown": (
        marked("The time zone “{zone}” is not known."),
        _KEPT,
        marked("Choose one from the list, such as Europe/Berlin."),
    ),
    "country_unknown": (marked("No public holidays are known for “{country}”."), _KEPT, marked("Enter them by hand.")),
    "region_unknown": (
        marked("No region “{region}” is known in {country}."),
        _KEPT,
        marked("Choose one from the list, or none."),
    ),
    "policy_target": (
        marked("A target is at least one minute and at most five years; {minutes} minutes is neither."),
        _KEPT,
        marked("Leave a target empty where nothing is promised."),
    ),
    "policy_empty": (marked("This policy promises nothing."), _KEPT, marked("Give it at least one target.")),
    "policy_number": (marked("{number} is out of bounds here: it may be from 0 to {most}."), _KEPT, ""),
    "policy_pausing": (
        marked("The status “{name}” cannot pause a clock."),
        _KEPT,
        marked("Only “pending” and “snoozed” can."),
    ),
    "policy_step": (
        marked("A step some time after the breach needs its minutes, and other steps have none."),
        _KEPT,
        "",
    ),
    "length_unread": (
        marked("“{text}” is no length of time."),
        _KEPT,
        marked("Write it as 30 min, 4 h or 2 d, or leave it empty where nothing is promised."),
    ),
    "never_due": (
        marked("By the calendar {name} there will never be so much working time after that moment."),
        _KEPT,
        marked("Give the calendar more hours."),
    ),
    "no_target": (
        marked("The policy {name} promises nothing for that."),
        _KEPT,
        marked("Name another metric or priority."),
    ),
    "report_span": (
        marked(
            "A report goes from one day to the same or a later one, over ten years at most: not from {first} to {last}."
        ),
        _KEPT,
        marked("Choose other days."),
    ),
}
