"""The arguments of `sla`."""

from __future__ import annotations

from pathlib import Path

from agent_desk.cli.desk_arguments import Makings
from agent_desk.domain.levels import Metric
from agent_desk.domain.roster import Priority

PRIORITIES = {priority.name.lower(): priority for priority in Priority}


def add(makings: Makings) -> None:
    """Add the command with its actions."""
    shared = [makings.shared]
    parser = makings.commands.add_parser("sla", parents=shared, help="service levels: when what is due, and why")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    due = actions.add_parser("due", parents=shared, help="when a promise would fall due, step by step")
    due.add_argument("--policy", required=True, type=makings.words, metavar="P", help="a policy's name or id")
    due.add_argument("--priority", required=True, choices=list(PRIORITIES))
    due.add_argument("--from", required=True, dest="start", metavar="T", help="such as 2026-11-27T16:45:00+01:00")
    due.add_argument("--metric", choices=[metric.value for metric in Metric], default=Metric.FIRST.value)
    explain = actions.add_parser("explain", parents=shared, help="every clock of a conversation, step by step")
    explain.add_argument("conversation")
    actions.add_parser("policies", parents=shared, help="all policies, in the order in which they hold")
    actions.add_parser("calendars", parents=shared, help="all calendars, by name")
    actions.add_parser("export", parents=shared, help="print them as `import` reads them")
    take = actions.add_parser("import", parents=shared, help="take them over from a file, by name")
    take.add_argument("file", type=Path)
    take.add_argument("--running-too", action="store_true", help="also for clocks that run")
    anew = actions.add_parser("rebuild", parents=shared, help="make all clocks anew from posts and acts")
    anew.add_argument(
        "--check", action="store_true", help="only look which conversations differ; ends with 1 where some do"
    )
