#!/usr/bin/env python3
"""Sets up what is missing, then runs, tests, checks, measures or packs Agent Desk. Python's standard library only."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "set-up.json"
OLDEST, TOO_NEW = (3, 11), (3, 14)
PIP_OPTIONS = ["-qq", "--no-input", "--disable-pip-version-check", "--root-user-action=ignore"]
UV = "uv>=0.9,<1"

USAGE = """\
usage: python3 dev.py COMMAND

  run [ARGS]            open the desk, or hand ARGS to agent-desk
  test [--fast] [--require-servers] [PYTEST ARGS]
                        the whole suite; --fast leaves out real servers, measurements and slow tests;
                        --require-servers makes a real server that cannot start a failure instead of a skip
  check                 format, lint, strict types, import contracts, size budgets: the fast part of the suite
  bench [--quick] [--json FILE]   measure
  build [--deb]         pack the frozen program into dist/; --deb makes a Debian package of it
  new-connector NAME    write the folder, the checklist and the tests of a new network
  texts                 collect all texts for translators, and bring every catalogue in line
  lock [UV ARGS]        write requirements.lock anew from pyproject.toml (--upgrade takes newer versions)
"""


class Trouble(Exception):
    """The machine lacks something; the message says what to do. Ends the program with exit code 2."""


class Need(NamedTuple):
    """A piece of the system: Debian's package, and a library, program or font file that shows it is there."""

    package: str
    library: str = ""
    program: str = ""
    font: str = ""


OFFSCREEN = [
    Need("libgl1", library="libGL.so.1"),
    Need("libegl1", library="libEGL.so.1"),
    Need("libxkbcommon0", library="libxkbcommon.so.0"),
    Need("libdbus-1-3", library="libdbus-1.so.3"),
    Need("libfontconfig1", library="libfontconfig.so.1"),
    Need("libglib2.0-0", library="libglib-2.0.so.0"),
    Need("fonts-dejavu-core", font="DejaVuSans.ttf"),
]
WINDOW = [
    Need("libxcb-cursor0", library="libxcb-cursor.so.0"),
    Need("libxkbcommon-x11-0", library="libxkbcommon-x11.so.0"),
    Need("libxcb-icccm4", library="libxcb-icccm.so.4"),
    Need("libxcb-image0", library="libxcb-image.so.0"),
    Need("libxcb-keysyms1", library="libxcb-keysyms.so.1"),
    Need("libxcb-render-util0", library="libxcb-render-util.so.0"),
    Need("libxcb-shape0", library="libxcb-shape.so.0"),
    Need("libxcb-xkb1", library="libxcb-xkb.so.1"),
    Need("libxcb-randr0", library="libxcb-randr.so.0"),
]
TEST = [
    Need("xvfb", program="Xvfb"),
    Need("xauth", program="xauth"),
    Need("xdotool", program="xdotool"),
    Need("dbus", program="dbus-daemon"),
    Need("gnome-keyring", program="gnome-keyring-daemon"),
    Need("fonts-noto-core", font="NotoSansThai-Regular.ttf"),
    Need("fonts-noto-cjk", font="NotoSansCJK-Regular.ttc"),
    Need("fonts-noto-color-emoji", font="NotoColorEmoji.ttf"),
]
# PHP for the real WordPress is not listed: without a suitable one installed the tests unpack their own.
SERVERS = [
    Need("gcc", program="gcc"),
    Need("g++", program="g++"),
    Need("make", program="make"),
    Need("mmdebstrap", program="mmdebstrap"),
]


