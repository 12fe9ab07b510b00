"""The one style sheet, made from the tokens. Widgets choose by the dynamic properties `tone`, `letters` and `look`."""

from __future__ import annotations

from string import Template

from agent_desk.runtime.places import resources_dir
from agent_desk.views.theme import LABEL, TITLE, Scheme, Token, hex_of, px, scheme

_SHEET = Template("""
* { outline: none; }
QMainWindow, QWidget[ground="bg"] { background: $bg; }
QWidget[ground="side"] { background: $side; }
QWidget[ground="pane"] { background: $pane; }
QWidget[ground="ours"] { background: $ours; }
QWidget[ground="note"] { background: $note; }
QLabel { background: transparent; }
QLabel[tone="dim"] { color: $dim; }
QLabel[tone="faint"] { color: $faint; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="late"] { color: $late; }
QLabel[tone="risk"] { color: $risk; }
QLabel[tone="ok"] { color: $ok; }
QLabel[letters="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[letters="label"] { font-size: ${label}px; }
QLabel[letters="heading"] { font-size: ${label}px; font-weight: 600; color: $dim; }
QLabel[letters="welcome"] { font-size: ${welcome}px; font-weight: 600; }
QLabel[weight="bold"] { font-weight: 600; }
QLabel[look="chip"] { background: $chip; color: $dim; border-radius: ${r4}px; padding: ${p1}px ${p6}px;
    font-size: ${label}px; }
QLabel[look="chip"][tone="late"] { background: $late_soft; color: $late; }
QLabel[look="chip"][tone="risk"] { background: $risk_soft; color: $risk; }
QLabel[look="chip"][tone="ok"] { background: $ok_soft; color: $ok; }
QLabel[look="chip"][tone="accent"] { background: $soft; color: $accent; }
QLabel[look="target"] { background: $chip; color: $text; border: 1px solid $line; padding: ${p1}px ${p6}px;
    font-size: ${label}px; }
QLabel[look="key"] { background: $chip; color: $dim; border-radius: ${r4}px; padding: 0 ${p5}px;
    font-size: ${label}px; }

QPushButton, QToolButton[look="button"] { background: $pane; color: $text; border: 1px solid $line;
    border-radius: ${r6}px; padding: ${p4}px ${p12}px; min-height: ${h18}px; }
QPushButton:hover, QToolButton[look="button"]:hover { background: $hover; }
QPushButton:pressed, QToolButton[look="button"]:pressed { background: $chip; }
QPushButton:focus, QToolButton[look="button"]:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; background: $bg; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[look="primary"]:hover { background: $accent_hover; }
QPushButton[look="primary"]:focus { border: 2px solid $text; padding: ${p3}px ${p11}px; }
QPushButton[look="primary"]:disabled { background: $chip; color: $faint; border-color: $line; }
QToolButton { background: transparent; color: $dim; border: 1px solid transparent; border-radius: ${r6}px;
    padding: ${p3}px ${p6}px; }
QToolButton, QPushButton { icon-size: ${h16}px; }
QToolButton:hover { background: $chip; color: $text; }
QToolButton:focus { border-color: $accent; color: $text; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton[look="link"], QToolButton[look="link"] { background: transparent; border: 1px solid transparent;
    color: $accent; padding: ${p3}px ${p4}px; }
QPushButton[look="heading"] { background: transparent; border: 1px solid transparent; color: $dim; font-weight: 600;
    font-size: ${label}px; padding: 0; min-height: ${h18}px; text-align: left; }
QPushButton[look="heading"]:hover { color: $text; }
QPushButton[look="heading"]:focus { border-color: $accent; }
QPushButton[align="start"] { text-align: left; padding-left: 0; padding-right: 0; }
QPushButton[letters="label"] { font-size: ${label}px; min-height: 0; padding: 0 ${p4}px; }
QPushButton[look="link"]:hover { background: $soft; }
QPushButton[look="link"]:focus, QToolButton[look="link"]:focus { border-color: $accent; }
QPushButton[look="filter"] { background: $chip; color: $dim; border: 1px solid transparent; border-radius: ${r5}px;
    padding: ${p1}px ${p7}px; font-size: ${small}px; min-height: ${h16}px; }
QPushButton[look="filter"]:hover { color: $text; border-color: $line; }
QPushButton[look="filter"]:checked { background: $soft; color: $accent; border-color: $soft; }
QPushButton[look="filter"]:focus { border-color: $accent; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[look="card"] { text-align: left; padding: ${p12}px ${p14}px; border-radius: 8px; }
QPushButton[look="card"]:checked { background: $soft; border-color: $accent; }

QAbstractScrollArea { background: $pane; border: none; }
QLineEdit, QPlainTextEdit, QTextEdit[look="field"], QDateTimeEdit, QSpinBox, QComboBox { background: $pane; color: $text;
    border: 1px solid $line; border-radius: ${r6}px; padding: ${p4}px ${p8}px; selection-background-color: $accent;
    selection-color: $on_accent; min-height: ${h18}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit[look="field"]:focus, QDateTimeEdit:focus, QSpinBox:focus, QComboBox:focus {
    border-color: $accent; }
QLineEdit:disabled, QLineEdit:read-only { background: $bg; color: $dim; }
QTextBrowser, QTextEdit[look="plain"] { background: transparent; border: none; }
QPlainTextEdit[look="note"], QPlainTextEdit[look="note"]:focus { background: $note; border-color: $note_line; }
QPlainTextEdit[look="note"]:focus { border-color: $text; }
QTextBrowser[look="preview"] { background: $bg; border: 1px dashed $line; border-radius: ${r6}px; padding: ${p4}px ${p8}px; }
QTextBrowser[look="preview"]:focus { border-color: $accent; }
QTabBar { background: transparent; border: none; }
QTabBar::tab { background: transparent; color: $dim; border: 1px solid transparent; border-bottom: 2px solid transparent;
    padding: ${p3}px ${p5}px; margin-right: ${p4}px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { border: 1px solid $accent; border-bottom: 2px solid $accent; border-radius: ${r4}px; }

QScrollArea > QWidget > QWidget[ground="pane"] { background: $pane; }
QScrollBar:vertical { background: transparent; width: ${p10}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p10}px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none;
    width: 0; height: 0; }
QSplitter::handle { background: $line; }
QFrame[look="hairline"] { background: $line; border: none; }
QWidget[look="bar"] { background: $soft; }
QWidget[look="bar"][tone="risk"] { background: $risk_soft; }
QWidget[look="bar"][tone="ok"] { background: $ok_soft; }
QWidget[look="sheet"], QFrame[look="popup"] { background: $pane; border: 1px solid $line; border-radius: 8px; }
QFrame[look="column"] { background: $bg; border: 1px solid $line; border-radius: 8px; }
QFrame[look="column"][tone="accent"] { border-color: $accent; background: $soft; }
QListView[look="cards"] { background: transparent; border: none; outline: none; }
QListWidget, QTreeWidget { background: $pane; color: $text; border: none; outline: none; }
QTreeWidget { border: 1px solid $line; border-radius: ${r6}px; }
QListWidget::item, QTreeWidget::item { padding: ${p4}px ${p8}px; border: 1px solid transparent; }
QListWidget::item { margin: 1px ${p8}px; border-radius: ${r6}px; }
QListWidget::item:hover, QTreeWidget::item:hover { background: $hover; color: $text; }
QListWidget::item:selected, QTreeWidget::item:selected { background: $selection; color: $text; }
QListWidget:focus, QTreeWidget:focus { border-color: $accent; }
QTreeWidget[look="pane"], QTreeWidget[look="pane"]:focus { border: none; border-radius: 0; }
QListWidget::item:focus { border-color: $accent; }
QListWidget::indicator, QTreeWidget::indicator { width: ${p14}px; height: ${p14}px; border: 1px solid $faint;
    border-radius: 4px; background: $pane; }
QListWidget::indicator:hover, QTreeWidget::indicator:hover { border-color: $accent; }
QListWidget::indicator:checked, QTreeWidget::indicator:checked { background: $accent; border-color: $accent;
    image: url("$tick"); }
QListWidget[look="floating"] { border: 1px solid $faint; border-radius: ${r6}px; }
QListWidget[look="floating"]::item { margin: 0; padding: 0; }
QHeaderView::section { background: $bg; color: $dim; border: none; border-bottom: 1px solid $line;
    padding: ${p4}px ${p8}px; }
QTableView[look="figures"] QHeaderView::section { background: $pane; font-size: ${label}px; font-weight: 600; }
QTableView[look="figures"] QHeaderView::section:vertical { font-size: ${small}px; font-weight: normal; color: $text; }
QTableView[look="figures"] QTableCornerButton::section { background: $pane; border: none; border-bottom: 1px solid $line; }
QTableView[look="figures"] QHeaderView { background: $pane; }
QDateTimeEdit::up-button, QDateTimeEdit::down-button, QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QLineEdit[wrong="true"] { border-color: $risk; }
QProgressBar { background: $line; border: none; border-radius: 1px; max-height: 3px; }
QProgressBar::chunk { background: $accent; border-radius: 1px; }
QMenu { background: $pane; color: $text; border: 1px solid $line; padding: ${p4}px; }
QMenu::item { padding: ${p4}px ${p20}px ${p4}px ${p12}px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px ${p8}px; }
QToolTip { background: $pane; color: $text; border: 1px solid $line; padding: ${p3}px ${p6}px; }
QCheckBox, QRadioButton { spacing: ${p8}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: ${p14}px; height: ${p14}px; border: 1px solid $faint;
    border-radius: 4px; background: $pane; }
QRadioButton::indicator { border-radius: ${p7}px; }
QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox::indicator:checked { image: url("$tick"); }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QDateTimeEdit::drop-down, QComboBox::drop-down { border: none; width: ${p20}px; }
QDateTimeEdit::down-arrow, QComboBox::down-arrow { image: url("$arrow"); width: ${p12}px; height: ${p12}px; }
QTimeEdit::up-arrow, QTimeEdit::down-arrow { image: none; width: 0; height: 0; }
""")


def sheet() -> str:
    """The style sheet for the scheme and scale in use."""
    sizes = {f"p{n}": px(n) for n in (1, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14, 20)}
    sizes |= {f"r{n}": n for n in (4, 5, 6)} | {f"h{n}": px(n) for n in (16, 18)}
    sizes |= {"title": px(TITLE), "label": px(LABEL), "small": px(12), "welcome": px(22)}
    colours = {token.value: hex_of(token) for token in Token}
    icons = resources_dir() / "icons"
    dark = scheme() is not Scheme.LIGHT
    colours["tick"] = (icons / ("tick-dark.svg" if dark else "tick-light.svg")).as_posix()
    colours["arrow"] = (icons / ("arrow-dark.svg" if dark else "arrow-light.svg")).as_posix()
    derived = {
        "accent_hover": _towards(Token.ACCENT, Token.TEXT, 0.14),
        "scroll": _towards(Token.LINE, Token.FAINT, 0.35),
    }
    return _SHEET.substitute(colours, **{name: str(size) for name, size in sizes.items()}, **derived)


def _towards(start: Token, end: Token, part: float) -> str:
    pairs = zip(_channels(start), _channels(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(token: Token) -> tuple[int, int, int]:
    value = hex_of(token)
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)
