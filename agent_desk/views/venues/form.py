"""The form of the assistant: where a venue is and how we sign in there."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QFormLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest, Option
from agent_desk.domain.venues import Capability, SecretPlace
from agent_desk.runtime.texts import tr
from agent_desk.services.venues import VenueDraft
from agent_desk.views import when
from agent_desk.views.ports import Now
from agent_desk.views.theme import px
from agent_desk.views.venues.help_text import HelpText
from agent_desk.views.venues.ways import Way, WayChoice, ways_of
from agent_desk.views.widgets import link_button

DAYS_BACK = 7
ON = "1"
_NOTHING = ("", "https://")


class VenueForm(QWidget):
    """The fields for one network. Emits `changed` when any of them is touched, `finished` on Enter in a field.

    What was typed stays when another way to sign in is chosen; only what that way needs is shown.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, manifest: Manifest, *, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._manifest = manifest
        self.url = self._field(manifest.default_url or "https://", tr("Address"))
        self.ways = WayChoice(manifest, ways_of(manifest))
        self.ways.chosen.connect(self._on_way)
        self.user = self._field("", tr("User name"))
        self.secret = self._field("", tr(manifest.secret_label) or tr("Password"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.label = self._field("", tr("Name on this desk"))
        self.label.setPlaceholderText(tr("as the venue calls us"))
        self.read_only = QCheckBox(tr("Read only: never send anything there"))
        self.read_only.toggled.connect(self.changed)
        today = QDate.fromJulianDay(_julian(now()))
        self.since = QDateEdit(today.addDays(-DAYS_BACK))
        self.since.setCalendarPopup(True)
        self.since.setDisplayFormat(when.date_pattern(year=True))
        self.since.setMaximumDate(today)
        self.since.setAccessibleName(tr("Work begins with posts from"))
        self.since.dateChanged.connect(self.changed)
        self.options = {option.key: self._option(option) for option in manifest.options}
        self._more = False
        self.more_button = link_button("")
        self.more_button.clicked.connect(lambda: self._show_more(not self._more))
        self._later: list[QWidget] = []
        self._form = QFormLayout(self)
        self._lay_out()
        self._show_more(False)
        self._show_way()

    @property
    def way(self) -> Way | None:
        """The chosen way to sign in, None where none is needed."""
        return self.ways.way()

    def _lay_out(self) -> None:
        form = self._form
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(px(16))
        form.setVerticalSpacing(px(10))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        _add(form, self.url)
        if len(self.ways.buttons) > 1:
            name = QLabel(tr("Sign-in"))
            name.setBuddy(self.ways)
            form.addRow(name, self.ways)
        self._user_row = _add(form, self.user, tr(self._manifest.user_help))
        self._secret_row = _add(form, self.secret, tr(self._manifest.secret_help))
        first = [option for option in self._manifest.options if option.key in (self._manifest.anonymous or ())]
        for option in first:
            _add(form, self.options[option.key], tr(option.help))
        _add(form, self.since, tr("Older posts are shown as context. Nobody waits in them."))
        form.addRow("", self.read_only)
        form.addRow("", self.more_button)
        self._later.append(_add(form, self.label))
        for option in self._manifest.options:
            if option not in first:
                self._later.append(_add(form, self.options[option.key], tr(option.help)))

    def first_field(self) -> QWidget:
        """Where typing begins: what is not filled in yet."""
        return self.missing() or self.url

    def missing(self) -> QLineEdit | None:
        """The first field that has to be filled in and is not."""
        needed = [self.url]
        if self.way is Way.PASTE:
            needed += [self.user, self.secret] if self._manifest.needs_user else [self.secret]
        empty = next((field for field in needed if field.text().strip() in _NOTHING), None)
        if empty is not None or self.way is not Way.READ:
            return empty
        fields = [self.options[key] for key in self._manifest.anonymous or ()]
        texts = [field for field in fields if isinstance(field, QLineEdit)]
        return texts[0] if texts and not any(field.text().strip() for field in texts) else None

    def draft(self) -> VenueDraft:
        """What was filled in, as far as the chosen way needs it. The secret is in it: never log or keep it."""
        known = {option.key: option.default for option in self._manifest.options}
        values = {key: _value(field) for key, field in self.options.items()}
        by_secret, reads = self.way is Way.PASTE, self.way is Way.READ
        return VenueDraft(
            network=self._manifest.name,
            url=self.url.text().strip(),
            user=self.user.text().strip() if by_secret else "",
            secret=self.secret.text() if by_secret else "",
            secret_place=SecretPlace.NONE if reads or self.way is None else SecretPlace.KEYRING,
            options={key: value for key, value in values.items() if value and value != known[key]},
            read_only=reads or self.read_only.isChecked(),
            since=when.midnight(self.since.date()),
            label=self.label.text().strip(),
        )

    def _on_way(self, _way: object) -> None:
        self._show_way()
        self.changed.emit()

    def _show_way(self) -> None:
        by_secret = self.way is Way.PASTE
        wants_user = self._manifest.needs_user or bool(self._manifest.user_help)
        self._form.setRowVisible(self._user_row, by_secret and wants_user)
        self._form.setRowVisible(self._secret_row, by_secret)
        writes = Capability.REPLY in self._manifest.writes and self.way is not Way.READ
        self._form.setRowVisible(self.read_only, writes)

    def _show_more(self, on: bool) -> None:
        self._more = on
        words = tr("Fewer settings") if on else tr("More settings")
        self.more_button.setText(words)
        self.more_button.setAccessibleName(words)
        for row in self._later:
            self._form.setRowVisible(row, on)

    def _option(self, option: Option) -> QLineEdit | QCheckBox:
        if not option.switch:
            return self._field(option.default, tr(option.label))
        switch = QCheckBox(tr(option.label))
        switch.setChecked(option.default == ON)
        switch.toggled.connect(self.changed)
        return switch

    def _field(self, text: str, name: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(name)
        field.textEdited.connect(self.changed)
        field.returnPressed.connect(self.finished)
        return field


def _value(field: QLineEdit | QCheckBox) -> str:
    if isinstance(field, QCheckBox):
        return ON if field.isChecked() else ""
    return field.text().strip()


def _add(form: QFormLayout, field: QWidget, help_text: str = "") -> QWidget:
    """A row with what stands beside it; returns the widget that stands for the row."""
    switch = isinstance(field, QCheckBox)
    name = QLabel("" if switch else field.accessibleName())
    name.setTextFormat(Qt.TextFormat.PlainText)
    name.setBuddy(field)
    if not help_text:
        form.addRow(name, field)
        return field
    both = QWidget()
    both.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(3))
    column.addWidget(field)
    words = HelpText(help_text)
    if switch:
        words.setContentsMargins(px(24), 0, 0, 0)
    column.addWidget(words)
    field.setAccessibleDescription(help_text)
    form.addRow(name, both)
    return both


def _julian(now: int) -> int:
    return int(QDate(1970, 1, 1).toJulianDay()) + now // when.DAY