def main(arguments: list[str]) -> int:
    """Returns the exit code; on POSIX systems the last step replaces this process, so that signals reach it."""
    commands: dict[str, Callable[[list[str]], None]] = {
        "run": run,
        "test": test,
        "check": check,
        "bench": bench,
        "build": build,
        "new-connector": new_connector,
        "texts": texts,
        "lock": lock,
    }
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        print(USAGE, end="")
        return 0
    if not arguments or arguments[0] not in commands:
        print(USAGE, end="", file=sys.stderr)
        return 2
    try:
        commands[arguments[0]](arguments[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    return 0


def run(arguments: list[str]) -> None:
    require(OFFSCREEN + WINDOW)
    set_up()
    become(["-m", "agent_desk", *arguments])


def test(arguments: list[str]) -> None:
    options = {option for option in ("--fast", "--require-servers") if option in arguments}
    rest = [argument for argument in arguments if argument not in options]
    fast = "--fast" in options
    if "--require-servers" in options:
        os.environ["AGENT_DESK_REQUIRE_SERVERS"] = "1"
    require(OFFSCREEN + WINDOW + TEST)
    if not fast:
        require(SERVERS, needed=os.environ.get("AGENT_DESK_REQUIRE_SERVERS") == "1")
    set_up()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Side by side, and one more than there are cores, because some wait for other processes.
    workers = str((os.cpu_count() or 1) + 1)
    quick = ["-m", "not servers and not bench and not slow", "-n", workers, "--dist", "worksteal"]
    become(["-m", "pytest", *(quick if fast else []), *rest])


def check(arguments: list[str]) -> None:
    require(OFFSCREEN)
    set_up()
    become(["-m", "pytest", "-q", "tests/architecture", *arguments])


def bench(arguments: list[str]) -> None:
    require(OFFSCREEN)
    set_up()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    become(["-m", "tests.bench", *arguments])


def build(arguments: list[str]) -> None:
    require(OFFSCREEN + WINDOW)  # a library missing here would be missing in the frozen program
    set_up()
    rest = [argument for argument in arguments if argument != "--deb"]
    command = ["-m", "PyInstaller", "--noconfirm", *rest, "build_installer.spec"]
    if rest == arguments:
        become(command)
    if subprocess.run([str(PYTHON), *command], cwd=ROOT, env=quiet_environment(), check=False).returncode:
        raise Trouble("The frozen program could not be packed; what PyInstaller said stands above.")
    become(["-m", "installers.linux.deb"])


def new_connector(arguments: list[str]) -> None:
    require(OFFSCREEN)
    set_up()
    become(["-m", "tests.example_network.start", *arguments])


def texts(arguments: list[str]) -> None:
    require(OFFSCREEN)
    set_up()
    become(["-m", "tests.translations", *arguments])


def lock(arguments: list[str]) -> None:
    set_up()
    pip(["install", UV])
    options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "-q"]
    command = [str(PYTHON), "-m", "uv", "pip", "compile", *options, "--python-version", "3.11", "--extra", "dev"]
    command += [*arguments, PROJECT.name, "-o", LOCK.name]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Trouble("The lock file could not be made; what uv said stands above.")
    set_up()


# --- Python packages


def set_up() -> None:
    """Bring `.venv` up to what the lock file and pyproject.toml say; costs next to nothing when it is already."""
    wanted = what_is_wanted()
    if done_before() == wanted:
        return
    with one_at_a_time():
        done = done_before()
        if done == wanted:
            return
        say("Setting up .venv; the first time this takes a minute or two.")
        if done.get("checkout") != wanted["checkout"] or not has_pip():
            make_venv()
        if done.get("lock") != wanted["lock"]:
            pip(["install", "--require-hashes", "-r", str(LOCK)])
        pip(["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
        # Where the environment forbids Python to keep compiled modules, every start would compile them anew.
        subprocess.run([str(PYTHON), "-m", "compileall", "-q", str(ROOT / "agent_desk")], check=False)
        STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def what_is_wanted() -> dict[str, str]:
    return {
        "checkout": str(ROOT),
        "lock": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "project": hashlib.sha256(PROJECT.read_bytes()).hexdigest(),
    }


def done_before() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if PYTHON.exists() and isinstance(stamp, dict) else {}


def has_pip() -> bool:
    return PYTHON.exists() and succeeds([str(PYTHON), "-m", "pip", "--version"])


def make_venv() -> None:
    """A fresh `.venv` with pip in it. Debian splits ensurepip and pip off Python, so either may be absent."""
    python = suitable_python()
    if not succeeds([python, "-m", "venv", "--clear", "--without-pip", str(VENV)]):
        make_venv_with_virtualenv(python)
    if has_pip() or succeeds([str(PYTHON), "-m", "ensurepip"]):
        return
    locked_pip = next(word for word in LOCK.read_text(encoding="utf-8").split() if word.startswith("pip=="))
    if not succeeds([python, "-m", "pip", "--python", str(PYTHON), "install", *PIP_OPTIONS, locked_pip]):
        raise Trouble(f"No pip can be had for {python}. Run this, then try again:\n  {apt_line(['python3-venv'])}")


def make_venv_with_virtualenv(python: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        succeeds([python, "-m", "pip", "install", *PIP_OPTIONS, "--target", folder, "virtualenv"])
        if not succeeds([python, "-m", "virtualenv", "--clear", str(VENV)], {"PYTHONPATH": folder}):
            raise Trouble(
                f"No .venv can be made with {python}. Run this, then try again:\n  {apt_line(['python3-venv'])}"
            )


def suitable_python() -> str:
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return sys.executable
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and succeeds([found, "-c", "import sys"]):
            return found
    raise Trouble(f"Agent Desk needs Python 3.11 to 3.13; this is {sys.version_info[0]}.{sys.version_info[1]}.")


def pip(arguments: list[str]) -> None:
    command = [str(PYTHON), "-m", "pip", arguments[0], *PIP_OPTIONS, *arguments[1:]]
    if subprocess.run(command, cwd=ROOT, env=quiet_environment(), check=False).returncode:
        raise Trouble(
            "Packages could not be installed; what pip said stands above. Nothing is lost: run the command again."
        )


def quiet_environment() -> dict[str, str]:
    # Settings with which a person protects or redirects their own Python, and which would break a .venv.
    foreign = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"}
    return {**{name: value for name, value in os.environ.items() if name not in foreign}, "PIP_USER": "0"}


def succeeds(command: list[str], more: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(
            command, cwd=ROOT, env={**quiet_environment(), **(more or {})}, capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two first starts at once must not write into one `.venv`: the second waits here for the first."""
    with (ROOT / ".venv.lock").open("w") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- system packages


def require(needs: list[Need], *, needed: bool = True) -> None:
    """See to it that the pieces are there: as root with apt, else by saying what to run. Elsewhere than Linux Qt
    brings all it needs.

    Raises `Trouble` when something is missing still; with `needed=False` the line to run is printed and work goes on.
    """
    if not sys.platform.startswith("linux"):
        return
    packages = missing(needs)
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        install(packages)
        packages = missing(needs)
    if not packages:
        return
    text = f"System packages are missing. Run this, then try again:\n  {apt_line(packages)}"
    if needed:
        raise Trouble(text)
    say(text.replace("are missing. Run this, then try again", "would let more tests run"))


def missing(needs: Iterable[Need]) -> list[str]:
    """Debian's names of the packages that are really absent, in the order of the table."""
    fonts: set[str] | None = None
    packages = []
    for need in needs:
        if need.library:
            there = can_load(need.library)
        elif need.program:
            there = shutil.which(need.program) is not None
        else:
            fonts = font_files() if fonts is None else fonts
            there = need.font in fonts
        if not there:
            packages.append(need.package)
    return packages


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def font_files() -> set[str]:
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", f"{data}/fonts"]
    return {name for folder in folders for _, _, names in os.walk(Path(folder).expanduser()) for name in names}


def install(packages: list[str]) -> None:
    say(f"Installing system packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        # A package source that cannot be refreshed need not matter; what is missing afterwards does.
        subprocess.run(["apt-get", "-qq", *wait, *arguments], env=environment, stdout=sys.stderr, check=False)


def apt_line(packages: list[str]) -> str:
    sudo = [] if sys.platform != "win32" and os.geteuid() == 0 else ["sudo"]
    return " ".join([*sudo, "apt-get", "install", "-y", *packages])


# --- the last step


def become(arguments: list[str]) -> NoReturn:
    """Go on as the checkout's own Python, in the folder of the checkout for its tools and in the caller's for `run`."""
    command = [str(PYTHON), *arguments]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.stdout.flush()
    sys.stderr.flush()
    if arguments[:2] != ["-m", "agent_desk"]:
        os.chdir(ROOT)
    if sys.platform == "win32":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
