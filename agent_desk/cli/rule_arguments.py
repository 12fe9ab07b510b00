"""The arguments of `rules` and `macros`."""

from __future__ import annotations

from agent_desk.cli.desk_arguments import Makings, action_adder


def add(makings: Makings) -> None:
    """Add the commands with their actions."""
    action = action_adder(makings, "rules", "what happens by itself")
    action("list", "every rule in its order, in words, and what keeps one from running")
    for name, told in (("enable", "let a rule run, also one that was stopped"), ("disable", "let a rule rest")):
        action(name, told).add_argument("rule", type=makings.words, help="its name, its place or its id")
    dry = action("dry-run", "what a rule would have done over the last days; changes nothing")
    dry.add_argument("rule", type=makings.words, help="its name, its place or its id")
    dry.add_argument("--days", type=makings.count, default=7, metavar="N", help="so many days back")
    dry.add_argument("--limit", type=makings.count, default=50, metavar="N", help="posts that are listed")
    action = action_adder(makings, "macros", "several acts as one")
    action("list", "every macro of this agent, in its order")
    run = action("run", "run a macro on conversations; its reply is begun in their drafts")
    run.add_argument("macro", type=makings.words, help="its name or its id")
    run.add_argument("conversations", nargs="+", metavar="CONVERSATION")
