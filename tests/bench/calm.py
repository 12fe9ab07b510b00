"""The program with the demo network asked as often as the busiest real ones are, every thirty seconds instead of five."""

from __future__ import annotations

import sys
from dataclasses import replace

from agent_desk import assembly
from agent_desk.cli import main
from agent_desk.connectors.registry import Network, Registry

POLL = 30.0
"""Seconds; what the manifests of Mastodon and Bluesky say. WordPress is asked every 60, Discourse every 120."""


class CalmRegistry(Registry):
    """The built-in networks, all of them asked that often."""

    def get(self, name: str) -> Network:
        found = super().get(name)
        return Network(replace(found.manifest, poll=POLL), found.package)


if __name__ == "__main__":
    vars(assembly)["Registry"] = CalmRegistry
    sys.exit(main())
