"""The arguments of `ledger`, `merge`, `unmerge` and `customer`."""

from __future__ import annotations

from agent_desk.cli.desk_arguments import Makings, command


def add(makings: Makings) -> None:
    """Add the commands."""
    ledger = command(
        makings, "ledger", "what was fetched, what waits and how the rest was dealt with, by day and venue"
    )
    ledger.add_argument(
        "--from", dest="first", metavar="DAY", help="the first day, such as 2026-11-01; else a week back"
    )
    ledger.add_argument("--to", dest="last", metavar="DAY", help="the last day; else today")
    ledger.add_argument("--venue", type=makings.words, metavar="V", help="of this venue alone")
    ledger.add_argument("--left", action="store_true", help="the posts that wait, instead of the figures")
    merge = command(makings, "merge", "let conversations go on in another one")
    merge.add_argument("conversation", nargs="+")
    merge.add_argument("--into", required=True, metavar="C", help="the conversation they go on in")
    unmerge = command(makings, "unmerge", "let a merged conversation stand by itself again")
    unmerge.add_argument("conversation")
    customer = command(makings, "customer", "whose identities belong together")
    customer.add_argument("action", choices=("show", "suggest", "link", "unlink"))
    customer.add_argument("author", help="an author's id; with show also a customer's number")
    customer.add_argument("other", nargs="?", help="with link: the other author's id")
    customer.add_argument("--why", type=makings.words, default="", metavar="TEXT", help="the reason, which is kept")
