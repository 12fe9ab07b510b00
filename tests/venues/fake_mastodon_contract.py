"""The vendor's contract and recordings behind the fake Mastodon: each request is checked against the one, answers have
the shapes of the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_EXCHANGE = re.compile(
    r"method: (\S+)\n\s+uri: (\S+)\n\s+response:\n\s+body:\n\s+string: '((?:[^']|'')*)'\n", re.DOTALL
)
_FREE = frozenset({"limit", "max_id", "since_id", "min_id"})


@dataclass(frozen=True)
class Recordings:
    """Recorded answers of real servers, in the YAML of the recorder; only what is quoted in single quotes is read."""

    folder: Path

    def answer(self, cassette: str, method: str, path: str) -> Any:
        """The first recorded JSON answer of that cassette to such a call."""
        text = (self.folder / f"{cassette}.yaml").read_text(encoding="utf-8")
        for found in _EXCHANGE.finditer(text):
            if found[1] == method and path in found[2]:
                return json.loads(re.sub(r"\n\s+", " ", found[3]).replace("''", "'"))
        raise LookupError(f"{cassette} has no {method} {path}")


@dataclass(frozen=True)
class Operation:
    """One call of the contract: the names it takes and the scopes of which one must be held (empty: none is needed)."""

    query: frozenset[str]
    body: frozenset[str]
    required: frozenset[str]
    scopes: tuple[frozenset[str], ...]


class Contract:
    """The vendor's OpenAPI document."""

    def __init__(self, file: Path) -> None:
        self.spec: Json = json.loads(file.read_text(encoding="utf-8"))

    @cached_property
    def _named(self) -> frozenset[str]:
        flows = self.spec["components"]["securitySchemes"]["OAuth2"]["flows"]
        return frozenset(name for flow in flows.values() for name in flow["scopes"])

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], Json]]:
        # A path of constants goes before one with a variable.
        found = sorted(self.spec["paths"].items(), key=lambda entry: entry[0].count("{"))
        return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operations) for path, operations in found]

    def operation(self, method: str, path: str) -> Operation | None:
        """What the contract says of that call, None where it knows none."""
        for pattern, operations in self._paths:
            told = operations.get(method.lower())
            if told is not None and pattern.fullmatch(path):
                return self._read(told)
        return None

    def problem(self, method: str, path: str, query: Iterable[str], body: Iterable[str]) -> str:
        """What is wrong with a request, empty where nothing is."""
        operation = self.operation(method, path)
        if operation is None:
            return f"the contract has no {method} {path}"
        asked = {name.removesuffix("[]") for name in query} - operation.query - _FREE
        sent = {name.removesuffix("[]") for name in body}
        wrong = [f"parameter {name}" for name in asked] + [f"field {name}" for name in sent - operation.body]
        wrong += [f"no field {name}" for name in operation.required - sent]
        return f"{method} {path}: {', '.join(sorted(wrong))}" if wrong else ""

    def allows(self, method: str, path: str, scopes: frozenset[str]) -> bool:
        """Whether a token with these scopes may make that call; `write` holds all that begin with it."""
        operation = self.operation(method, path)
        wide = scopes | {name for name in self._named if name.partition(":")[0] in scopes}
        return operation is None or not operation.scopes or any(one & wide for one in operation.scopes)

    def needs_token(self, method: str, path: str) -> bool:
        """Whether the call wants a signed-in account."""
        operation = self.operation(method, path)
        return operation is not None and bool(operation.scopes)

    def _read(self, told: Json) -> Operation:
        parameters = [self._resolved(item) for item in told.get("parameters", [])]
        schemas = [
            self._resolved(content["schema"]) for content in told.get("requestBody", {}).get("content", {}).values()
        ]
        names: set[str] = set()
        required: set[str] = set()
        for schema in schemas:
            variants = [self._resolved(item) for item in schema.get("oneOf", [schema])]
            parts = [self._resolved(part) for variant in variants for part in (variant, *variant.get("allOf", []))]
            names |= {name.removesuffix("[]") for part in parts for name in part.get("properties", {})}
            if len(variants) == 1:
                required |= set(variants[0].get("required", []))
        return Operation(
            frozenset(item["name"].removesuffix("[]") for item in parameters if item["in"] == "query"),
            frozenset(names),
            frozenset(required),
            tuple(frozenset(held) for one in told.get("security") or () for held in one.values() if held),
        )

    def _resolved(self, item: Mapping[str, Any]) -> Json:
        if "$ref" not in item:
            return dict(item)
        found: Any = self.spec
        for part in item["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return dict(found)
