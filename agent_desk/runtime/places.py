"""Where things lie on this machine: a workspace's data, the log, the program's own resources."""

from __future__ import annotations

import sys
from pathlib import Path

from agent_desk.domain.frozen import frozen


@frozen
class Places:
    """The folders of one workspace; made when first asked for, readable by their owner only."""

    data: Path

    @property
    def database(self) -> Path:
        """The SQLite file of the workspace."""
        return self.data / "desk.db"

    @property
    def attachments(self) -> Path:
        """Our own copies of files that agents attached."""
        return self._folder("attachments")

    @property
    def pictures(self) -> Path:
        """Pictures of posts that were fetched; may be emptied at any time."""
        return self.data / "pictures"

    @property
    def picture_hosts(self) -> Path:
        """From which hosts an agent wants to see pictures, by venue."""
        return self.data / "picture-hosts.json"

    @property
    def backups(self) -> Path:
        """Copies of the database made before migrations, and what was set aside as damaged."""
        return self._folder("backups")

    @property
    def log(self) -> Path:
        """The newest log file; older ones lie beside it with a number behind the name."""
        return self._folder("log") / "agent-desk.log"

    @property
    def settings(self) -> Path:
        """Remembered choices of this profile."""
        return self.data / "settings.json"

    @property
    def demo_network(self) -> Path:
        """The file in which the demo network lives, only in a demo workspace."""
        return self.data / "demo-network.json"

    @property
    def demo(self) -> Places:
        """The places of the demo workspace that goes with this one; a folder of its own, so that the two never mix."""
        return Places(self.data / "demo")

    def make(self) -> None:
        """Create the data folder; raises OSError."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _folder(self, name: str) -> Path:
        folder = self.data / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder


def for_profile(profile: str = "default") -> Places:
    """The places of a named profile in the user's own data folder."""
    from platformdirs import user_data_path

    return Places(user_data_path("agent-desk", appauthor=False) / "profiles" / profile)


def for_folder(folder: Path) -> Places:
    """The places of a workspace that lies in a folder of the user's choice."""
    return Places(folder.absolute())


def resources_dir() -> Path:
    """The program's own styles, icons, translations and demo data: beside the package in a checkout, packed when frozen
    or installed."""
    if packed := getattr(sys, "_MEIPASS", None):
        return Path(str(packed)) / "resources"
    package = Path(__file__).resolve().parents[1]
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"
