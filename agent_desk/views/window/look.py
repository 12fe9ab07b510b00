"""Light, dark or high contrast, and the scale of text, as the settings say."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from agent_desk.views import theme
from agent_desk.views.ports import Settings
from agent_desk.views.theme import Scheme
from agent_desk.views.theme.tokens import SCALE_MAX, SCALE_MIN

_STEP = 10


def wanted(settings: Settings) -> Scheme:
    """The scheme that was chosen; without a choice that of the system, light where it tells none."""
    chosen = settings.get("theme")
    if chosen in set(Scheme):
        return Scheme(chosen)
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Scheme.CONTRAST
    return Scheme.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else Scheme.LIGHT


def follow_system(settings: Settings, receiver: QObject) -> None:
    """While `receiver` lives, dress anew when the system changes its scheme; without effect where one was chosen."""
    follower = _Follower(settings, receiver)
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(follower.follow)
    hints.accessibility().contrastPreferenceChanged.connect(follower.follow)


class _Follower(QObject):
    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings

    def follow(self) -> None:
        if wanted(self._settings) is not theme.scheme():
            apply_look(self._settings)


def apply_look(settings: Settings) -> None:
    """Dress the application as the settings say."""
    choose_look(settings)
    finish_look()


def choose_look(settings: Settings) -> None:
    """What a window has to know while it is made; `finish_look` once it is."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        scale = settings.get("scale")
        theme.choose(application, wanted(settings), int(scale) if scale.isdigit() else 100)


def finish_look() -> None:
    """Dress every widget that was made."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        theme.dress(application)


def toggle_scheme(settings: Settings) -> None:
    """The other scheme from now on."""
    settings.set("theme", Scheme.DARK if theme.scheme() is Scheme.LIGHT else Scheme.LIGHT)
    apply_look(settings)


def change_scale(settings: Settings, steps: int) -> None:
    """Text larger or smaller by steps of 10 %; 0 is back to normal."""
    scale = 100 if steps == 0 else max(SCALE_MIN, min(SCALE_MAX, theme.scale() + steps * _STEP))
    settings.set("scale", str(scale))
    apply_look(settings)
