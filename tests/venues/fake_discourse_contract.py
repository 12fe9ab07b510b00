"""Checks each request to the fake Discourse against the vendor's OpenAPI file, and against a short list of routes that
Discourse has and its file leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jsonschema

# Parameters of listed routes that the file does not tell; source: TopicQuery, TopicsController, GroupsController.
_LIST = {"page", "no_definitions", "order", "per_page"}
_MORE_PARAMETERS: dict[str, set[str]] = {
    "/latest.json": _LIST,
    "/tag/{name}.json": _LIST,
    "/topics/private-messages/{username}.json": _LIST,
    "/topics/private-messages-sent/{username}.json": _LIST,
    "/t/{id}.json": {"include_raw"},
    "/t/{id}/posts.json": {"include_raw", "post_ids[]"},
    "/groups/{name}/members.json": {"limit", "offset"},
}
# Routes that the file does not tell at all; source: config/routes.rb, and of solutions the plugin's.
_MORE_ROUTES: dict[tuple[str, str], set[str]] = {
    ("GET", r"/c/.+/\d+/l/latest\.json"): _LIST,
    ("GET", r"/topics/private-messages-group/[^/]+/[^/]+\.json"): _LIST,
    ("GET", r"/t/\d+/\d+\.json"): {"include_raw"},
    ("GET", r"/posts/by_number/\d+/\d+\.json"): set(),
    ("GET", r"/session/current\.json"): set(),
    ("GET", r"/site/settings\.json"): set(),
    ("DELETE", r"/post_actions/\d+\.json"): {"post_action_type_id"},
    ("POST", r"/solution/(un)?accept\.json"): set(),
}
# Words of bodies that the file does not tell.
_MORE_IN_BODY = {"/post_actions.json": {"message"}}


class DiscourseContract:
    """The vendor's file, asked about one request at a time."""

    def __init__(self, contracts: Path) -> None:
        self._paths = _paths(contracts / "discourse" / "spec" / "openapi.json")

    def complaint(self, method: str, path: str, query: str, body: Mapping[str, Any]) -> str:
        """What is wrong with a request; empty when nothing is."""
        asked = set(parse_qs(query, keep_blank_values=True))
        for (verb, pattern), allowed in _MORE_ROUTES.items():
            if verb == method and re.fullmatch(pattern, path):
                return f"{method} {path}: parameters {asked - allowed}" if asked - allowed else ""
        for template, operations in self._paths.items():
            if method.lower() in operations and re.fullmatch(_pattern(template), path):
                return _judged(template, operations[method.lower()], asked, body)
        return f"{method} {path} is no route of the contract"


def _judged(template: str, operation: Mapping[str, Any], asked: set[str], body: Mapping[str, Any]) -> str:
    told = {entry["name"] for entry in operation.get("parameters", ()) if entry["in"] == "query"}
    if unknown := asked - told - _MORE_PARAMETERS.get(template, set()):
        return f"{template}: parameters {unknown}"
    contents = operation.get("requestBody", {}).get("content", {})
    if not body:
        return ""
    if not contents:
        return f"{template} takes no body"
    form = "application/json" not in contents
    content = contents["multipart/form-data" if form else "application/json"]
    kept = {key: item for key, item in body.items() if key not in _MORE_IN_BODY.get(template, ())}
    if form:
        kept = {key: _as_json(item) for key, item in kept.items()}
    try:
        jsonschema.validate(kept, content["schema"])
    except jsonschema.ValidationError as error:
        return f"{template}: {error.message}"
    return ""


def _as_json(item: object) -> object:
    """A field as the schema describes it: of a file its content, of a word the truth that it says."""
    if isinstance(item, tuple):
        return "a file"
    return {"true": True, "false": False}.get(item, item) if isinstance(item, str) else item


@cache
def _paths(file: Path) -> Mapping[str, Any]:
    paths: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))["paths"]
    return paths


@cache
def _pattern(template: str) -> str:
    parts = re.split(r"\{[a-z_]+\}", template)
    return "[^/]+".join(map(re.escape, parts))
