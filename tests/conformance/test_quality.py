"""Every network carries a manifest and a graded checklist that say something."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_desk.connectors.manifest import parse
from agent_desk.domain.venues import Capability, LengthUnit
from tests.conformance.quality import GRADES, RULES, checklist, folders, table

each_folder = pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)


@each_folder
def test_checklist_answers_every_rule(folder: Path) -> None:
    grades = checklist(folder)
    assert set(RULES) <= set(grades), "rules without an answer"
    for rule, grade in grades.items():
        assert grade.grade in GRADES, rule
        assert grade.grade == "done" or grade.reason, f"{rule} needs a reason"


@each_folder
def test_folder_has_the_files_that_all_have(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {"__init__.py", "manifest.toml", "client.py", "mapping.py", "connector.py", "quality.toml"} <= names


@each_folder
def test_manifest_is_plausible(folder: Path) -> None:
    manifest = parse((folder / "manifest.toml").read_text(encoding="utf-8"))
    assert manifest.name == folder.name
    assert manifest.reads
    assert Capability.REPLY in manifest.writes
    assert 1 <= manifest.poll <= 900
    assert manifest.settle >= 5
    assert manifest.proof in ("A", "B", "C")
    assert manifest.auth in ("app_password", "application_password", "token", "none")
    assert manifest.auth == "none" or (manifest.secret_label and manifest.secret_help)
    assert len({option.key for option in manifest.options}) == len(manifest.options)
    assert all(option.label and option.help for option in manifest.options)
    limits = manifest.limits
    assert not limits.media_max or (limits.media_types and limits.media_bytes_max)
    assert (Capability.MEDIA in manifest.writes) is bool(limits.media_max)
    assert limits.unit is not LengthUnit.BYTES or limits.text_max >= 1000


def test_table_shows_every_network() -> None:
    first = table().splitlines()[0]
    assert all(folder.name in first for folder in folders())
