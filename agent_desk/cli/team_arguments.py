"""The arguments of the commands for people and who works on what: agents, teams, assign, claim, release, next, board."""

from __future__ import annotations

import argparse

from agent_desk.cli.desk_arguments import Makings, action_adder, command
from agent_desk.domain.roster import Method, Presence, Role


def add(makings: Makings) -> None:
    """Add the commands."""
    _agents(makings)
    _teams(makings)
    assign = command(makings, "assign", "give a conversation to an agent or a team")
    assign.add_argument("conversation")
    assign.add_argument("--to", type=makings.words, metavar="AGENT", help="a handle, name or number; none: to nobody")
    assign.add_argument("--team", type=makings.words, metavar="TEAM", help="none: to no team")
    assign.add_argument("--note", type=makings.words, default="", metavar="T", help="a private note that goes with it")
    for name, about in (("claim", "it is mine now"), ("release", "nobody holds it any more")):
        command(makings, name, about).add_argument("conversation")
    command(makings, "next", "take up the most urgent conversation that waits, and say why it is that one")
    board = command(makings, "board", "who holds what, with load, longest wait and next due")
    board.add_argument("--team", type=makings.words, metavar="TEAM", help="of everybody unless said")
    board.add_argument("--limit", type=makings.count, default=100, metavar="N", help="conversations a column")


def _agents(makings: Makings) -> None:
    action = action_adder(makings, "agents", "who works here")
    action("list", "everybody, by number").add_argument("--left", action="store_true", help="who left too")
    new = action("add", "somebody new")
    new.add_argument("name", type=makings.words)
    _about_agent(makings, new)
    change = action("set", "change what is named of somebody")
    change.add_argument("agent", type=makings.words)
    change.add_argument("--name", type=makings.words, metavar="N")
    _about_agent(makings, change)
    leave = action("leave", "somebody works here no more; what they hold goes back to their teams")
    leave.add_argument("agent", type=makings.words)
    presence = action("presence", "say whether somebody is there")
    presence.add_argument("state", choices=[state.value for state in Presence])
    presence.add_argument("--reason", type=makings.words, default="", metavar="R")
    presence.add_argument("--agent", type=makings.words, metavar="AGENT", help="who acts unless said")


def _about_agent(makings: Makings, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--handle", type=makings.words, metavar="H", help="by which notes mention them")
    parser.add_argument("--role", choices=[role.value for role in Role])
    parser.add_argument("--sign-off", type=makings.words, metavar="S")
    parser.add_argument("--zone", type=makings.words, metavar="Z", help="such as Europe/Berlin")
    parser.add_argument("--languages", type=makings.words, metavar="L,L", help="served languages; none: all")
    parser.add_argument("--venues", type=makings.words, metavar="V,V", help="served venues; none: all")
    parser.add_argument("--capacity", type=makings.words, metavar="N", help="none: no limit")
    parser.add_argument("--calendar", type=makings.words, metavar="C", help="working hours; none: the team's")
    parser.add_argument("--reviewed", choices=("yes", "no"), help="whether replies need a second pair of eyes")


def _teams(makings: Makings) -> None:
    action = action_adder(makings, "teams", "teams, and how conversations are handed out")
    action("list", "all teams, by position")
    new = action("add", "a new team")
    new.add_argument("name", type=makings.words)
    _about_team(makings, new)
    change = action("set", "change what is named of a team")
    change.add_argument("team", type=makings.words)
    change.add_argument("--name", type=makings.words, metavar="N")
    _about_team(makings, change)
    action("remove", "remove a team; its conversations stay").add_argument("team", type=makings.words)


def _about_team(makings: Makings, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--members", type=makings.words, metavar="A,A", help="in the order of turns; none: nobody")
    parser.add_argument("--leads", type=makings.words, metavar="A,A", help="which of them lead; none: nobody")
    parser.add_argument("--method", choices=[method.value for method in Method])
    parser.add_argument("--venues", type=makings.words, metavar="V,V", help="whose new conversations come here")
    parser.add_argument("--languages", type=makings.words, metavar="L,L", help="in which languages")
    parser.add_argument("--weights", type=makings.words, metavar="K=N,..", help="load of a kind, such as direct=2")
    parser.add_argument(
        "--fair-share", type=makings.words, metavar="N", help="to one agent in the window; none: no limit"
    )
    parser.add_argument("--fair-minutes", type=makings.count, metavar="M", help="the window of the fair share")
    parser.add_argument("--take-back", type=makings.words, metavar="M", help="minutes away after which; none: never")
    parser.add_argument("--calendar", type=makings.words, metavar="C", help="working hours; none: always")
