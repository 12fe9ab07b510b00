"""The arguments of `report`, `live` and `pauses`."""

from __future__ import annotations

import argparse
from pathlib import Path

from agent_desk.cli.desk_arguments import Makings, command
from agent_desk.domain.posts import ConversationKind

FORMATS = ("json", "text", "csv", "rows", "html")


def add(makings: Makings) -> None:
    """Add the commands."""
    report = command(makings, "report", "figures of a span of days; durations in milliseconds of working time")
    _span(makings, report)
    report.add_argument(
        "--format", choices=FORMATS, default="json", help="rows: what stands behind the figures, as CSV"
    )
    report.add_argument("--out", type=Path, metavar="FILE", help="write it there instead of printing it")
    live = command(makings, "live", "how the work stands right now")
    for name in ("venue", "team", "agent"):
        live.add_argument(f"--{name}", type=makings.words, metavar=name[0].upper(), help="of this one alone")
    live.add_argument(
        "--written-in", type=makings.words, metavar="L", help="of conversations in a language, such as en"
    )
    pauses = command(makings, "pauses", "where clocks stood still while a customer's post lay unanswered")
    _span(makings, pauses)
    pauses.add_argument("--limit", type=makings.count, default=200, metavar="N", help="lines")


def _span(makings: Makings, parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="first", metavar="DAY", help="the first day, such as 2026-11-01; else a week back"
    )
    parser.add_argument("--to", dest="last", metavar="DAY", help="the last day; else today")
    for name in ("venue", "team", "agent", "policy"):
        parser.add_argument(f"--{name}", type=makings.words, metavar=name[0].upper(), help="of this one alone")
    parser.add_argument("--kind", choices=[kind.value for kind in ConversationKind], help="of such conversations alone")
