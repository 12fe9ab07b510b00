"""The pictures that the demo's posts show: they lie inside the program."""

from __future__ import annotations

from agent_desk.connectors.demo.content import picture as packed

__all__ = ["packed"]
