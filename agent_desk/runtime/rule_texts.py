"""The words for what goes wrong with rules and macros: what happened, what was kept, what to do."""

from __future__ import annotations

from agent_desk.runtime.language import marked

_KEPT = marked("Nothing was changed.")
ERRORS: dict[str, tuple[str, str, str]] = {
    "rule_nameless": (marked("A rule needs a name."), _KEPT, ""),
    "macro_nameless": (marked("A macro needs a name."), _KEPT, ""),
    "rule_empty": (marked("Nothing would be done: there is no effect yet."), _KEPT, marked("Add at least one.")),
    "rule_too_long": (marked("There may be at most {most} conditions, and as many effects."), _KEPT, ""),
    "rule_wait": (
        marked("A rule of passed time needs a time from one minute to a year, and asks for no other waiting."),
        _KEPT,
        "",
    ),
    "rule_value": (marked("“{value}” does not fit “{name}”."), _KEPT, marked("Choose or type another value.")),
    "macro_trouble": (
        marked("The macro “{name}” names something that is gone."),
        _KEPT,
        marked("Open it and choose anew."),
    ),
}
