"""The graded checklist of connectors: what each must answer for in its quality.toml, checked and shown as a table.

`python -m tests.conformance.quality` prints the table as Markdown.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from agent_desk.connectors import registry

GRADES = {"done": "yes", "todo": "not yet", "exempt": "–"}
RULES = {
    "verify_tells_account_and_rights": "Verifying says who we are there and what we may do.",
    "wrong_secret_is_told": "A wrong or revoked secret asks for a new sign-in and nothing else does.",
    "limits_from_the_server": "Limits are read from the server where it tells them.",
    "nothing_missed_while_paging": "No post is missed, whatever arrives between two pages.",
    "same_page_twice_is_safe": "The same cursor twice gives the same posts.",
    "edits_told": "An edit at the venue arrives here.",
    "deletions_told": "A deletion at the venue arrives here.",
    "held_posts_told": "Posts that wait for moderation arrive, marked as such.",
    "conversation_key_is_stable": "A conversation has the same key in whatever order its posts come.",
    "subject_shown": "What a conversation stands under is shown.",
    "ours_told_apart": "Our own posts are known as ours, also those of listed staff.",
    "one_send_one_post": "One Send makes at most one post.",
    "lost_answers_are_unknown": "A write whose answer got lost is unknown, never failed.",
    "read_back_is_complete": "Reading back looks everywhere a reply could be.",
    "moderation_state_after_sending": "A reply that is held for moderation is shown as held.",
    "acts_are_repeatable": "An act done twice leaves the venue as done once.",
    "rate_signals": "The venue's own rate signals are understood.",
    "hostile_answers": "Malformed and hostile answers harm nothing and hide no other post.",
    "media": "Pictures arrive and can be sent.",
    "search": "Posts that only mention us can be searched for.",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """One network's word on one rule; a `reason` is needed unless it is done."""

    grade: str
    reason: str = ""


def checklist(folder: Path) -> dict[str, Grade]:
    """The quality.toml of a network's folder; raises OSError, KeyError, TypeError and TOMLDecodeError."""
    raw = tomllib.loads((folder / "quality.toml").read_text(encoding="utf-8"))
    return {rule: Grade(**entry) for rule, entry in raw["rules"].items()}


def folders() -> list[Path]:
    """The folders of the built-in networks."""
    here = Path(registry.__file__).parent
    return [here / package.rpartition(".")[2] for package in registry.built_in_packages()]


def table() -> str:
    """All networks and the rules they share as a Markdown table, each network's own rules and reasons below."""
    lists = {folder.name: checklist(folder) for folder in folders()}
    lines = [f"| rule | {' | '.join(lists)} |", f"|---|{'---|' * len(lists)}"]
    for rule, meaning in RULES.items():
        marks = (GRADES[grades[rule].grade] for grades in lists.values())
        lines.append(f"| {meaning} | {' | '.join(marks)} |")
    for name, grades in lists.items():
        told = [f"* {rule} ({GRADES[grade.grade]}): {grade.reason}" for rule, grade in grades.items() if grade.reason]
        lines += ["", f"**{name}**", "", *told]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
