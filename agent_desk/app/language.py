"""The language of the window: which one is wanted, its texts and Qt's own, the direction of reading, dates and numbers."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from agent_desk.runtime.language import SOURCE, best_language, use_figures, use_language
from agent_desk.views.ports import Settings
from agent_desk.views.setting_table import chosen

_QT_TEXTS = "agent-desk-qt-texts"


def dress_in_language(settings: Settings, wanted: str = "") -> str:
    """Use the language that is `wanted`, else the one chosen in the settings, else the system's; returns its code.

    Counts for windows that are made afterwards. On the GUI thread.
    """
    named = wanted or chosen(settings, "language")
    language = best_language([named] if named else QLocale.system().uiLanguages())
    use_language(language)
    locale = QLocale(language)
    QLocale.setDefault(locale if chosen(settings, "locale") == "language" else QLocale.system())
    use_figures(lambda n: QLocale().toString(n))
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setLayoutDirection(locale.textDirection())
        _translate_qt(application, locale)
    return language


def _translate_qt(application: QApplication, locale: QLocale) -> None:
    """The words that Qt brings itself, as in its menus of text fields; English ones need no catalogue."""
    for old in application.findChildren(QTranslator, _QT_TEXTS):
        application.removeTranslator(old)
        old.deleteLater()
    if locale.name().startswith(SOURCE):
        return
    translator = QTranslator(application)
    translator.setObjectName(_QT_TEXTS)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
