"""The one table of what an agent can choose: the preferences draw it, and whoever needs a choice reads it through here."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.texts import marked
from agent_desk.views.ports import Settings
from agent_desk.views.ready_made import VIEWS


class Section(StrEnum):
    """A heading of the preferences; order is order."""

    APPEARANCE = marked("Appearance")
    LANGUAGE = marked("Language")
    KEYS = marked("Keys")
    NOTIFICATIONS = marked("Notifications")
    SENDING = marked("Writing and sending")
    PICTURES = marked("Pictures")
    AGENT = marked("You")
    DATA = marked("Data")


class Kind(StrEnum):
    """How a setting is chosen. TIME is kept as `HH:MM`, DAYS as figures from 1 (Monday) to 7, SWITCH as `on` or `off`."""

    CHOICE = "choice"
    SWITCH = "switch"
    TEXT = "text"
    TIME = "time"
    DAYS = "days"


@frozen
class Setting:
    """One choice, kept at this desk only. `key`: where it is kept. `text`, `hint`: English source texts. `choices`: value
    and source text. `default`: what counts while nothing is kept. `reopens`: it shows once the window opens anew."""

    key: str
    section: Section
    text: str
    kind: Kind
    default: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    reopens: bool = False


_S, _K = Section, Kind
_SCALES = tuple((str(scale), f"{scale} %") for scale in range(80, 210, 10))

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        _S.APPEARANCE,
        marked("Colours"),
        _K.CHOICE,
        choices=(
            ("", marked("As the system")),
            ("light", marked("Light")),
            ("dark", marked("Dark")),
            ("contrast", marked("High contrast")),
        ),
    ),
    Setting("scale", _S.APPEARANCE, marked("Size of text"), _K.CHOICE, default="100", choices=_SCALES),
    Setting(
        "list.dense",
        _S.APPEARANCE,
        marked("Lines of the list"),
        _K.CHOICE,
        choices=(("", marked("Comfortable")), ("1", marked("Dense"))),
    ),
    Setting(
        "context",
        _S.APPEARANCE,
        marked("Context beside the conversation"),
        _K.CHOICE,
        choices=(("", marked("Where there is room")), ("shown", marked("Shown")), ("hidden", marked("Hidden"))),
    ),
    Setting(
        "begin",
        _S.APPEARANCE,
        marked("Begin with"),
        _K.CHOICE,
        choices=(("", marked("What was open last")), *((view.id, view.title) for view in VIEWS)),
    ),
    Setting(
        "language",
        _S.LANGUAGE,
        marked("Language"),
        _K.CHOICE,
        hint=marked("The window opens anew in it; nothing that you typed is lost."),
        reopens=True,
    ),
    Setting(
        "locale",
        _S.LANGUAGE,
        marked("Dates and numbers"),
        _K.CHOICE,
        choices=(("", marked("As the system")), ("language", marked("As the language"))),
        reopens=True,
    ),
    Setting(
        "keys.single",
        _S.KEYS,
        marked("Single keys"),
        _K.SWITCH,
        default="on",
        hint=marked("Letters and signs without Ctrl work in lists, never while you type."),
    ),
    Setting(
        "notify.words",
        _S.NOTIFICATIONS,
        marked("Notifications show what customers write"),
        _K.SWITCH,
        default="on",
        hint=marked("Off, they say only where somebody wrote."),
    ),
    Setting(
        "notify.tray",
        _S.NOTIFICATIONS,
        marked("Sign in the system tray"),
        _K.SWITCH,
        default="on",
        hint=marked("Where the system has a tray. It shows how many customers wait."),
    ),
    Setting(
        "quiet",
        _S.NOTIFICATIONS,
        marked("Quiet hours"),
        _K.SWITCH,
        default="off",
        hint=marked("Nothing pops up and nothing sounds; the counts stay."),
    ),
    Setting("quiet.from", _S.NOTIFICATIONS, marked("Quiet from"), _K.TIME, default="18:00"),
    Setting("quiet.to", _S.NOTIFICATIONS, marked("Quiet until"), _K.TIME, default="08:00"),
    Setting("quiet.days", _S.NOTIFICATIONS, marked("Quiet on"), _K.DAYS, default="1234567"),
    Setting(
        "undo.seconds",
        _S.SENDING,
        marked("A reply can be taken back for"),
        _K.CHOICE,
        default="10",
        choices=(
            ("5", marked("5 seconds")),
            ("10", marked("10 seconds")),
            ("20", marked("20 seconds")),
            ("30", marked("30 seconds")),
            ("60", marked("60 seconds")),
        ),
        hint=marked("So long it waits here before it leaves."),
    ),
    Setting(
        "translate",
        _S.SENDING,
        marked("Command that translates"),
        _K.TEXT,
        hint=marked(
            "It gets the text on its input and prints the translation. {from} and {to} stand for the languages, {from} may be "
            "auto. Twenty seconds, no shell."
        ),
    ),
)
"""In the order of the preferences; what depends on venues and on the desk is added by its section."""

_BY_KEY = {setting.key: setting for setting in SETTINGS}


def chosen(settings: Settings, key: str) -> str:
    """What is chosen for a key of the table, or its default; KeyError where the table has no such key."""
    return settings.get(key) or _BY_KEY[key].default


def is_on(settings: Settings, key: str) -> bool:
    """Whether a switch of the table is on."""
    return chosen(settings, key) == "on"
