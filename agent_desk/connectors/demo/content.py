"""The demo's written content: the brand, its people and what they say, read from the packed resources."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.places import resources_dir

PLACES = ("social", "blog", "community", "reviews", "direct")


@frozen
class Person:
    """Somebody of the demo: an id, a name, a handle (without a leading @) and the language mostly written in."""

    id: str
    name: str
    handle: str
    language: str


@frozen
class Content:
    """What the resources hold. `scripts`: per place its `subjects`, `conversations` and `later` ones; `lines`: per
    language what customers answer back, by mood (`thanks`, `question`, `kinder`); `chatter`: short posts for very long
    topics; `traffic`: the exchanges of a busy week, `talks` with `things` to fill in and more `people`."""

    people: dict[str, Person]
    lines: dict[str, dict[str, list[str]]]
    chatter: list[str]
    scripts: dict[str, dict[str, Any]]
    traffic: dict[str, Any]

    def person(self, key: str) -> Person:
        """The person of that id; one who is not in the resources is called by the id."""
        return self.people.get(key) or Person(key, key.replace("-", " ").title(), key, "en")


def folder() -> Path:
    """The folder of the demo's resources."""
    return resources_dir() / "demo"


def picture(url: str) -> Path | None:
    """The packed file behind a `demo:picture/NAME` address, None where there is none; never one outside the folder."""
    name = url.removeprefix("demo:picture/")
    found = folder() / "pictures" / Path(name).name
    return found if name != url and found.is_file() else None


@lru_cache(maxsize=1)
def content() -> Content:
    """Everything that is packed; read once per process."""
    raw, traffic = _read("brand"), _read("traffic")
    people = {key: Person(key, *fields) for key, fields in (raw["people"] | traffic["people"]).items()}
    scripts = {place: _read(place) for place in PLACES}
    return Content(people, raw["lines"], raw["chatter"], scripts, traffic)


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))
    return found
